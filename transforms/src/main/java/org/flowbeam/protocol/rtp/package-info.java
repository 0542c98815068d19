/**
 * RTP and RTCP (RFC 3550), found by whole flows: nothing in one packet tells them. Calls are joined
 * in {@link org.flowbeam.protocol.call}.
 */
@NullMarked
package org.flowbeam.protocol.rtp;

import org.jspecify.annotations.NullMarked;
