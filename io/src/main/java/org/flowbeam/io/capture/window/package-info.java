/** The bytes of a content from front to back, and their digests. */
@NullMarked
package org.flowbeam.io.capture.window;

import org.jspecify.annotations.NullMarked;
