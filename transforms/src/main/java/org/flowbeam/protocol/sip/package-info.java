/** SIP (RFC 3261) over UDP and TCP: one row per message. */
@NullMarked
package org.flowbeam.protocol.sip;

import org.jspecify.annotations.NullMarked;
