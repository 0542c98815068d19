/** TCP reassembly: sequence arithmetic, holes, overlap policies. Plain sequential code, no Beam. */
@NullMarked
package org.flowbeam.stream;

import org.jspecify.annotations.NullMarked;
