/** Characters of text protocols. */
@NullMarked
package org.flowbeam.format.text;

import org.jspecify.annotations.NullMarked;
