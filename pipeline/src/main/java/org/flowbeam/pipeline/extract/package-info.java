/** Bodies that a sweep has stored, under names that do no harm. */
@NullMarked
package org.flowbeam.pipeline.extract;

import org.jspecify.annotations.NullMarked;
