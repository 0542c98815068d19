package org.flowbeam.assemble;

import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.dedup.SourceTimes;
import org.flowbeam.flow.RunFacts;
import org.flowbeam.format.content.StoredBody;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.schemas.Table;
import org.flowbeam.session.AssemblyOutput;
import org.jspecify.annotations.Nullable;

/** Counts rows, and forgets them. */
final class BenchRows implements AssemblyOutput, RunFacts {
  @Override
  public void summary(RunSummary summary, byte[] record, int length) {}

  @Override
  public @Nullable StoredBody newBody() {
    return null;
  }

  long count;

  @Override
  public <R extends SpecificRecord> void row(Table<R> table, R row) {
    count++;
  }

  @Override
  public String sourceId(long source) {
    return "0123456789abcdef";
  }

  @Override
  public SourceTimes sourceTimes() {
    return SourceTimes.NONE;
  }

  @Override
  public long latestTimeNanos() {
    return Long.MAX_VALUE;
  }

  /** Records as a cursor. */
  static final class Packets implements PacketCursor {
    private final List<byte[]> records;
    private final PacketRecord packet = new PacketRecord();
    private int next;

    Packets(List<byte[]> records) {
      this.records = records;
    }

    @Override
    public boolean next() {
      if (next == records.size()) {
        return false;
      }
      byte[] record = records.get(next++);
      packet.wrap(record, 0, record.length);
      return true;
    }

    @Override
    public PacketRecord packet() {
      return packet;
    }
  }
}
