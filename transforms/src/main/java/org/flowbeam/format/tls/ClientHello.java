package org.flowbeam.format.tls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.flowbeam.format.Cursor;
import org.flowbeam.format.ProtocolException;
import org.flowbeam.io.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What a ClientHello says (RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2; the one of SSL 2.0:
 * RFC 5246 appendix E.2). Lists are as sent, GREASE included.
 */
public final class ClientHello {
  private static final int RANDOM_BYTES = 32;
  private static final int HOST_NAME = 0;

  public int version;
  public boolean isSsl2;
  public byte[] random = {};
  public byte[] sessionId = {};
  public int[] ciphers = {};
  public int[] extensions = {};
  public int @Nullable [] groups;
  int @Nullable [] pointFormats;
  public int @Nullable [] signatureAlgorithms;
  int @Nullable [] versions;
  public int @Nullable [] keyShareGroups;
  public @Nullable String serverName;
  public @Nullable List<String> alpn;
  byte[] firstAlpn = {};
  public boolean hasTicket;
  public boolean hasPreSharedKey;
  public boolean hasEarlyData;
  public boolean hasEch;
  public boolean isMalformed;

  /** Some extensions may be missing. */
  public boolean isBroken;

  private ClientHello() {}

  /** Fails unless all in front of the extensions is well-formed. */
  public static ClientHello parse(Bytes body) throws ProtocolException {
    ClientHello hello = new ClientHello();
    Cursor cursor = new Cursor(body);
    hello.version = cursor.u16();
    hello.random = cursor.copy(RANDOM_BYTES);
    hello.sessionId = cursor.copy(cursor.u8());
    hello.ciphers = cursor.part(cursor.u16()).restAsU16();
    cursor.skip(cursor.u8()); // compression methods
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
  public static ClientHello parseSsl2(Bytes body) throws ProtocolException {
    ClientHello hello = new ClientHello();
    hello.isSsl2 = true;
    Cursor cursor = new Cursor(body);
    hello.version = cursor.u16();
    int cipherBytes = cursor.u16();
    int sessionIdBytes = cursor.u16();
    int challengeBytes = cursor.u16();
    hello.ciphers = cursor.part(cipherBytes).restAsU24();
    hello.sessionId = cursor.copy(sessionIdBytes);
    byte[] challenge = cursor.copy(challengeBytes);
    hello.random = new byte[Math.max(RANDOM_BYTES, challengeBytes)];
    System.arraycopy(
        challenge, 0, hello.random, hello.random.length - challengeBytes, challengeBytes);
    return hello;
  }

  private void readExtension(int type, Cursor content) throws ProtocolException {
    switch (type) {
      case Extensions.SERVER_NAME -> readServerName(content);
      case Extensions.SUPPORTED_GROUPS -> groups = content.part(content.u16()).restAsU16();
      case Extensions.EC_POINT_FORMATS -> pointFormats = content.part(content.u8()).restAsU8();
      case Extensions.SIGNATURE_ALGORITHMS ->
          signatureAlgorithms = content.part(content.u16()).restAsU16();
      case Extensions.ALPN -> readAlpn(content);
      case Extensions.SUPPORTED_VERSIONS -> versions = content.part(content.u8()).restAsU16();
      case Extensions.KEY_SHARE, Extensions.KEY_SHARE_OF_DRAFTS -> readKeyShares(content);
      case Extensions.SESSION_TICKET -> hasTicket = !content.isAtEnd();
      case Extensions.PRE_SHARED_KEY -> hasPreSharedKey = true;
      case Extensions.EARLY_DATA -> hasEarlyData = true;
      case Extensions.ENCRYPTED_CLIENT_HELLO -> hasEch = true;
      default -> {
        // only its number counts
      }
    }
  }

  private void readServerName(Cursor content) throws ProtocolException {
    Cursor names = content.part(content.u16());
    while (!names.isAtEnd()) {
      int type = names.u8();
      int length = names.u16();
      if (type == HOST_NAME && serverName == null && length > 0) {
        serverName = names.utf8(length);
      } else {
        names.skip(length);
      }
    }
  }

  private void readAlpn(Cursor content) throws ProtocolException {
    Cursor names = content.part(content.u16());
    List<String> all = new ArrayList<>();
    while (!names.isAtEnd()) {
      byte[] name = names.copy(names.u8());
      if (all.isEmpty()) {
        firstAlpn = name;
      }
      all.add(Bytes.of(name).utf8(0, name.length));
    }
    alpn = all;
  }

  private void readKeyShares(Cursor content) throws ProtocolException {
    Cursor shares = content.part(content.u16());
    int[] groupsOfShares = new int[shares.left() / 4];
    int count = 0;
    while (!shares.isAtEnd()) {
      groupsOfShares[count++] = shares.u16();
      shares.skip(shares.u16());
    }
    keyShareGroups = Arrays.copyOf(groupsOfShares, count);
  }
}
