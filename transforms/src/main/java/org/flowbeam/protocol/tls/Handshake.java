package org.flowbeam.protocol.tls;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.flowbeam.format.Cursor;
import org.flowbeam.format.Digests;
import org.flowbeam.format.ProtocolException;
import org.flowbeam.format.tls.ClientHello;
import org.flowbeam.format.tls.ServerHello;
import org.flowbeam.format.tls.TlsNames;
import org.flowbeam.format.x509.Certificate;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.Severity;
import org.jspecify.annotations.Nullable;

/**
 * The first handshake of a flow: takes what is in clear from both sides, and notices when they
 * begin to encrypt. It is established, and nothing more of the flow is of interest, when both sides
 * have sent encrypted records after the key exchange.
 *
 * <p>TLS 1.3 encrypts records of the type application data only. Before it, what follows a
 * ChangeCipherSpec is encrypted; so it is while the version is not known.
 */
final class Handshake {
  private static final int MAX_HISTORY = 100;
  private static final int NAMED_CURVE = 3;
  private static final int ALERT_BYTES = 2;

  /** Java pads its records of TLS 1.3 by so much. */
  private static final int JAVA_PADDING_BYTES = 16;

  private static final int FATAL = 2;
  private static final int CLOSE_NOTIFY = 0;
  private static final int USER_CANCELED = 90;

  private static final int CLIENT_HELLO = 1;
  private static final int SERVER_HELLO = 2;
  private static final int HELLO_RETRY_REQUEST_OF_DRAFTS = 6;
  private static final int CERTIFICATE = 11;
  private static final int SERVER_KEY_EXCHANGE = 12;
  private static final int CLIENT_KEY_EXCHANGE = 16;

  private static final int SSL2_ERROR = 0;
  private static final int SSL2_CLIENT_HELLO = 1;
  private static final int SSL2_CLIENT_MASTER_KEY = 2;
  private static final int SSL2_SERVER_HELLO = 4;

  private final FlowContext flow;
  private final SessionOutput out;
  private final Digests digests = new Digests();
  private final CertificateChain[] chains;
  private final boolean[] changedCipherSpec = new boolean[2];
  private final boolean[] encrypted = new boolean[2];
  private final StringBuilder history = new StringBuilder();
  private int tx = -1;
  private long startNanos;
  private boolean started;
  private long establishedNanos;
  private boolean established;
  private boolean endsWithAlert;

  private @Nullable ClientHello clientHello;
  private @Nullable ServerHello retry;
  private @Nullable ServerHello serverHello;
  private boolean sawRetry;
  private boolean sawClientKeyExchange;
  private boolean resumed;
  private int ssl2Cipher = -1;
  private int group = -1;
  private int dhBits;
  private int lastAlert = -1;
  private @Nullable Direction fatalAlertBy;
  private @Nullable Direction lastAlertBy;

  Handshake(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    this.out = out;
    this.chains =
        new CertificateChain[] {
          new CertificateChain(out, digests), new CertificateChain(out, digests)
        };
  }

  /** The first byte of a side. */
  void onStart(long timeNanos) {
    if (!started) {
      started = true;
      startNanos = timeNanos;
    }
  }

  /** Whether the content of this message is needed. */
  boolean wants(Direction from, int type) {
    boolean fromClient = from == Direction.CLIENT;
    return switch (type) {
      case CLIENT_HELLO -> fromClient && clientHello == null;
      case SERVER_HELLO -> !fromClient && serverHello == null;
      case CERTIFICATE -> chains[from.index()].isEmpty();
      case SERVER_KEY_EXCHANGE -> !fromClient && group < 0;
      default -> false;
    };
  }

