package org.flowbeam.protocol.tls;

import java.util.List;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolAnomaly;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.StartBytes;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;

/**
 * TLS whose handshake was not captured, found by records of one version that follow each other
 * without a byte between them: two of them, or one that is all that a side sent. Asked last, for
 * its records say less than the hellos of {@link TlsProtocol}.
 */
public final class TlsMidstream implements Protocol {
  private static final StartBytes START_BYTES =
      StartBytes.of("").range(RecordReader.CHANGE_CIPHER_SPEC, RecordReader.APPLICATION_DATA);

  private static final int HEADER_BYTES = 5;
  private static final int MESSAGE_HEADER_BYTES = 4;

  /** The shortest that encryption makes of one byte and of an alert: with a tag of 16 bytes. */
  private static final int MIN_DATA_BYTES = 17;

  private static final int MIN_ALERT_BYTES = 18;

  @Override
  public String name() {
    return "tls";
  }

  @Override
  public List<Table<?>> tables() {
    return List.of(Tables.TLS);
  }

  @Override
  public StartBytes startBytes(boolean datagrams) {
    return datagrams ? StartBytes.NONE : START_BYTES;
  }

  @Override
  public List<ProtocolAnomaly> anomalies() {
    return TlsAnomalies.ALL;
  }

  /** Where nothing more comes, one record may be all. */
  @Override
  public Match probe(Evidence evidence) {
    Bytes start = evidence.start();
    Match match = probe(start);
    if (match != Match.NEED_MORE || !evidence.isLast() || start.length() < HEADER_BYTES) {
      return match;
    }
    return recordEnd(start, 0) == start.length() || isMessage(start) ? Match.EITHER : Match.NO;
  }

  private static Match probe(Bytes start) {
    int next = isRecord(start, 0) ? recordEnd(start, 0) : -1;
    if (next < 0) {
      return Match.NO;
    }
    if (start.length() < HEADER_BYTES || start.length() <= next) {
      return Match.NEED_MORE;
    }
    boolean sameVersion = start.length() <= next + 2 || start.u8(next + 2) == start.u8(2);
    if (!isRecord(start, next) || !sameVersion) {
      return Match.NO;
    }
    return start.length() - next < HEADER_BYTES ? Match.NEED_MORE : Match.EITHER;
  }

  /** Whether these bytes are records to their end, as far as those are there. */
  static boolean areRecords(Bytes all) {
    int at = 0;
    while (at < all.length()) {
      if (!isRecord(all, at)) {
        return false;
      }
      at = recordEnd(all, at);
    }
    return true;
  }

  /** Where the record ends that begins here, as far as its header is there. */
  private static int recordEnd(Bytes start, int at) {
    boolean known = start.length() - at >= HEADER_BYTES;
    return at + HEADER_BYTES + (known ? start.u16(at + 3) : 0);
  }

  /** Whether a record may begin here, as far as it is there. */
  static boolean isRecord(Bytes start, int at) {
    int there = start.length() - at;
    int type = there > 0 ? start.u8(at) : RecordReader.APPLICATION_DATA;
    boolean fits =
        type >= RecordReader.CHANGE_CIPHER_SPEC
            && type <= RecordReader.APPLICATION_DATA
            && (there < 2 || start.u8(at + 1) == 3)
            && (there < 3 || start.u8(at + 2) <= 4);
    if (!fits || there < HEADER_BYTES) {
      return fits;
    }
    int length = start.u16(at + 3);
    return switch (type) {
      case RecordReader.CHANGE_CIPHER_SPEC -> length == 1;
      case RecordReader.ALERT -> length == 2 || isIn(length, MIN_ALERT_BYTES);
      case RecordReader.HANDSHAKE -> isIn(length, MESSAGE_HEADER_BYTES);
      default -> isIn(length, MIN_DATA_BYTES);
    };
  }

  private static boolean isIn(int length, int min) {
    return length >= min && length <= RecordReader.MAX_ENCRYPTED_BYTES;
  }

  /** Whether the first record holds one handshake message in clear, and no byte else. */
  private static boolean isMessage(Bytes all) {
    return all.u8(0) == RecordReader.HANDSHAKE
        && all.length() >= HEADER_BYTES + MESSAGE_HEADER_BYTES
        && History.letter(all.u8(HEADER_BYTES)) != 'z'
        && all.u24(HEADER_BYTES + 1) == all.u16(3) - MESSAGE_HEADER_BYTES;
  }

  @Override
  public ProtocolParser newParser(FlowContext flow, SessionOutput out) {
    return new Parser(flow, out);
  }

  /** One row; nothing of what is encrypted is read. */
  private static final class Parser implements ProtocolParser {
    private final FlowContext flow;
    private final SessionOutput out;
    private final long[] offsets = {SessionOutput.NO_OFFSET, SessionOutput.NO_OFFSET};
    private long startNanos;
    private boolean started;

    Parser(FlowContext flow, SessionOutput out) {
      this.flow = flow;
      this.out = out;
    }

    @Override
    public void onData(Direction from, Bytes data, long timeNanos) {
      if (offsets[from.index()] == SessionOutput.NO_OFFSET) {
        offsets[from.index()] = flow.streamOffset();
      }
      startNanos = started ? startNanos : timeNanos;
      started = true;
    }

    @Override
    public void onEnd(SessionEnd reason, long timeNanos) {
      if (started) {
        out.exchange(
            Tables.TLS,
            TlsRows.midstream(),
            flow.nextTransaction(),
            startNanos,
            offsets[Direction.CLIENT.index()],
            offsets[Direction.SERVER.index()]);
      }
    }
  }
}
