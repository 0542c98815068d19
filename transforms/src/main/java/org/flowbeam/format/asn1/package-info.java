/** ASN.1 as X.690 encodes it: elements, times, object identifiers. */
@NullMarked
package org.flowbeam.format.asn1;

import org.jspecify.annotations.NullMarked;
