/**
 * TLS and SSL handshakes over TCP: SSL 2.0 to TLS 1.3, what of them is in clear; and the X.509
 * certificates seen in them.
 */
@NullMarked
package org.flowbeam.protocol.tls;

import org.jspecify.annotations.NullMarked;
