/** Packets that were captured twice: what makes two equal, and which of them counts. */
@NullMarked
package org.flowbeam.dedup;

import org.jspecify.annotations.NullMarked;
