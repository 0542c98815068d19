package org.flowbeam.protocol.tls;

import java.math.BigInteger;
import java.util.List;
import org.flowbeam.format.Cursor;
import org.flowbeam.format.Digests;
import org.flowbeam.format.ProtocolException;
import org.flowbeam.format.tls.ClientHello;
import org.flowbeam.format.tls.ServerHello;
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
 */
final class Handshake {
  static final int CLIENT_HELLO = 1;
  static final int SERVER_HELLO = 2;
  static final int HELLO_RETRY_REQUEST_OF_DRAFTS = 6;
  static final int CERTIFICATE = 11;
  static final int SERVER_KEY_EXCHANGE = 12;
  static final int CLIENT_KEY_EXCHANGE = 16;

  private static final int NAMED_CURVE = 3;

  private static final int SSL2_ERROR = 0;
  private static final int SSL2_CLIENT_HELLO = 1;
  private static final int SSL2_CLIENT_MASTER_KEY = 2;
  private static final int SSL2_SERVER_HELLO = 4;

  private final FlowContext flow;
  private final SessionOutput out;
  private final Digests digests = new Digests();
  private final CertificateChain[] chains;
  private final Hellos hellos = new Hellos();
  private final Encryption encryption = new Encryption(hellos);
  private final Alerts alerts = new Alerts();
  private final History history = new History();
  private int tx = -1;
  private long startNanos;
  private boolean started;
  private long establishedNanos;
  private boolean established;
  private boolean sawRetry;
  private boolean sawClientKeyExchange;
  private int group = -1;
  private int dhBits;

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
      case CLIENT_HELLO -> fromClient && hellos.client() == null;
      case SERVER_HELLO -> !fromClient && hellos.server() == null;
      case CERTIFICATE -> chains[from.index()].isEmpty();
      case SERVER_KEY_EXCHANGE -> !fromClient && group < 0;
      default -> false;
    };
  }

  /**
   * @param body empty unless {@link #wants} it
   */
  void onMessage(Direction from, int type, Bytes body, long timeNanos) throws ProtocolException {
    char letter = History.letter(type);
    if (wants(from, type)) {
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
    history.add(from, letter);
  }

  /** A message of which a part is missing. */
  void onDamagedMessage(Direction from, int type) {
    sawClientKeyExchange |= type == CLIENT_KEY_EXCHANGE;
    history.add(from, History.letter(type));
  }

  private void onClientHello(ClientHello hello, long timeNanos) {
    hellos.client(hello);
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
    hellos.server(hello);
    sawRetry |= hello.isRetry;
    group = hello.isRetry ? group : hello.group;
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
    String cipher = hellos.cipher();
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
    if (type == SSL2_CLIENT_HELLO && fromClient && hellos.client() == null) {
      onClientHello(ClientHello.parseSsl2(body), timeNanos);
      history.add(from, 'c');
    } else if (type == SSL2_SERVER_HELLO && !fromClient && hellos.server() == null) {
      ServerHello hello = ServerHello.parseSsl2(body);
      hellos.server(hello);
      history.add(from, 's');
      if (hello.ssl2Certificate.length > 0) {
        chains[from.index()].add(hello.ssl2Certificate, timeNanos);
        reportCertificates(from, timeNanos);
      }
    } else if (type == SSL2_CLIENT_MASTER_KEY && fromClient && hellos.isSsl2()) {
      hellos.ssl2Cipher(new Cursor(body).u24());
      establish(timeNanos);
    } else if (type == SSL2_ERROR) {
      onAlert(from, Alerts.FATAL, new Cursor(body).u16());
    } else {
      throw new ProtocolException("an SSL 2.0 message of type " + type + " out of place");
    }
  }

  void onChangeCipherSpec(Direction from) {
    history.add(from, 'i');
    encryption.onChangeCipherSpec(from);
    if (from == Direction.CLIENT && !sawClientKeyExchange) {
      hellos.clientSkipsKeyExchange();
    }
  }

  void onAlert(Direction from, int level, int description) {
    history.add(from, 'l');
    alerts.add(from, level, description, hellos.encryptsHandshake());
  }

  void onHeartbeat(Direction from) {
    history.add(from, 'b');
  }

  /** A message that is too large to be read, and is skipped. */
  void onTooLarge(Direction from, int length, long timeNanos) {
    anomaly("tls_message_too_large", from, "a message of " + length + " bytes", timeNanos);
  }

  /** A record longer than any may be. */
  void onOverflow(Direction from, int length, long timeNanos) {
    anomaly("tls_record_overflow", from, "a record of " + length + " bytes", timeNanos);
  }

  void onEncrypted(Direction from, int type, int length, long timeNanos) {
    if (encryption.onEncrypted(from, type, length)) {
      establish(timeNanos);
    }
  }

  private void establish(long timeNanos) {
    established = true;
    establishedNanos = timeNanos;
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

  long startNanos() {
    return startNanos;
  }

  long establishedNanos() {
    return establishedNanos;
  }

  History history() {
    return history;
  }

  Hellos hellos() {
    return hellos;
  }

  Encryption encryption() {
    return encryption;
  }

  Alerts alerts() {
    return alerts;
  }

  boolean hasRetry() {
    return sawRetry;
  }

  /** Number of the group of the key exchange, or -1. */
  int group() {
    ServerHello hello = hellos.answer();
    return group >= 0 || hello == null ? group : hello.group;
  }

  /** Bits of the prime of a Diffie-Hellman key exchange, or 0. */
  int dhBits() {
    return dhBits;
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
}
