/**
 * POP3 (RFC 1939) with CAPA (RFC 2449), STLS (RFC 2595) and AUTH (RFC 5034): commands with their
 * replies, messages as they are fetched.
 */
@NullMarked
package org.flowbeam.protocol.pop3;

import org.jspecify.annotations.NullMarked;
