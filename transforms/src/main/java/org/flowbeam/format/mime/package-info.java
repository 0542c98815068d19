/** MIME messages as a stream: headers, parts, transfer encodings (RFC 2045, RFC 2046, RFC 5322). */
@NullMarked
package org.flowbeam.format.mime;

import org.jspecify.annotations.NullMarked;
