/** A captured frame in, a decoded packet and its record out. */
@NullMarked
package org.flowbeam.packet.decode;

import org.jspecify.annotations.NullMarked;
