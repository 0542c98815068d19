/**
 * What readers of formats share: a checked cursor, digests, and the exception of broken rules.
 * Nothing below {@code format} knows a protocol's parser.
 */
@NullMarked
package org.flowbeam.format;

import org.jspecify.annotations.NullMarked;
