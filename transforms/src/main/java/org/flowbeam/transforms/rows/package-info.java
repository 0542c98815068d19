/** How Beam steps hand on rows, and the step of rows that need more than one flow. */
@NullMarked
package org.flowbeam.transforms.rows;

import org.jspecify.annotations.NullMarked;
