package org.flowbeam.protocol.rtp;

import java.nio.ByteBuffer;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.protocol.SummaryRun;

/** Packets of RTP and RTCP (RFC 3550), and flows of them. */
final class RtpBytes {
  static final int SSRC = 0x0a0b0c0d;
  static final int PCMU = 0;
  static final long MILLI = 1_000_000;

  /** What {@link Script} lets pass by itself from one packet to the next. */
  private static final long STEP = MILLI;

  private RtpBytes() {}

  static byte[] rtp(int type, int sequence, int timestamp, int ssrc, byte... payload) {
    return ByteBuffer.allocate(12 + payload.length)
        .put((byte) 0x80) // version 2, no padding, no extension, no CSRC
        .put((byte) type)
        .putShort((short) sequence)
        .putInt(timestamp)
        .putInt(ssrc)
        .put(payload)
        .array();
  }

  /** 20 ms of PCMU. */
  static byte[] audio(int sequence, int timestamp) {
    return rtp(PCMU, sequence, timestamp, SSRC, new byte[160]);
  }

  /** A packet of RTCP: its length in words, less one, is that of its content. */
  static byte[] rtcp(int count, int type, int... words) {
    ByteBuffer packet = ByteBuffer.allocate(4 + 4 * words.length);
    packet.put((byte) (0x80 | count)).put((byte) type).putShort((short) words.length);
    for (int word : words) {
      packet.putInt(word);
    }
    return packet.array();
  }

  static byte[] concat(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuffer all = ByteBuffer.allocate(length);
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }

  static Script flow() {
    return Script.udp("rtp", 5004);
  }

  /** Adds a packet so many milliseconds behind the one before. */
  static Script after(Script flow, long millis, byte[] packet) {
    return flow.pause(millis * MILLI - STEP).client(packet);
  }

  /** Audio of these sequence numbers, 20 ms apart, whose timestamps say the same. */
  static Script numbers(int... sequences) {
    Script flow = flow();
    for (int sequence : sequences) {
      after(flow, 20, audio(sequence, 160 * sequence));
    }
    return flow;
  }

  static ParserRun run(Script flow) {
    return ParserRun.of(new RtpProtocol(), flow);
  }

  static SummaryRun joined(Script flow) {
    return run(flow).summarize();
  }
}