  /**
   * @param body empty unless {@link #wants} it
   */
  void onMessage(Direction from, int type, Bytes body, long timeNanos) throws ProtocolException {
    boolean wanted = wants(from, type);
    char letter = letter(type);
    if (wanted) {
      switch (type) {
        case CLIENT_HELLO -> onClientHello(ClientHello.parse(body), timeNanos);
        case SERVER_HELLO -> {
          ServerHello hello = ServerHello.parse(body);
          letter = hello.isRetry ? 'j' : 's';
          onServerHello(hello, timeNanos);
        }
        case CERTIFICATE -> onCertificate(from, body, timeNanos);
        default -> onServerKeyExchange(body, timeNanos);
      }
    }
    sawClientKeyExchange |= type == CLIENT_KEY_EXCHANGE;
    sawRetry |= type == HELLO_RETRY_REQUEST_OF_DRAFTS;
    addHistory(from, letter);
  }

  /** A message of which a part is missing. */
  void onDamagedMessage(Direction from, int type) {
    sawClientKeyExchange |= type == CLIENT_KEY_EXCHANGE;
    addHistory(from, letter(type));
  }

  private static char letter(int type) {
    return switch (type) {
      case 0 -> 'h';
      case CLIENT_HELLO -> 'c';
      case SERVER_HELLO -> 's';
      case 3 -> 'v';
      case 4 -> 't';
      case 5 -> 'e';
      case HELLO_RETRY_REQUEST_OF_DRAFTS -> 'j';
      case 8 -> 'o';
      case CERTIFICATE -> 'x';
      case SERVER_KEY_EXCHANGE -> 'k';
      case 13 -> 'r';
      case 14 -> 'n';
      case 15 -> 'y';
      case CLIENT_KEY_EXCHANGE -> 'g';
      case 20 -> 'f';
      case 21 -> 'w';
      case 22 -> 'u';
      case 23 -> 'a';
      case 24 -> 'p';
      case 254 -> 'm';
      default -> 'z';
    };
  }

  private void onClientHello(ClientHello hello, long timeNanos) {
    clientHello = hello;
    if (hello.isMalformed) {
      anomaly("tls_invalid_extension_list", Direction.CLIENT, "ClientHello", timeNanos);
    }
    if (hello.serverName != null) {
      flow.serverName(hello.serverName);
    }
  }

  private void onServerHello(ServerHello hello, long timeNanos) {
    if (hello.isMalformed) {
      anomaly("tls_invalid_extension_list", Direction.SERVER, "ServerHello", timeNanos);
    }
    if (hello.isRetry) {
      retry = hello;
      sawRetry = true;
      return;
    }
    serverHello = hello;
    group = hello.group;
    ClientHello offer = clientHello;
    if (offer == null) {
      return;
    }
    boolean echoed =
        isSessionId(offer.sessionId) && Arrays.equals(offer.sessionId, hello.sessionId);
    resumed =
        TlsNames.encryptsHandshake(hello.negotiated())
            ? offer.hasPreSharedKey && hello.hasPreSharedKey
            : echoed;
  }

  private static boolean isSessionId(byte[] id) {
    for (byte b : id) {
      if (b != 0) {
        return true;
      }
    }
    return false;
  }

  private void onCertificate(Direction from, Bytes body, long timeNanos) {
    try {
      Cursor message = new Cursor(body);
      Cursor list = message.part(message.u24());
      while (!list.isAtEnd()) {
        chains[from.index()].add(list.copy(list.u24()), timeNanos);
      }
    } catch (ProtocolException e) {
      anomaly("tls_certificate_malformed", from, e.getMessage(), timeNanos);
    }
    reportCertificates(from, timeNanos);
  }

  private void reportCertificates(Direction from, long timeNanos) {
    CertificateChain chain = chains[from.index()];
    String error = chain.error();
    if (error != null) {
      anomaly("tls_certificate_malformed", from, error, timeNanos);
    }
    String excess = chain.excess();
    if (excess != null) {
      anomaly("tls_certificate_too_large", from, excess, timeNanos);
    }
  }

