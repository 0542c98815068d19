/** The borders between packages, as docs/architecture.md draws them. */
@NullMarked
package org.flowbeam.architecture;

import org.jspecify.annotations.NullMarked;
