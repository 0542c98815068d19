/** What Flowbeam sees in packets and sessions against tshark and tcpdump. */
@NullMarked
package org.flowbeam.oracle.tshark;

import org.jspecify.annotations.NullMarked;
