package org.flowbeam.packet.esp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.CarriedPayload;
import org.flowbeam.packet.DecodeOptions;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.PacketRecordWriter;
import org.flowbeam.packet.fragment.FragmentAssembler;
import org.flowbeam.packet.fragment.RebuiltPacket;

/**
 * Opens ESP packets that are authenticated and not encrypted (RFC 2410): takes the packets of one
 * security association, which is one flow key, after the other, in sorted order, and gives out one
 * record for each.
 *
 * <p>The first {@value #SAMPLE_PACKETS} whole packets decide for all: for which length of the
 * integrity check value, of 12, 16, 8 and 0 bytes, most of them end and begin like a packet inside
 * an ESP packet. {@link EspNull#HEURISTIC} wants that of fifteen in sixteen and, of fewer than
 * {@value #ENOUGH_PACKETS} packets, a right checksum inside one. A packet that does not look so, or
 * was not captured whole, stays a packet of the ESP flow, as do all of an association that is
 * encrypted.
 *
 * <p>Memory is at most {@value #SAMPLE_BYTES} bytes of packets and {@value #MAX_PARTS} records
 * without payload. Not thread-safe.
 */
public final class EspAssembler {
  static final int SAMPLE_PACKETS = 32;
  static final int SAMPLE_BYTES = 1 << 20;
  static final int ENOUGH_PACKETS = 8;
  static final int MAX_PARTS = 8192;

  /** The lengths of the ICVs in use, the most frequent one first. */
  private static final int[] ICV_BYTES = {12, 16, 8, 0};

  private static final int ENCRYPTED = -1;
  private static final int UNDECIDED = -2;

  private final EspNull choice;
  private final FragmentAssembler.Output output;
  private final OpenedEsp opened;
  private final List<byte[]> sample = new ArrayList<>();
  private final PacketRecord sampled = new PacketRecord();
  private int sampleBytes;
  private int icvBytes = UNDECIDED;

  /** Fragments whose rebuilt ESP packet is still to come. */
  private final List<byte[]> parts = new ArrayList<>();

  private final PacketRecord part = new PacketRecord();
  private byte[] scratch = new byte[1024];

  /**
   * @param choice not {@link EspNull#OFF}
   * @param decoding how what was opened is decoded
   * @param payload how much of an opened packet is kept
   */
  public EspAssembler(
      EspNull choice,
      DecodeOptions decoding,
      CarriedPayload payload,
      FragmentAssembler.Output output) {
    this.choice = choice;
    this.output = output;
    this.opened = new OpenedEsp(decoding, payload);
  }

  /** Takes the next packet of the association. */
  public void add(PacketRecord packet) {
    if (packet.has(PacketRecord.OUTER)) {
      put(packet);
    } else if (packet.has(PacketRecord.FRAGMENT_PART)) {
      holdPart(packet);
    } else if (icvBytes == UNDECIDED) {
      sample.add(copy(packet));
      sampleBytes += packet.length();
      if (sample.size() == SAMPLE_PACKETS || sampleBytes >= SAMPLE_BYTES) {
        decide();
      }
    } else {
      open(packet);
    }
  }

  /** Ends the association. */
  public void end() {
    if (icvBytes == UNDECIDED) {
      decide();
    }
    parts.forEach(each -> put(part.wrap(each, 0, each.length)));
    parts.clear();
    icvBytes = UNDECIDED;
  }

  private static byte[] copy(PacketRecord packet) {
    int from = packet.keyOffset();
    return Arrays.copyOfRange(packet.bytes(), from, from + packet.length());
  }

  private void decide() {
    icvBytes = verdict();
    for (byte[] each : sample) {
      open(sampled.wrap(each, 0, each.length));
    }
    sample.clear();
    sampleBytes = 0;
  }

  private int verdict() {
    int bestFits = 0;
    int best = ENCRYPTED;
    boolean proved = false;
    for (int icv : ICV_BYTES) {
      int fits = 0;
      boolean right = false;
      for (byte[] each : sample) {
        if (opened.open(sampled.wrap(each, 0, each.length), icv)) {
          fits++;
          right |= opened.hasRightChecksum();
        }
      }
      if (fits > bestFits) {
        bestFits = fits;
        best = icv;
        proved = right;
      }
    }
    return choice == EspNull.ASSUME || isConvincing(bestFits, proved) ? best : ENCRYPTED;
  }

  private boolean isConvincing(int fits, boolean proved) {
    int whole = 0;
    for (byte[] each : sample) {
      whole += OpenedEsp.isWhole(sampled.wrap(each, 0, each.length)) ? 1 : 0;
    }
    return fits * 16 >= whole * 15 && (whole >= ENOUGH_PACKETS || proved);
  }

  private void open(PacketRecord esp) {
    if (icvBytes == ENCRYPTED || !opened.open(esp, icvBytes)) {
      put(esp);
      return;
    }
    PacketRecord inside = opened.record(esp);
    if (esp.has(PacketRecord.REBUILT)) {
      putParts(esp, inside);
    }
    put(inside);
  }

  private void put(PacketRecord record) {
    if (record.keyOffset() == 0) {
      output.record(record.bytes(), record.length());
    } else {
      byte[] copy = copy(record);
      output.record(copy, copy.length);
    }
  }

  private void holdPart(PacketRecord packet) {
    if (parts.size() == MAX_PARTS || icvBytes == ENCRYPTED) {
      put(packet);
    } else {
      parts.add(copy(packet));
    }
  }

  /** Sends the fragments of an opened packet, known by its sequence number, after it. */
  private void putParts(PacketRecord esp, PacketRecord inside) {
    int kept = 0;
    for (byte[] each : parts) {
      part.wrap(each, 0, each.length);
      if (sequence(part) == sequence(esp)) {
        int carried = RebuiltPacket.partHeaders(inside);
        int room = PacketRecordWriter.maxPartLength(part, inside, carried);
        if (room > scratch.length) {
          scratch = new byte[room];
        }
        output.record(scratch, PacketRecordWriter.encodePart(part, inside, 0, carried, scratch));
      } else {
        parts.set(kept++, each);
      }
    }
    parts.subList(kept, parts.size()).clear();
  }

  private static int sequence(PacketRecord esp) {
    int at = esp.transportOffset();
    boolean carried = esp.carried() >= at - esp.ipOffset() + EspTrailer.HEADER_BYTES;
    return carried ? Bits.i32(esp.bytes(), at + 4) : 0;
  }
}
