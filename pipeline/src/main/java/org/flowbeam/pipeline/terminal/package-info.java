/** What may be written to a terminal. */
@NullMarked
package org.flowbeam.pipeline.terminal;

import org.jspecify.annotations.NullMarked;
