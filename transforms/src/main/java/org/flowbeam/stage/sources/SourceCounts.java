package org.flowbeam.stage.sources;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.flowbeam.packet.Unkeyed;

/** Where the packets of one source went; sums of what single bundles counted. */
public final class SourceCounts {
  public long flowPackets;
  public long duplicatePackets;
  public long suspectedDuplicates;
  public final long[] unkeyed = new long[Unkeyed.values().length];

  void write(DataOutputStream out) throws IOException {
    out.writeLong(flowPackets);
    out.writeLong(duplicatePackets);
    out.writeLong(suspectedDuplicates);
    for (long packets : unkeyed) {
      out.writeLong(packets);
    }
  }

  void add(DataInputStream in) throws IOException {
    flowPackets += in.readLong();
    duplicatePackets += in.readLong();
    suspectedDuplicates += in.readLong();
    for (int i = 0; i < unkeyed.length; i++) {
      unkeyed[i] += in.readLong();
    }
  }

  /** All packets that were counted anywhere. */
  long total() {
    long total = flowPackets + duplicatePackets;
    for (long packets : unkeyed) {
      total += packets;
    }
    return total;
  }
}
