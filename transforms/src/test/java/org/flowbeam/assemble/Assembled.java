package org.flowbeam.assemble;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.dedup.DuplicateAccount;
import org.flowbeam.dedup.SourceTimes;
import org.flowbeam.flow.Checksums;
import org.flowbeam.flow.FlowOptions;
import org.flowbeam.flow.RunFacts;
import org.flowbeam.format.content.StoredBody;
import org.flowbeam.packet.CarriedPayload;
import org.flowbeam.packet.DecodeOptions;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.fragment.FragmentAssembler;
import org.flowbeam.packet.fragment.FragmentOptions;
import org.flowbeam.packet.fragment.FragmentOverlap;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.schemas.AnomalyRow;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.schemas.PacketIndexRow;
import org.flowbeam.schemas.Table;
import org.flowbeam.session.AssemblyOutput;
import org.flowbeam.session.Protocols;
import org.jspecify.annotations.Nullable;

/**
 * The rows that come out of records: fragments rebuilt, sorted and grouped by key as the pipeline
 * does it.
 */
final class Assembled implements AssemblyOutput {
  final List<FlowRow> flows = new ArrayList<>();
  final List<AnomalyRow> anomalies = new ArrayList<>();
  final List<PacketIndexRow> packetIndex = new ArrayList<>();
  final List<SpecificRecord> exchanges = new ArrayList<>();

  /** For summaries. */
  final List<byte[]> records = new ArrayList<>();

  final SourceAccounts accounts;
  final DuplicateAccount duplicates;

  Assembled(
      List<byte[]> records, AssemblyOptions options, List<Protocol> protocols, long latestNanos) {
    FlowAssembler assembler =
        new FlowAssembler(
            options, protocols, hinting(protocols), new Run(latestNanos, times(records)), this);
    List<byte[]> sorted = rebuilt(records, options);
    sorted.sort(Arrays::compareUnsigned);
    int from = 0;
    while (from < sorted.size()) {
      int to = from + 1;
      while (to < sorted.size() && sameKey(sorted.get(from), sorted.get(to))) {
        to++;
      }
      assembler.assemble(new ListCursor(sorted.subList(from, to)));
      from = to;
    }
    accounts = assembler.accounts();
    duplicates = assembler.duplicates();
  }

  /** Those of the test beside all others. */
  private static List<Protocol> hinting(List<Protocol> protocols) {
    return Stream.concat(Protocols.ALL.stream(), protocols.stream()).distinct().toList();
  }

  private static List<byte[]> rebuilt(List<byte[]> records, AssemblyOptions options) {
    List<byte[]> packets = new ArrayList<>();
    boolean strict = options.flows().checksums() == Checksums.STRICT;
    FragmentAssembler fragments =
        new FragmentAssembler(
            new FragmentOptions(
                DecodeOptions.DEFAULT, FragmentOverlap.FIRST, strict, CarriedPayload.ALL),
            (bytes, length) -> packets.add(Arrays.copyOf(bytes, length)));
    List<byte[]> sorted = new ArrayList<>(records);
    sorted.sort(Arrays::compareUnsigned);
    PacketRecord record = new PacketRecord();
    byte[] before = {};
    for (byte[] each : sorted) {
      if (record.wrap(each, 0, each.length).kind() != FlowKey.FRAGMENT) {
        packets.add(each);
        continue;
      }
      if (before.length > 0 && !sameKey(before, each)) {
        fragments.end();
      }
      before = each;
      fragments.add(record);
    }
    fragments.end();
    return packets;
  }

  static Assembled of(List<byte[]> records, FlowOptions flows) {
    return of(records, AssemblyOptions.defaults().with(flows), Protocols.ALL);
  }

  /** Where the run's latest packet is the latest of the records. */
  static Assembled of(List<byte[]> records, AssemblyOptions options, List<Protocol> protocols) {
    PacketRecord packet = new PacketRecord();
    long latest = Long.MIN_VALUE;
    for (byte[] record : records) {
      latest = Math.max(latest, packet.wrap(record, 0, record.length).timeNanos());
    }
    return new Assembled(records, options, protocols, latest);
  }

  /** Each source captured from its first to its last record. */
  private static SourceTimes times(List<byte[]> records) {
    PacketRecord packet = new PacketRecord();
    TreeMap<Long, SourceTimes.Range> ranges = new TreeMap<>();
    for (byte[] record : records) {
      packet.wrap(record, 0, record.length);
      long time = packet.timeNanos();
      ranges.merge(
          packet.source(),
          new SourceTimes.Range(packet.source(), time, time),
          (a, b) ->
              new SourceTimes.Range(
                  a.source(),
                  Math.min(a.firstNanos(), b.firstNanos()),
                  Math.max(a.lastNanos(), b.lastNanos())));
    }
    return new SourceTimes(ranges.values());
  }

  private static boolean sameKey(byte[] one, byte[] other) {
    return Arrays.equals(one, 0, FlowKey.BYTES, other, 0, FlowKey.BYTES);
  }

  @Override
  public <R extends SpecificRecord> void row(Table<R> table, R row) {
    if (row instanceof FlowRow flow) {
      flows.add(flow);
    } else if (row instanceof AnomalyRow anomaly) {
      anomalies.add(anomaly);
    } else if (row instanceof PacketIndexRow index) {
      packetIndex.add(index);
    } else {
      exchanges.add(row);
    }
  }

  @Override
  public void summary(RunSummary summary, byte[] record, int length) {
    records.add(Arrays.copyOf(record, length));
  }

  @Override
  public @Nullable StoredBody newBody() {
    return null;
  }

  /** The only flow. */
  FlowRow flow() {
    if (flows.size() != 1) {
      throw new AssertionError(flows.size() + " flows: " + flows);
    }
    return flows.get(0);
  }

  /** The anomalies as "kind side count". */
  List<String> anomalyKinds() {
    return anomalies.stream()
        .map(row -> row.getKind() + " " + row.getSide() + " " + row.getCount())
        .toList();
  }

  private record Run(long latestTimeNanos, SourceTimes sourceTimes) implements RunFacts {
    @Override
    public String sourceId(long source) {
      return String.format("%016x", source);
    }
  }

  private static final class ListCursor implements PacketCursor {
    private final List<byte[]> records;
    private final PacketRecord packet = new PacketRecord();
    private int next;

    ListCursor(List<byte[]> records) {
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
