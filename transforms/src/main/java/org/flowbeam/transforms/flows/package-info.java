/** The Beam step from sorted packets to rows. */
@NullMarked
package org.flowbeam.transforms.flows;

import org.jspecify.annotations.NullMarked;
