/** Which files {@code --input} names. */
@NullMarked
package org.flowbeam.pipeline.input;

import org.jspecify.annotations.NullMarked;
