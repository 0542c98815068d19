/** One flow: orientation, epochs, counters. Plain sequential code, no Beam. */
@NullMarked
package org.flowbeam.flow;

import org.jspecify.annotations.NullMarked;
