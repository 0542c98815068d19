/**
 * Numbers in byte arrays, windows on bytes, times, small tables of numbers: helpers that know
 * nothing of captures.
 */
@NullMarked
package org.flowbeam.io.bytes;

import org.jspecify.annotations.NullMarked;
