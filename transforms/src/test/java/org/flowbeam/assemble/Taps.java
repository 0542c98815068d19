package org.flowbeam.assemble;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.avro.generic.IndexedRecord;
import org.flowbeam.dedup.DedupOptions;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.flow.FlowOptions;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.decode.PacketDecoder;
import org.flowbeam.packet.decode.PacketEncoder;
import org.flowbeam.schemas.AnomalyRow;
import org.flowbeam.schemas.FlowRow;

/**
 * Captures of some traffic, as lists of frames in file order, and what becomes of them together.
 */
final class Taps {
  static final long MICRO = 1_000;
  static final long MILLI = 1_000 * MICRO;

  /** A frame as it was captured. */
  static final class Frame {
    private final long nanos;
    private final byte[] bytes;

    Frame(long nanos, byte[] bytes) {
      this.nanos = nanos;
      this.bytes = bytes;
    }

    long nanos() {
      return nanos;
    }

    Frame later(long by) {
      return new Frame(nanos + by, bytes);
    }
  }

  private Taps() {}

  /** A few flows and packets without one; many repeats, many equal times. Times are in micros. */
  static List<Frame> traffic(Random random) {
    List<byte[]> pool = new ArrayList<>();
    for (int i = 0; i < 3 + random.nextInt(12); i++) {
      pool.add(frame(random, i));
    }
    long[] gaps = {0, 0, 0, 0, 100 * MICRO, 900 * MICRO, MILLI, 5 * MILLI, 61_000 * MILLI};
    List<Frame> frames = new ArrayList<>();
    long nanos = Talk.START_NANOS;
    for (int i = 5 + random.nextInt(60); i > 0; i--) {
      nanos += gaps[random.nextInt(gaps.length)];
      frames.add(new Frame(nanos, pool.get(random.nextInt(pool.size()))));
    }
    return frames;
  }

  private static byte[] frame(Random random, int id) {
    boolean orig = random.nextBoolean();
    var ip =
        Packets.ethernet().ipv4(orig ? "10.0.0.1" : "10.0.0.2", orig ? "10.0.0.2" : "10.0.0.1");
    int from = orig ? 40_000 : 80;
    int to = orig ? 80 : 40_000;
    return switch (random.nextInt(6)) {
      case 0 -> ip.id(id).tcp(from, to).seq(random.nextInt(40)).syn().bytes();
      case 1 -> ip.id(id).tcp(from, to).seq(random.nextInt(40)).ack(7).fin().bytes();
      case 2 -> ip.id(id).udp(from, to).payload(new byte[random.nextInt(5)]);
      case 3 -> Packets.ethernet().etherType(0x0806).payload(new byte[46 + random.nextInt(3)]);
      default ->
          ip.id(id)
              .tcp(from, to)
              .seq(random.nextInt(40))
              .ack(random.nextInt(40))
              .payload(new byte[random.nextInt(20)]);
    };
  }

  /** Some of the frames, in their order. */
  static List<Frame> some(List<Frame> frames, Random random) {
    int percent = random.nextInt(101);
    return frames.stream().filter(frame -> random.nextInt(100) < percent).toList();
  }

  static Assembled together(DedupOptions dedup, List<List<Frame>> captures) {
    List<byte[]> records = new ArrayList<>();
    for (int source = 0; source < captures.size(); source++) {
      encode(captures.get(source), dedup, source, records);
    }
    return Assembled.of(records, FlowOptions.defaults().withDedup(dedup));
  }

  private static void encode(
      List<Frame> capture, DedupOptions dedup, long source, List<byte[]> records) {
    PacketDecoder decoder = new PacketDecoder();
    PacketEncoder encoder = new PacketEncoder(true, dedup.scope());
    DecodedPacket decoded = new DecodedPacket();
    long previous = Long.MIN_VALUE;
    int tie = 0;
    long place = 24;
    for (Frame frame : capture) {
      byte[] bytes = frame.bytes;
      tie = frame.nanos() == previous ? tie + 1 : 0;
      previous = frame.nanos();
      decoder.decode(bytes, 0, bytes.length, bytes.length, 1, 0, decoded);
      byte[] record = new byte[PacketEncoder.maxLength(decoded)];
      int length = encoder.encode(decoded, frame.nanos(), tie, source, place, record, 0);
      records.add(Arrays.copyOf(record, length));
      place += 16 + bytes.length;
    }
  }

  /** All rows without the columns that name a place or count removed copies; sorted. */
  static List<String> rows(Assembled tables) {
    List<String> rows = new ArrayList<>();
    for (FlowRow flow : tables.flows) {
      rows.add("flow " + without(flow, "sources", "sources_count", "first_source_id"));
    }
    for (AnomalyRow anomaly : tables.anomalies) {
      rows.add("anomaly " + without(anomaly, "source_id", "offset"));
    }
    tables.exchanges.forEach(row -> rows.add("exchange " + row));
    rows.add("without a flow " + unkeyed(tables) + ", suspected " + suspected(tables));
    rows.sort(null);
    return rows;
  }

  private static String without(IndexedRecord row, String... places) {
    List<String> left = new ArrayList<>();
    for (var field : row.getSchema().getFields()) {
      String name = field.name();
      if (!Arrays.asList(places).contains(name)
          && !name.equals("first_offset")
          && !name.equals("duplicate_packets")) {
        left.add(name + "=" + row.get(field.pos()));
      }
    }
    return left.toString();
  }

  private static long unkeyed(Assembled tables) {
    long[] sum = {0};
    tables.accounts.forEach(
        (source, packets, unkeyed, removed, copies) -> sum[0] += Arrays.stream(unkeyed).sum());
    return sum[0];
  }

  static long suspected(Assembled tables) {
    long[] sum = {0};
    tables.accounts.forEach((source, packets, unkeyed, removed, copies) -> sum[0] += copies);
    return sum[0];
  }

  static long removed(Assembled tables) {
    long[] sum = {0};
    tables.accounts.forEach((source, packets, unkeyed, removed, copies) -> sum[0] += removed);
    return sum[0];
  }

  /** Packets of a source, wherever they were counted. */
  static long counted(Assembled tables, long wanted) {
    long[] sum = {0};
    tables.accounts.forEach(
        (source, packets, unkeyed, removed, copies) ->
            sum[0] += source == wanted ? packets + removed + Arrays.stream(unkeyed).sum() : 0);
    return sum[0];
  }
}
