/** Link layers, from the frame to the IP header. */
@NullMarked
package org.flowbeam.packet.link;

import org.jspecify.annotations.NullMarked;
