/** Small captures of faults, each with what it must give. */
@NullMarked
package org.flowbeam.pipeline.cases;

import org.jspecify.annotations.NullMarked;
