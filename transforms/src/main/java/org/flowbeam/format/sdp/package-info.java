/** SDP (RFC 8866) as SIP and others carry it. */
@NullMarked
package org.flowbeam.format.sdp;

import org.jspecify.annotations.NullMarked;
