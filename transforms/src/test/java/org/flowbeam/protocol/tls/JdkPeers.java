package org.flowbeam.protocol.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.flowbeam.protocol.Script;

/** Java's own TLS, both ends in memory, with keys that keytool makes; what they say is a script. */
final class JdkPeers {
  static final String HOST = "www.example.com";
  static final String PASSWORD = "changeit";

  private final KeyStore keys;

  private JdkPeers(KeyStore keys) {
    this.keys = keys;
  }

  /** A root, an authority below it, a server with many names below that, and a client. */
  static JdkPeers create(Path folder) throws Exception {
    Path store = folder.resolve("keys.p12");
    generate(store, "root", "RSA", "CN=Root,O=Flowbeam test", "-ext", "bc:c");
    generate(
        store,
        "ca",
        "RSA",
        "CN=CA,O=Flowbeam test",
        "-signer",
        "root",
        "-ext",
        "bc:c=ca:true,pathlen:0",
        "-ext",
        "ku:c=keyCertSign,cRLSign");
    generate(
        store,
        "server",
        "RSA",
        "CN=server,OU=Tests\\, all,O=Flowbeam test,C=CH",
        "-signer",
        "ca",
        "-ext",
        "san=dns:www.example.com,dns:*.example.org,ip:192.0.2.7,email:a@example.com,uri:https://example.com/",
        "-ext",
        "ku=digitalSignature,keyEncipherment");
    generate(store, "client", "EC", "CN=client");
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return new JdkPeers(keys);
  }

  private static void generate(
      Path store, String alias, String algorithm, String name, String... more)
      throws IOException, InterruptedException {
    Stream<String> command =
        Stream.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD,
            "-alias",
            alias,
            "-keyalg",
            algorithm,
            "-dname",
            name,
            "-startdate",
            "2023/01/01 00:00:00",
            "-validity",
            "20000");
    Process process =
        new ProcessBuilder(Stream.concat(command, Arrays.stream(more)).toList())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("keytool: " + said);
    }
  }

  /** The chain of a key, the key's certificate first. */
  List<X509Certificate> chain(String alias) throws GeneralSecurityException {
    return Arrays.stream(keys.getCertificateChain(alias)).map(X509Certificate.class::cast).toList();
  }

  SSLContext context(String alias, boolean trusting) throws GeneralSecurityException {
    KeyStore one = KeyStore.getInstance("PKCS12");
    char[] password = PASSWORD.toCharArray();
    try {
      one.load(null, password);
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
    one.setKeyEntry(alias, keys.getKey(alias, password), password, keys.getCertificateChain(alias));
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(one, password);
    KeyManager[] managers = factory.getKeyManagers();
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers, new TrustManager[] {new Trust(trusting)}, null);
    return context;
  }

  /** Shakes hands and sends some data each way; the script of it. A failure ends it. */
  static Script talk(String name, SSLEngine client, SSLEngine server) {
    client.setUseClientMode(true);
    server.setUseClientMode(false);
    Script script = Script.tcp(name, 443);
    byte[] toServer = {};
    byte[] toClient = {};
    byte[] data = {};
    for (int idle = 0; idle < 2; ) {
      byte[] fromClient = say(client, data);
      byte[] fromServer = {};
      if (fromClient.length > 0) {
        script.client(fromClient);
      }
      toServer = hear(server, TlsBytes.join(toServer, fromClient));
      fromServer = say(server, data);
      if (fromServer.length > 0) {
        script.server(fromServer);
      }
      toClient = hear(client, TlsBytes.join(toClient, fromServer));
      data = new byte[0];
      if (fromClient.length + fromServer.length == 0) {
        data = idle++ == 0 && isDone(client) && isDone(server) ? new byte[1000] : data;
      }
    }
    return script;
  }

  private static boolean isDone(SSLEngine engine) {
    return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
  }

  /** What an engine has to send, behind it some data; its alert once it has failed. */
  private static byte[] say(SSLEngine engine, byte[] data) {
    ByteBuffer out = ByteBuffer.allocate(1 << 16);
    for (int failures = 0; failures < 2; failures++) {
      try {
        runTasks(engine);
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
            && !engine.isOutboundDone()) {
          engine.wrap(ByteBuffer.allocate(0), out);
          runTasks(engine);
        }
        if (data.length > 0) {
          engine.wrap(ByteBuffer.wrap(data), out);
        }
        break;
      } catch (SSLException failed) {
        // the first call only throws, the second says why
      }
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  /** What an engine does not take yet. */
  private static byte[] hear(SSLEngine engine, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      while (in.hasRemaining()) {
        runTasks(engine);
        SSLEngineResult result = engine.unwrap(in, ByteBuffer.allocate(1 << 15));
        if (result.bytesConsumed() == 0) {
          break;
        }
      }
      runTasks(engine);
    } catch (SSLException failed) {
      // what it says next is its alert
    }
    return Arrays.copyOfRange(bytes, in.position(), bytes.length);
  }

  private static void runTasks(SSLEngine engine) {
    for (Runnable task = engine.getDelegatedTask(); task != null; ) {
      task.run();
      task = engine.getDelegatedTask();
    }
  }

  /** Trusts everybody, or nobody. */
  private static final class Trust extends X509ExtendedTrustManager {
    private final boolean trusting;

    Trust(boolean trusting) {
      this.trusting = trusting;
    }

    private void check() throws CertificateException {
      if (!trusting) {
        throw new CertificateException("nobody is trusted");
      }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
