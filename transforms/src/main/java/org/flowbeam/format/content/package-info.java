/** Contents of messages: codings undone, types sniffed, file names found. */
@NullMarked
package org.flowbeam.format.content;

import org.jspecify.annotations.NullMarked;
