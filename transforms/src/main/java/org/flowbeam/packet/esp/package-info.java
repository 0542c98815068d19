/** ESP without encryption, opened. */
@NullMarked
package org.flowbeam.packet.esp;

import org.jspecify.annotations.NullMarked;
