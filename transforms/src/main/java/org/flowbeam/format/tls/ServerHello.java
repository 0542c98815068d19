package org.flowbeam.format.tls;

import java.util.Arrays;
import java.util.HexFormat;
import org.flowbeam.format.Cursor;
import org.flowbeam.format.ProtocolException;
import org.flowbeam.io.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What a ServerHello says (RFC 8446 section 4.1.3, RFC 5246 section 7.4.1.3; drafts of TLS 1.3; SSL
 * 2.0). A HelloRetryRequest is one with a fixed random.
 */
public final class ServerHello {
  private static final int RANDOM_BYTES = 32;
  private static final int DRAFT = 0x7f; // major version of the drafts below 22
  private static final byte[] RETRY_RANDOM =
      HexFormat.of().parseHex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");

  /** The version field; in TLS 1.3 the real one is {@link #selectedVersion}. */
  public int version;

  public byte[] sessionId = {};
  public int cipher = -1;
  int[] extensions = {};
  int selectedVersion = -1;
  public int group = -1;
  public @Nullable String alpn;
  public boolean hasPreSharedKey;
  public boolean hasEch;
  public boolean isRetry;
  public boolean isMalformed;

  /** Some extensions may be missing. */
  public boolean isBroken;

  /** The certificate that an SSL 2.0 server sends along. */
  public byte[] ssl2Certificate = {};

  private ServerHello() {}

  /** Fails unless all in front of the extensions is well-formed. */
  public static ServerHello parse(Bytes body) throws ProtocolException {
    ServerHello hello = new ServerHello();
    Cursor cursor = new Cursor(body);
    hello.version = cursor.u16();
    hello.isRetry = Arrays.equals(cursor.copy(RANDOM_BYTES), RETRY_RANDOM);
    if (hello.version >> 8 == DRAFT) {
      hello.cipher = cursor.u16();
    } else {
      hello.sessionId = cursor.copy(cursor.u8());
      hello.cipher = cursor.u16();
      cursor.skip(1); // compression method
    }
    Extensions list = Extensions.read(cursor, hello::readExtension);
    hello.extensions = list.types();
    hello.isMalformed = list.isMalformed();
    hello.isBroken = list.isBroken();
    return hello;
  }

  /**
   * The hello of SSL 2.
   *
   * @param body what follows the message type
   */
  public static ServerHello parseSsl2(Bytes body) throws ProtocolException {
    ServerHello hello = new ServerHello();
    Cursor cursor = new Cursor(body);
    cursor.skip(2); // session id hit, certificate type
    hello.version = cursor.u16();
    int certificateBytes = cursor.u16();
    int cipherBytes = cursor.u16();
    cursor.skip(2); // length of the connection id
    hello.ssl2Certificate = cursor.copy(certificateBytes);
    int[] ciphers = cursor.part(cipherBytes).restAsU24();
    hello.cipher = ciphers.length == 1 ? ciphers[0] : -1; // else the client chooses
    return hello;
  }

  /** The version that the server chose. */
  public int negotiated() {
    return selectedVersion < 0 ? version : selectedVersion;
  }

  private void readExtension(int type, Cursor content) throws ProtocolException {
    switch (type) {
      case Extensions.SUPPORTED_VERSIONS -> selectedVersion = content.u16();
      case Extensions.KEY_SHARE, Extensions.KEY_SHARE_OF_DRAFTS -> group = content.u16();
      case Extensions.PRE_SHARED_KEY -> hasPreSharedKey = true;
      case Extensions.ENCRYPTED_CLIENT_HELLO -> hasEch = true;
      case Extensions.ALPN -> {
        content.skip(2);
        alpn = content.utf8(content.u8());
      }
      default -> {
        // only its number counts
      }
    }
  }
}
