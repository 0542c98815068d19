package org.flowbeam.packet.fragment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.flowbeam.dedup.DedupScope;
import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.DecodeOptions;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.Unkeyed;
import org.flowbeam.packet.decode.PacketDecoder;
import org.flowbeam.packet.decode.PacketEncoder;
import org.flowbeam.packet.link.LinkLayer;

/** IP packets, one millisecond apart unless said otherwise, through decoder and reassembly. */
public final class Fragments {
  static final long START_NANOS = 1_700_000_000_000_000_000L;
  static final long MILLI = 1_000_000L;
  static final long SECOND = 1_000 * MILLI;

  private final List<byte[]> records = new ArrayList<>();
  private final PacketDecoder decoder = new PacketDecoder();
  private final PacketEncoder encoder = new PacketEncoder(true, DedupScope.IP);
  private final DecodedPacket decoded = new DecodedPacket();
  private FragmentOptions options = FragmentOptions.defaults();
  private int linkType = LinkLayer.RAW;
  private int snapLength = Integer.MAX_VALUE;
  private int flags;
  private long timeNanos = START_NANOS;

  public static Fragments of(byte[]... packets) {
    return new Fragments().add(packets);
  }

  static Fragments of(List<byte[]> packets) {
    return new Fragments().add(packets.toArray(new byte[0][]));
  }

  static Fragments ethernet(byte[]... frames) {
    Fragments fragments = new Fragments();
    fragments.linkType = LinkLayer.ETHERNET;
    return fragments.add(frames);
  }

  Fragments overlap(FragmentOverlap policy) {
    options =
        new FragmentOptions(
            DecodeOptions.DEFAULT, policy, options.strictChecksums(), options.carried());
    return this;
  }

  Fragments options(FragmentOptions other) {
    options = other;
    return this;
  }

  Fragments after(long nanos) {
    timeNanos += nanos - MILLI;
    return this;
  }

  /** What comes now is cut there. */
  public Fragments snap(int length) {
    snapLength = length;
    return this;
  }

  /** What comes now carries these flags. */
  Fragments flags(int more) {
    flags = more;
    return this;
  }

  public Fragments add(byte[]... packets) {
    for (byte[] packet : packets) {
      add(packet);
      timeNanos += MILLI;
    }
    return this;
  }

  private void add(byte[] packet) {
    int captured = Math.min(snapLength, packet.length);
    decoder.decode(packet, 0, captured, packet.length, linkType, 0, decoded);
    byte[] out = new byte[PacketEncoder.maxLength(decoded)];
    int length = encoder.encode(decoded, timeNanos, 0, 7, records.size(), out, 0);
    PacketRecord.addFlags(out, 0, flags);
    records.add(Arrays.copyOf(out, length));
  }

  /** The records as they come, by the order in which they were added. */
  public List<PacketRecord> rebuild() {
    PacketRecord[] byPlace = new PacketRecord[records.size()];
    FragmentAssembler assembler =
        new FragmentAssembler(
            options,
            (bytes, length) -> {
              byte[] copy = Arrays.copyOf(bytes, length);
              PacketRecord record = new PacketRecord().wrap(copy, 0, length);
              int place = (int) record.place();
              if (byPlace[place] != null) {
                throw new AssertionError("packet " + place + " came twice");
              }
              byPlace[place] = record;
            });
    List<byte[]> sorted = new ArrayList<>(records);
    sorted.sort(Arrays::compareUnsigned);
    PacketRecord record = new PacketRecord();
    byte[] key = new byte[0];
    for (byte[] each : sorted) {
      record.wrap(each, 0, each.length);
      if (record.kind() != FlowKey.FRAGMENT) {
        byPlace[(int) record.place()] = new PacketRecord().wrap(each, 0, each.length);
        continue;
      }
      if (!Arrays.equals(key, 0, key.length, each, 0, FlowKey.BYTES)) {
        assembler.end();
        key = Arrays.copyOf(each, FlowKey.BYTES);
      }
      assembler.add(record);
    }
    assembler.end();
    return Arrays.asList(byPlace);
  }

  /** "rebuilt N bytes", "part", or the reason, each with what is odd; for every packet. */
  List<String> fates() {
    return rebuild().stream().map(Fragments::fate).toList();
  }

  static String fate(PacketRecord r) {
    String odd =
        (r.has(PacketRecord.FRAGMENT_OVERLAP) ? " overlap" : "")
            + (r.has(PacketRecord.FRAGMENT_INSIDE) ? " inside" : "")
            + (r.has(PacketRecord.FRAGMENT_OVERSIZE) ? " oversize" : "");
    if (r.has(PacketRecord.REBUILT)) {
      return "rebuilt " + r.payloadLength() + odd;
    }
    return switch (r.kind()) {
      case FlowKey.FRAGMENT -> "incomplete" + odd;
      case FlowKey.NO_FLOW ->
          Unkeyed.of(Bits.u8(r.bytes(), r.keyOffset() + FlowKey.PROTOCOL)).reason() + odd;
      default -> (r.has(PacketRecord.FRAGMENT_PART) ? "part" : "packet") + odd;
    };
  }

  /** The payload that the record carries, one character a byte. */
  public static String payload(PacketRecord r) {
    return new String(
        r.bytes(),
        r.payloadOffset(),
        r.payloadCarried(),
        java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
