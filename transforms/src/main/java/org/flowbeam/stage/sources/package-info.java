/** What is known of the sources of a run, and their rows. */
@NullMarked
package org.flowbeam.stage.sources;

import org.jspecify.annotations.NullMarked;
