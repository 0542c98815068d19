/** SIP (RFC 3261) over UDP, TCP and WebSockets: one row per message. */
@NullMarked
package org.flowbeam.protocol.sip;

import org.jspecify.annotations.NullMarked;
