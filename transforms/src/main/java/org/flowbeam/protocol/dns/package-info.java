/** DNS over UDP and TCP, mDNS, LLMNR and the NetBIOS name service: one message format. */
@NullMarked
package org.flowbeam.protocol.dns;

import org.jspecify.annotations.NullMarked;
