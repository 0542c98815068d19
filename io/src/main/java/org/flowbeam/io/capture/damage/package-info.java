/** What is wrong with a capture, and what that makes of it. */
@NullMarked
package org.flowbeam.io.capture.damage;

import org.jspecify.annotations.NullMarked;
