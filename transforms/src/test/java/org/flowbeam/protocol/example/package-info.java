/**
 * A protocol as somebody else would add it: CONTRIBUTING.md, "Add a protocol in three steps".
 *
 * <p>LPM, made up for this example: the client opens with {@code LPM1}, then each side sends
 * messages of a two-byte length and that many bytes of UTF-8; the server answers each in turn.
 */
@NullMarked
package org.flowbeam.protocol.example;

import org.jspecify.annotations.NullMarked;
