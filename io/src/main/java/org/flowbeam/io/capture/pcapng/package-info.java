/** pcapng files: blocks, options, interfaces, time resolutions. */
@NullMarked
package org.flowbeam.io.capture.pcapng;

import org.jspecify.annotations.NullMarked;
