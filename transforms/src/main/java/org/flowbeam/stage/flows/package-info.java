/** From sorted packets to rows. */
@NullMarked
package org.flowbeam.stage.flows;

import org.jspecify.annotations.NullMarked;
