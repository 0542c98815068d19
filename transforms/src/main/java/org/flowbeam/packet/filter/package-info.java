/** Classic BPF: which packets are read at all. */
@NullMarked
package org.flowbeam.packet.filter;

import org.jspecify.annotations.NullMarked;
