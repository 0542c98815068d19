/** pcap files, record by record. */
@NullMarked
package org.flowbeam.io.capture.pcap;

import org.jspecify.annotations.NullMarked;
