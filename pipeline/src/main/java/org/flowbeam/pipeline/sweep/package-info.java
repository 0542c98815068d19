/** One sweep: its plan, its pipeline, its folder, its summary. */
@NullMarked
package org.flowbeam.pipeline.sweep;

import org.jspecify.annotations.NullMarked;
