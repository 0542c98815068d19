/** HTTP/1.0 and HTTP/1.1 (RFC 9110, RFC 9112). */
@NullMarked
package org.flowbeam.protocol.http;

import org.jspecify.annotations.NullMarked;
