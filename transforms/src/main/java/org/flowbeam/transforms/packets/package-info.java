/** The Beam steps from captures to sorted packets. */
@NullMarked
package org.flowbeam.transforms.packets;

import org.jspecify.annotations.NullMarked;
