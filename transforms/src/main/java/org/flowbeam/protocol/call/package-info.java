/**
 * What joins signalling and media, whatever flows and captures they are in (docs/decisions/0025):
 * messages to calls, endpoints of SDP to streams, streams to calls, calls to other legs. No
 * protocol; SIP and RTP write for it.
 */
@NullMarked
package org.flowbeam.protocol.call;

import org.jspecify.annotations.NullMarked;
