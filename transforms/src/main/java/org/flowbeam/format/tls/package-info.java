/** The hellos of TLS and the fingerprints made of them. */
@NullMarked
package org.flowbeam.format.tls;

import org.jspecify.annotations.NullMarked;
