package org.flowbeam.protocol.tls;

import java.util.List;
import org.flowbeam.format.tls.TlsNames;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolAnomaly;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.StartBytes;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;

/**
 * TLS 1.0 to 1.3, SSL 3.0 and SSL 2.0 over TCP. Found by a hello at the begin of a side, or by an
 * alert instead of the server's; behind a preface by a {@link PrefacedHello}.
 */
public final class TlsProtocol implements Protocol.Prefaced {
  /** Alerts, handshakes, and the lengths of SSL 2.0. */
  private static final StartBytes START_BYTES =
      StartBytes.of("").range(RecordReader.ALERT, RecordReader.HANDSHAKE).range(0x80, 0xff);

  private static final StartBytes PREFACED_BYTES =
      StartBytes.of("").range(RecordReader.HANDSHAKE, RecordReader.HANDSHAKE);

  private static final List<Integer> PORTS = List.of(443, 8443);

  private static final int TYPE_AT = 5; // behind the record header
  private static final int VERSION_AT = 9;
  private static final int DRAFT = 0x7f; // of TLS 1.3
  private static final int ALERT_BYTES = 7;
  private static final int SSL2_HELLO_BYTES = 13;

  /** The shortest hellos: version, random, empty session id, one cipher. */
  private static final int MIN_HELLO_BYTES = 38;

  @Override
  public String name() {
    return "tls";
  }

  @Override
  public List<Table<?>> tables() {
    return List.of(Tables.TLS, Tables.X509);
  }

  @Override
  public List<RunSummary> summaries() {
    return List.of(X509Summary.INSTANCE);
  }

  @Override
  public ProtocolParser newParser(FlowContext flow, SessionOutput out) {
    return new TlsParser(flow, out);
  }

  @Override
  public List<ProtocolAnomaly> anomalies() {
    return TlsAnomalies.ALL;
  }

  @Override
  public StartBytes startBytes(boolean datagrams) {
    return datagrams ? StartBytes.NONE : START_BYTES;
  }

  @Override
  public List<Integer> ports() {
    return PORTS;
  }

  @Override
  public Match hint(Evidence packet) {
    Bytes start = packet.start();
    if (start.length() <= TYPE_AT || start.u8(0) != RecordReader.HANDSHAKE || start.u8(1) != 3) {
      return probe(packet);
    }
    return switch (start.u8(TYPE_AT)) {
      case 1 -> Match.CLIENT;
      case 2 -> Match.SERVER;
      default -> Match.NO;
    };
  }

  @Override
  public Match probe(Evidence evidence) {
    Bytes start = evidence.start();
    if (start.isEmpty()) {
      return Match.NEED_MORE;
    }
    int first = start.u8(0);
    if (first >= 0x80) {
      return probeSsl2(start);
    }
    boolean known = first == RecordReader.HANDSHAKE || first == RecordReader.ALERT;
    if (!known || !isVersion(start, 1)) {
      return Match.NO;
    }
    return first == RecordReader.ALERT ? probeAlert(start) : probeHello(start);
  }

  @Override
  public StartBytes prefacedBytes() {
    return PREFACED_BYTES;
  }

  /** MySQL's client asks for TLS and begins it in one breath. */
  @Override
  public boolean mayFollowAnyByte() {
    return true;
  }

  @Override
  public Match probePrefaced(Evidence evidence) {
    Bytes start = evidence.start();
    Match hello = isVersion(start, 1) ? probeHello(start) : Match.NO;
    return hello.found() ? PrefacedHello.judge(evidence, hello) : hello;
  }

  /** Whether a version of SSL 3.0 or TLS may be here, as far as it can be seen. */
  private static boolean isVersion(Bytes start, int at) {
    return (start.length() <= at || start.u8(at) == 3)
        && (start.length() <= at + 1 || start.u8(at + 1) <= 4);
  }

  private static Match probeAlert(Bytes start) {
    if (start.length() < ALERT_BYTES) {
      return Match.NEED_MORE;
    }
    boolean alert =
        start.u16(3) == 2
            && (start.u8(5) == 1 || start.u8(5) == 2)
            && TlsNames.isKnownAlert(start.u8(6));
    return alert ? Match.SERVER : Match.NO;
  }

  private static Match probeHello(Bytes start) {
    if (start.length() <= TYPE_AT) {
      return Match.NEED_MORE;
    }
    int recordBytes = start.u16(3);
    int type = start.u8(TYPE_AT);
    boolean fromClient = type == 1;
    if (recordBytes == 0
        || recordBytes > RecordReader.MAX_PLAIN_BYTES
        || (!fromClient && type != 2)) {
      return Match.NO;
    }
    if (recordBytes >= VERSION_AT + 1 - TYPE_AT) { // else the message goes on in another record
      if (start.length() <= VERSION_AT) {
        return Match.NEED_MORE;
      }
      int messageBytes = start.u24(TYPE_AT + 1);
      int major = start.u8(VERSION_AT);
      boolean draft = !fromClient && major == DRAFT;
      if (messageBytes < MIN_HELLO_BYTES
          || messageBytes > MessageReader.MAX_MESSAGE_BYTES
          || (major != 3 && !draft)) {
        return Match.NO;
      }
    }
    return fromClient ? Match.CLIENT : Match.SERVER;
  }

  /** Hellos whose lengths add up. */
  private static Match probeSsl2(Bytes start) {
    if (start.length() < SSL2_HELLO_BYTES) {
      return start.length() > 2 && start.u8(2) != 1 && start.u8(2) != 4
          ? Match.NO
          : Match.NEED_MORE;
    }
    int messageBytes = start.u16(0) & 0x7fff;
    if (start.u8(2) == 1) {
      int ciphers = start.u16(5);
      int sessionId = start.u16(7);
      int challenge = start.u16(9);
      boolean version = start.u16(3) == TlsNames.SSL2 || isVersion(start, 3);
      boolean hello =
          version
              && ciphers > 0
              && ciphers % 3 == 0
              && (sessionId == 0 || sessionId == 16)
              && challenge >= 16
              && challenge <= 32
              && messageBytes == 9 + ciphers + sessionId + challenge;
      return hello ? Match.CLIENT : Match.NO;
    }
    boolean hello =
        start.u8(2) == 4
            && start.u8(3) <= 1
            && start.u8(4) <= 1
            && start.u16(5) == TlsNames.SSL2
            && start.u16(9) % 3 == 0
            && messageBytes == 11 + start.u16(7) + start.u16(9) + start.u16(11);
    return hello ? Match.SERVER : Match.NO;
  }
}
