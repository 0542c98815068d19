/** What the messages of SASL mechanisms say about who logs in (RFC 4422). */
@NullMarked
package org.flowbeam.format.sasl;

import org.jspecify.annotations.NullMarked;
