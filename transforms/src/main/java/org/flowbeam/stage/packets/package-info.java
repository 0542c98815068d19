/** From slices of captures to sorted packets, and the detours of fragments and ESP packets. */
@NullMarked
package org.flowbeam.stage.packets;

import org.jspecify.annotations.NullMarked;
