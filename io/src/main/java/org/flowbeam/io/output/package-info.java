/** The Beam steps that write tables and bodies under temporary names, and commit them. */
@NullMarked
package org.flowbeam.io.output;

import org.jspecify.annotations.NullMarked;
