/** A decoded packet, its flow key, and the packet as the record that is sorted. No Beam. */
@NullMarked
package org.flowbeam.packet;

import org.jspecify.annotations.NullMarked;