  private void onServerKeyExchange(Bytes body, long timeNanos) {
    String cipher = cipher();
    if (cipher == null) {
      return;
    }
    try {
      Cursor message = new Cursor(body);
      if (cipher.contains("_PSK_")) {
        message.skip(message.u16()); // the hint
      }
      if (cipher.contains("_ECDHE_") || cipher.contains("_ECDH_ANON_")) {
        group = message.u8() == NAMED_CURVE ? message.u16() : -1;
      } else if (cipher.contains("_DHE_") || cipher.contains("_DH_ANON_")) {
        byte[] prime = message.copy(message.u16());
        dhBits = new BigInteger(1, prime).bitLength();
      }
    } catch (ProtocolException e) {
      anomaly("tls_key_exchange_malformed", Direction.SERVER, e.getMessage(), timeNanos);
    }
  }

  /** A message of SSL 2.0, its type in front. */
  void onSsl2Message(Direction from, Bytes message, long timeNanos) throws ProtocolException {
    int type = message.u8(0);
    Bytes body = message.slice(1, message.length() - 1);
    boolean fromClient = from == Direction.CLIENT;
    if (type == SSL2_CLIENT_HELLO && fromClient && clientHello == null) {
      onClientHello(ClientHello.parseSsl2(body), timeNanos);
      addHistory(from, 'c');
    } else if (type == SSL2_SERVER_HELLO && !fromClient && serverHello == null) {
      ServerHello hello = ServerHello.parseSsl2(body);
      serverHello = hello;
      addHistory(from, 's');
      if (hello.ssl2Certificate.length > 0) {
        chains[from.index()].add(hello.ssl2Certificate, timeNanos);
        reportCertificates(from, timeNanos);
      }
    } else if (type == SSL2_CLIENT_MASTER_KEY && fromClient && isSsl2()) {
      ssl2Cipher = new Cursor(body).u24();
      establish(timeNanos);
    } else if (type == SSL2_ERROR) {
      onAlert(from, FATAL, new Cursor(body).u16(), timeNanos);
    } else {
      throw new ProtocolException("an SSL 2.0 message of type " + type + " out of place");
    }
  }

  private boolean isSsl2() {
    return serverHello != null && serverHello.version == TlsNames.SSL2;
  }

  void onChangeCipherSpec(Direction from, long timeNanos) {
    addHistory(from, 'i');
    changedCipherSpec[from.index()] = true;
    ClientHello offer = clientHello;
    if (from == Direction.CLIENT
        && offer != null
        && offer.hasTicket
        && !isSessionId(offer.sessionId)
        && !sawClientKeyExchange
        && serverHello != null
        && !TlsNames.encryptsHandshake(serverHello.negotiated())) {
      resumed = true;
    }
  }

  void onAlert(Direction from, int level, int description, long timeNanos) {
    addHistory(from, 'l');
    lastAlert = description;
    lastAlertBy = from;
    boolean closing = description == CLOSE_NOTIFY || description == USER_CANCELED;
    boolean fatal = level == FATAL || (encryptsHandshake() && !closing);
    if (fatal && fatalAlertBy == null) {
      fatalAlertBy = from;
    }
  }

  /** A message that is too large to be read, and is skipped. */
  void onTooLarge(Direction from, int length, long timeNanos) {
    anomaly("tls_message_too_large", from, "a message of " + length + " bytes", timeNanos);
  }

  /** A record longer than any may be. */
  void onOverflow(Direction from, int length, long timeNanos) {
    anomaly("tls_record_overflow", from, "a record of " + length + " bytes", timeNanos);
  }

  /** Whether a record of this type, coming next, is encrypted. */
  boolean isEncrypted(Direction from, int type, boolean behindHole) {
    boolean data = type == RecordReader.APPLICATION_DATA;
    if (encryptsHandshake()) {
      return data;
    }
    boolean unknown = serverHello == null && retry == null;
    return changedCipherSpec[from.index()] || (data && (unknown || behindHole));
  }

