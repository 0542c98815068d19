package org.flowbeam.protocol.ssh;

import java.util.Set;
import org.flowbeam.format.ProtocolException;
import org.flowbeam.format.text.LineReader;
import org.flowbeam.io.bytes.Bits;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.io.bytes.EscapedText;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.ProtocolAnomaly;
import org.flowbeam.protocol.SessionOutput;
import org.jspecify.annotations.Nullable;

/**
 * One side: lines up to the one that identifies it (RFC 4253 section 4.2), packets in clear
 * (section 6, or those of SSH 1.5), and how much comes encrypted. Keeps a line, a packet of at most
 * {@value #MAX_KEPT_BYTES} bytes, and what was in those that matter. Behind a hole that is not
 * inside a packet nothing is read any more.
 */
final class Side {
  private enum State {
    LINES,
    PACKETS,
    /** A line for people where a packet should be. */
    TEXT,
    ENCRYPTED,
    LOST
  }

  private static final int MAX_LINE_BYTES = 253; // and CR LF
  private static final int MAX_LINES_BYTES = 64 << 10;

  /** What everybody must be able to take (RFC 4253 section 6.1), and what OpenSSH takes. */
  private static final int MAX_KEPT_BYTES = 35_000;

  private static final int MAX_PACKET_BYTES = 256 << 10;

  /** Length, length of the padding, type. */
  private static final int HEADER_BYTES = 6;

  private static final int PADDING_AT = 4;
  private static final int TYPE_AT = 5;
  private static final int BEHIND_LENGTH = HEADER_BYTES - PADDING_AT;

  private static final int KEXINIT = 20;
  private static final int NEWKEYS = 21;
  private static final int KEX_FIRST = 30; // and up to 33 with a host key
  private static final int KEX_LAST = 49;

  private static final int SSH1_PUBLIC_KEY = 2;
  private static final int SSH1_SESSION_KEY = 3;
  private static final Set<Integer> SSH1_OTHERS = Set.of(1, 32, 36); // disconnect, ignore, debug
  private static final int SSH1_MIN_BYTES = 5; // a type and a checksum

  private final SshParser parser;
  private final Direction direction;
  private State state = State.LINES;
  private final LineReader lines = new LineReader(MAX_LINE_BYTES);
  private long linesBytes;
  private boolean saidMore;
  private final byte[] header = new byte[HEADER_BYTES];
  private int headerBytes;
  private boolean isSsh1;
  private byte @Nullable [] packet;
  private int packetBytes;
  private int left;

  long firstOffset = SessionOutput.NO_OFFSET;
  @Nullable String identification;
  Version version = Version.UNKNOWN;
  @Nullable KexInit kexInit;
  byte @Nullable [] hostKey;

  /** SSH 1: the number of the cipher that a client chose; -1 when not seen. */
  int ssh1Cipher = -1;

  Side(SshParser parser, Direction direction) {
    this.parser = parser;
    this.direction = direction;
  }

  /** Whether it says nothing more that can be read. */
  boolean isOver() {
    return state == State.ENCRYPTED || state == State.LOST;
  }

  void onData(Bytes data, long streamOffset, long timeNanos) throws ProtocolException {
    firstOffset = firstOffset < 0 ? streamOffset : firstOffset;
    int at = 0;
    while (at < data.length() && !isOver()) {
      if (state != State.PACKETS) {
        at = readLine(data, at, timeNanos);
      } else if (left > 0) {
        at = readBody(data, at, timeNanos);
      } else {
        header[headerBytes++] = (byte) data.u8(at++);
        if (headerBytes == HEADER_BYTES) {
          startPacket(timeNanos);
        }
      }
    }
    if (at < data.length() && state == State.ENCRYPTED) {
      parser.onEncrypted(direction, data.length() - at, timeNanos);
    }
  }

  void onGap(long lengthBytes, long timeNanos) {
    if (state == State.PACKETS && lengthBytes <= left) {
      packet = null;
      left -= (int) lengthBytes;
      if (left == 0) {
        endPacket(timeNanos);
      }
    } else if (!isOver()) {
      state = State.LOST;
    }
  }

  /** What it said last is whole, also without the end of a line. */
  void onFin(long timeNanos) {
    if (lines.isInside() && !isOver()) {
      onLine(lines.unfinished(), timeNanos);
    }
  }

  private int readLine(Bytes data, int from, long timeNanos) throws ProtocolException {
    int at = lines.read(data, from, 0, timeNanos);
    linesBytes += at - from;
    if (state == State.LINES && linesBytes > MAX_LINES_BYTES) {
      throw new ProtocolException("no identification string in " + MAX_LINES_BYTES + " bytes");
    }
    if (lines.isComplete()) {
      onLine(lines.line(), timeNanos);
    } else if (state == State.TEXT && lines.droppedBytes() > 0) {
      onLine(lines.unfinished(), timeNanos);
    }
    return at;
  }

  private void onLine(Bytes line, long timeNanos) {
    String text = EscapedText.ofLatin1(line.latin1(0, line.length()));
    if (state == State.TEXT) {
      state = State.LOST;
      anomaly(SshAnomalies.TEXT_AFTER_BANNER, text, timeNanos);
    } else if (line.hasAscii(0, "SSH-")) {
      identification = text;
      version = Version.of(text);
      state = version == Version.UNKNOWN ? State.LOST : State.PACKETS;
      if (lines.droppedBytes() > 0) {
        String detail = lines.droppedBytes() + MAX_LINE_BYTES + " bytes";
        anomaly(SshAnomalies.LONG_BANNER, detail, timeNanos);
      }
    } else if (!saidMore) {
      saidMore = true;
      anomaly(SshAnomalies.TEXT_BEFORE_BANNER, text, timeNanos);
    }
  }

