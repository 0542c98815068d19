/** What a content is by its first bytes, and the contents inside compressed files and archives. */
@NullMarked
package org.flowbeam.io.capture.packed;

import org.jspecify.annotations.NullMarked;
