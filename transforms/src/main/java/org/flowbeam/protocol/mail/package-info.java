/** Messages in transit (RFC 5322), whatever protocol carries them: the table {@code mail}. */
@NullMarked
package org.flowbeam.protocol.mail;

import org.jspecify.annotations.NullMarked;
