/** The steps of a sweep as Beam transforms: what carries frames and facts between them. */
@NullMarked
package org.flowbeam.transforms;

import org.jspecify.annotations.NullMarked;
