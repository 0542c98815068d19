/** Calls and their media over whole sweeps. */
@NullMarked
package org.flowbeam.pipeline.calls;

import org.jspecify.annotations.NullMarked;
