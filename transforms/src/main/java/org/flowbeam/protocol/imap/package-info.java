/**
 * IMAP (RFC 3501, RFC 9051) with literals of both sides, IDLE (RFC 2177), ID (RFC 2971) and logins:
 * commands with what the server answers, messages as they are fetched and appended.
 */
@NullMarked
package org.flowbeam.protocol.imap;

import org.jspecify.annotations.NullMarked;
