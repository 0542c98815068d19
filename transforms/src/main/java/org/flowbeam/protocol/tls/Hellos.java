package org.flowbeam.protocol.tls;

import java.util.Arrays;
import org.flowbeam.format.tls.ClientHello;
import org.flowbeam.format.tls.ServerHello;
import org.flowbeam.format.tls.TlsNames;
import org.jspecify.annotations.Nullable;

/** What both sides agree on: the first of each hello, and what follows from them. */
final class Hellos {
  private @Nullable ClientHello client;
  private @Nullable ServerHello retry;
  private @Nullable ServerHello server;
  private boolean resumed;

  /** SSL 2.0: the cipher that the client chose; else -1. */
  private int ssl2Cipher = -1;

  void client(ClientHello hello) {
    client = hello;
  }

  void server(ServerHello hello) {
    if (hello.isRetry) {
      retry = hello;
      return;
    }
    server = hello;
    if (client != null) {
      resumed = isResumed(client, hello);
    }
  }

  private static boolean isResumed(ClientHello offer, ServerHello hello) {
    if (TlsNames.encryptsHandshake(hello.negotiated())) {
      return offer.hasPreSharedKey && hello.hasPreSharedKey;
    }
    return isSessionId(offer.sessionId) && Arrays.equals(offer.sessionId, hello.sessionId);
  }

  static boolean isSessionId(byte[] id) {
    for (byte b : id) {
      if (b != 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * The client begins to encrypt without a key exchange: it does so by the ticket that it sent, if
   * it sent one and no session id.
   */
  void clientSkipsKeyExchange() {
    resumed |=
        client != null
            && client.hasTicket
            && !isSessionId(client.sessionId)
            && server != null
            && !TlsNames.encryptsHandshake(server.negotiated());
  }

  void ssl2Cipher(int cipher) {
    ssl2Cipher = cipher;
  }

  @Nullable ClientHello client() {
    return client;
  }

  @Nullable ServerHello server() {
    return server;
  }

  @Nullable ServerHello retry() {
    return retry;
  }

  /** The ServerHello, or the HelloRetryRequest as long as there is none. */
  @Nullable ServerHello answer() {
    return server == null ? retry : server;
  }

  boolean isSsl2() {
    return server != null && server.version == TlsNames.SSL2;
  }

  boolean isResumed() {
    return resumed;
  }

  /** Whether the rest of the handshake is encrypted, as in TLS 1.3. */
  boolean encryptsHandshake() {
    ServerHello hello = answer();
    return hello != null && TlsNames.encryptsHandshake(hello.negotiated());
  }

  @Nullable String cipher() {
    ServerHello hello = answer();
    int number = ssl2Cipher >= 0 || hello == null ? ssl2Cipher : hello.cipher;
    return number < 0 ? null : TlsNames.cipher(number);
  }
}
