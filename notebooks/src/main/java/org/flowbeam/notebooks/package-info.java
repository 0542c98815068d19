/** A Java kernel for Jupyter and what its cells call. */
@NullMarked
package org.flowbeam.notebooks;

import org.jspecify.annotations.NullMarked;