  private void startPacket(long timeNanos) throws ProtocolException {
    headerBytes = 0;
    isSsh1 = speaksSsh1();
    long length = Bits.u32(header, 0);
    int least = isSsh1 ? SSH1_MIN_BYTES : BEHIND_LENGTH + Bits.u8(header, PADDING_AT);
    if (length > MAX_PACKET_BYTES || length < least) {
      startText(length, timeNanos);
      return;
    }
    if (length > MAX_KEPT_BYTES) {
      anomaly(SshAnomalies.LONG_PACKET, length + " bytes", timeNanos);
    }
    left = (int) length + (isSsh1 ? ssh1Padding() : 0);
    packet = length <= MAX_KEPT_BYTES && (isSsh1 || matters(type())) ? new byte[left] : null;
    packetBytes = 0;
    readBody(Bytes.of(header).slice(PADDING_AT, BEHIND_LENGTH), 0, timeNanos);
  }

  /** Who speaks both versions goes by the other side, or shows it by beginning with a KEXINIT. */
  private boolean speaksSsh1() {
    Version other = parser.other(direction).version;
    boolean untold = version == Version.V1_99 && other == Version.UNKNOWN;
    return version == Version.V1
        || (version == Version.V1_99 && other == Version.V1)
        || (untold && type() != KEXINIT);
  }

  /** Servers say in a line what they do not like. */
  private void startText(long length, long timeNanos) throws ProtocolException {
    for (byte b : header) {
      if (b != '\r' && b != '\n' && (b < ' ' || b > '~')) {
        throw new ProtocolException("a packet of " + length + " bytes");
      }
    }
    state = State.TEXT;
    readLine(Bytes.of(header.clone()), 0, timeNanos);
  }

  private int type() {
    return Bits.u8(header, TYPE_AT);
  }

  private int ssh1Padding() {
    return 8 - (int) (Bits.u32(header, 0) % 8);
  }

  private boolean matters(int type) {
    boolean mayHaveKey = type >= KEX_FIRST && type <= KEX_FIRST + 3;
    return type == KEXINIT ? kexInit == null : mayHaveKey && hostKey == null;
  }

  private int readBody(Bytes data, int at, long timeNanos) {
    int count = Math.min(left, data.length() - at);
    if (packet != null) {
      System.arraycopy(data.array(), data.offset() + at, packet, packetBytes, count);
    }
    packetBytes += count;
    left -= count;
    if (left == 0) {
      endPacket(timeNanos);
    }
    return at + count;
  }

  private void endPacket(long timeNanos) {
    byte[] whole = packet;
    packet = null;
    int type = type();
    if (isSsh1) {
      endSsh1(whole, timeNanos);
    } else if (type == NEWKEYS) {
      state = State.ENCRYPTED;
    } else if (whole != null) {
      int length = whole.length - BEHIND_LENGTH - Bits.u8(header, PADDING_AT);
      readMessage(type, Bytes.of(whole).slice(BEHIND_LENGTH, length), timeNanos);
    } else if (type == 0 || type > KEX_LAST || (type > 4 && type < KEXINIT)) {
      unexpected(type, timeNanos);
    }
  }

  private void readMessage(int type, Bytes message, long timeNanos) {
    if (type == KEXINIT) {
      try {
        kexInit = new KexInit(message);
      } catch (ProtocolException e) {
        anomaly(SshAnomalies.KEXINIT_MALFORMED, String.valueOf(e.getMessage()), timeNanos);
      }
      return;
    }
    hostKey = HostKeys.in(message);
    if (hostKey != null || type == KEX_FIRST) {
      parser.onRole(direction, hostKey == null);
    }
  }

  /** SSH 1.5: keys come in one message each way; all behind it is encrypted but its lengths. */
  private void endSsh1(byte @Nullable [] whole, long timeNanos) {
    state = State.LOST;
    int at = ssh1Padding();
    if (whole == null) {
      return;
    }
    int type = Bits.u8(whole, at);
    Bytes message = Bytes.of(whole).slice(at + 1, whole.length - at - SSH1_MIN_BYTES);
    if (type == SSH1_PUBLIC_KEY || type == SSH1_SESSION_KEY) {
      state = State.ENCRYPTED;
      hostKey = type == SSH1_PUBLIC_KEY ? HostKeys.inSsh1(message) : null;
      ssh1Cipher = type == SSH1_PUBLIC_KEY || message.isEmpty() ? -1 : message.u8(0);
      parser.onRole(direction, type == SSH1_SESSION_KEY);
    } else if (SSH1_OTHERS.contains(type)) {
      state = State.PACKETS;
    } else {
      unexpected(type, timeNanos);
    }
  }

  private void unexpected(int type, long timeNanos) {
    anomaly(SshAnomalies.UNEXPECTED_MESSAGE, "message " + type + " in clear", timeNanos);
  }

  private void anomaly(ProtocolAnomaly kind, String detail, long timeNanos) {
    parser.anomaly(kind, direction, detail, timeNanos);
  }
}
