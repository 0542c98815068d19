/**
 * The File Transfer Protocol's control connection (RFC 959, RFC 1123, RFC 2228, RFC 2389, RFC 2428,
 * RFC 3659, RFC 4217, RFC 7151).
 */
@NullMarked
package org.flowbeam.protocol.ftp;

import org.jspecify.annotations.NullMarked;
