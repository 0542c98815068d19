/** Tunnels: packets inside packets. */
@NullMarked
package org.flowbeam.packet.tunnel;

import org.jspecify.annotations.NullMarked;
