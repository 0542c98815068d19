/**
 * The Simple Mail Transfer Protocol with its extensions (RFC 5321, RFC 1870, RFC 2033, RFC 2920,
 * RFC 3030, RFC 3207, RFC 4954, RFC 6152, RFC 6531).
 */
@NullMarked
package org.flowbeam.protocol.smtp;

import org.jspecify.annotations.NullMarked;