  void onEncrypted(Direction from, int type, int length, long timeNanos) {
    boolean data = type == RecordReader.APPLICATION_DATA;
    boolean early =
        data
            && from == Direction.CLIENT
            && serverHello == null
            && !encrypted[Direction.SERVER.index()];
    if (early) {
      return; // it may be early data, which precedes the key exchange
    }
    if (encryptsHandshake() && !encrypted[from.index()]) {
      endsWithAlert |= isEncryptedAlert(from, length);
    }
    encrypted[from.index()] = true;
    if (encrypted[from.other().index()]) {
      establish(timeNanos);
    }
  }

  /**
   * Whether the first encrypted record of a side in TLS 1.3 can only be an alert by its length: all
   * other messages that may come first are longer, or have another length with Java's padding.
   */
  private boolean isEncryptedAlert(Direction from, int recordBytes) {
    String cipher = cipher();
    int tagBytes = cipher != null && cipher.contains("CCM_8") ? 8 : 16;
    int contentBytes = recordBytes - tagBytes - 1;
    if (from == Direction.SERVER) {
      return contentBytes == ALERT_BYTES;
    }
    boolean early = clientHello != null && clientHello.hasEarlyData;
    return !early
        && (contentBytes == ALERT_BYTES || contentBytes == ALERT_BYTES + JAVA_PADDING_BYTES);
  }

  private boolean encryptsHandshake() {
    ServerHello hello = answer();
    return hello != null && TlsNames.encryptsHandshake(hello.negotiated());
  }

  private void establish(long timeNanos) {
    established = true;
    establishedNanos = timeNanos;
  }

  void addHistory(Direction from, char letter) {
    if (history.length() < MAX_HISTORY) {
      history.append(from == Direction.CLIENT ? Character.toUpperCase(letter) : letter);
    }
  }

  private void anomaly(String kind, Direction by, @Nullable String detail, long timeNanos) {
    out.anomaly(kind, Severity.WARNING, by, tx(), detail == null ? "" : detail, timeNanos);
  }

  int tx() {
    if (tx < 0) {
      tx = flow.nextTransaction();
    }
    return tx;
  }

  boolean isEstablished() {
    return established;
  }

  /** An encrypted record as long as an alert is the first of a side. */
  boolean endsWithAlert() {
    return endsWithAlert;
  }

  long startNanos() {
    return startNanos;
  }

  long establishedNanos() {
    return establishedNanos;
  }

  String history() {
    return history.toString();
  }

  @Nullable ClientHello clientHello() {
    return clientHello;
  }

  @Nullable ServerHello serverHello() {
    return serverHello;
  }

  /** The ServerHello, or the HelloRetryRequest as long as there is none. */
  @Nullable ServerHello answer() {
    return serverHello == null ? retry : serverHello;
  }

  boolean hasRetry() {
    return sawRetry;
  }

  boolean isRetryWithoutEch() {
    return retry != null && !retry.hasEch;
  }

  boolean isResumed() {
    return resumed;
  }

  @Nullable String cipher() {
    ServerHello hello = answer();
    int number = ssl2Cipher >= 0 || hello == null ? ssl2Cipher : hello.cipher;
    return number < 0 ? null : TlsNames.cipher(number);
  }

  /** Number of the group of the key exchange, or -1. */
  int group() {
    ServerHello hello = answer();
    return group >= 0 || hello == null ? group : hello.group;
  }

  /** Bits of the prime of a Diffie-Hellman key exchange, or 0. */
  int dhBits() {
    return dhBits;
  }

  /** Description of the last alert, or -1. */
  int lastAlert() {
    return lastAlert;
  }

  @Nullable Direction fatalAlertBy() {
    return fatalAlertBy;
  }

  @Nullable Direction lastAlertBy() {
    return lastAlertBy;
  }

  boolean hasEncrypted(Direction from) {
    return changedCipherSpec[from.index()] || encrypted[from.index()];
  }

  List<String> fingerprints(Direction from) {
    return chains[from.index()].fingerprints();
  }

  @Nullable Certificate leaf() {
    return chains[Direction.SERVER.index()].leaf();
  }

  Digests digests() {
    return digests;
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
