package org.flowbeam.flow;

import java.util.List;
import org.flowbeam.packet.PacketRecord;

/**
 * What can be odd about a fragment.
 *
 * @param flag of its record
 */
public record FragmentAnomaly(int flag, AnomalyKind kind) {
  public static final List<FragmentAnomaly> ALL =
      List.of(
          new FragmentAnomaly(PacketRecord.FRAGMENT_OVERLAP, AnomalyKind.IP_FRAGMENT_OVERLAP),
          new FragmentAnomaly(PacketRecord.FRAGMENT_INSIDE, AnomalyKind.IP_FRAGMENT_TEARDROP),
          new FragmentAnomaly(PacketRecord.FRAGMENT_OVERSIZE, AnomalyKind.IP_FRAGMENT_OVERSIZE));
}
