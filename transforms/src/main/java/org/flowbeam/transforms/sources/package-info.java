/** The Beam steps about the sources themselves: what they are, copies among them, their rows. */
@NullMarked
package org.flowbeam.transforms.sources;

import org.jspecify.annotations.NullMarked;
