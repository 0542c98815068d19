/** Reads captures through Beam: which files, what is in them, their records by slices. */
@NullMarked
package org.flowbeam.io.input;

import org.jspecify.annotations.NullMarked;
