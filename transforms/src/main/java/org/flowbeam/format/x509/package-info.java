/** X.509 certificates (RFC 5280). */
@NullMarked
package org.flowbeam.format.x509;

import org.jspecify.annotations.NullMarked;
