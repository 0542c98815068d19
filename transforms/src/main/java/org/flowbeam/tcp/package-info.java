/**
 * The numbers of TCP: what each segment of a connection is worth. Plain sequential code, no Beam.
 */
@NullMarked
package org.flowbeam.tcp;

import org.jspecify.annotations.NullMarked;
