/** Capture files: formats, compression, record boundaries, damage. No Beam. */
@NullMarked
package org.flowbeam.io.capture;

import org.jspecify.annotations.NullMarked;
