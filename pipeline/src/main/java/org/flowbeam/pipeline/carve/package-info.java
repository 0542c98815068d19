/** From rows back to their packets: pcapng files and lists of packets out of the captures. */
@NullMarked
package org.flowbeam.pipeline.carve;

import org.jspecify.annotations.NullMarked;
