/** What a run was made from: its sources, where they lie now, and whether they are unchanged. */
@NullMarked
package org.flowbeam.pipeline.evidence;

import org.jspecify.annotations.NullMarked;
