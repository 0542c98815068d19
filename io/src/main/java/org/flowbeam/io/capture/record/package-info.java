/**
 * A record, the section it stands in, and who walks from one to the next: what pcap and pcapng
 * share.
 */
@NullMarked
package org.flowbeam.io.capture.record;

import org.jspecify.annotations.NullMarked;
