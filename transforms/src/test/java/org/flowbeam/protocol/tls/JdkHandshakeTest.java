package org.flowbeam.protocol.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.flowbeam.format.tls.TlsNames;
import org.flowbeam.format.x509.Certificate;
import org.flowbeam.format.x509.PublicKey;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.schemas.Tables;
import org.flowbeam.schemas.TlsRow;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows against what Java's own client and server say of the session they had. */
class JdkHandshakeTest {
  private static final Map<String, String> SIGNATURES =
      Map.of(
          "SHA256withRSA", "sha256WithRSAEncryption",
          "SHA384withRSA", "sha384WithRSAEncryption",
          "SHA256withECDSA", "ecdsa-with-SHA256",
          "SHA384withECDSA", "ecdsa-with-SHA384");
  private static final Map<Integer, String> CURVES =
      Map.of(256, "prime256v1", 384, "secp384r1", 521, "secp521r1");

  private static JdkPeers peers;
  private static SSLContext ofServer;
  private static SSLContext ofClient;

  @BeforeAll
  static void makeKeys(@TempDir Path folder) throws Exception {
    peers = JdkPeers.create(folder);
    ofServer = peers.context("server", true);
    ofClient = peers.context("client", true);
  }

  private static SSLEngine client(SSLContext context, String... protocols) {
    SSLEngine engine = context.createSSLEngine(JdkPeers.HOST, 443);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(JdkPeers.HOST)));
    parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
    if (protocols.length > 0) {
      parameters.setProtocols(protocols);
    }
    engine.setSSLParameters(parameters);
    return engine;
  }

  private static SSLEngine server(SSLContext context, String... ciphers) {
    SSLEngine engine = context.createSSLEngine();
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    if (ciphers.length > 0) {
      parameters.setCipherSuites(ciphers);
    }
    engine.setSSLParameters(parameters);
    return engine;
  }

  private static TlsRow row(Script script) {
    ParserRun run = ParserRun.of(new TlsProtocol(), script);
    assertThat(run.failure).isNull();
    assertThat(run.anomalies).isEmpty();
    assertThat(run.rows(Tables.TLS)).hasSize(1);
    assertThat(run.serverName).isEqualTo(JdkPeers.HOST);
    return run.rows(Tables.TLS).get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
    "TLSv1.2, TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLSv1.2, TLS_RSA_WITH_AES_256_CBC_SHA256",
    "TLSv1.2, TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLSv1.3, TLS_AES_128_GCM_SHA256",
    "TLSv1.3, TLS_AES_256_GCM_SHA384",
    "TLSv1.3, TLS_CHACHA20_POLY1305_SHA256",
  })
  void versionCipherAndNamesAreThoseOfTheSession(String protocol, String cipher) {
    // JDK 24 and later refuse suites without forward secrecy; there JDK 17's run is the proof.
    String[] allowed = ofServer.getDefaultSSLParameters().getCipherSuites();
    assumeTrue(List.of(allowed).contains(cipher), () -> "this JDK refuses " + cipher);
    SSLEngine client = client(ofClient, protocol);
    SSLEngine server = server(ofServer, cipher);
    TlsRow row = row(JdkPeers.talk(cipher, client, server));
    assertThat(client.getSession().getCipherSuite()).isEqualTo(cipher);
    assertThat(row.getCipher()).isEqualTo(cipher);
    assertThat(row.getVersion()).isEqualTo(protocol.replace(".", ""));
    assertThat(row.getServerName()).isEqualTo(JdkPeers.HOST);
    assertThat(row.getAlpnOffered()).containsExactly("h2", "http/1.1");
    assertThat(client.getApplicationProtocol()).isEqualTo("http/1.1");
    assertThat(row.getAlpn()).isEqualTo(protocol.equals("TLSv1.3") ? null : "http/1.1");
    assertThat(row.getEstablished()).isTrue();
    assertThat(row.getOutcome()).isEqualTo("completed");
    assertThat(row.getRisk()).isEmpty();
  }

  @Test
  void theChainOfTls12IsTheServers() throws Exception {
    TlsRow row = row(JdkPeers.talk("1.2", client(ofClient, "TLSv1.2"), server(ofServer)));
    List<String> hashes = new ArrayList<>();
    for (X509Certificate certificate : peers.chain("server")) {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      hashes.add(HexFormat.of().formatHex(hash));
    }
    X509Certificate leaf = peers.chain("server").get(0);
    assertThat(row.getCertSha256()).isEqualTo(hashes).hasSize(3);
    assertThat(row.getSubject()).isEqualTo(leaf.getSubjectX500Principal().getName());
    assertThat(row.getIssuer()).isEqualTo(leaf.getIssuerX500Principal().getName());
    assertThat(row.getNotBefore()).isEqualTo(micros(leaf.getNotBefore().toInstant()));
    assertThat(row.getNotAfter()).isEqualTo(micros(leaf.getNotAfter().toInstant()));
    assertThat(row.getSan()).containsExactlyElementsOf(altNames(leaf));
    assertThat(row.getSniMatchesCert()).isTrue();
    assertThat(row.getSelfSigned()).isFalse();
  }

  private static List<String> altNames(X509Certificate certificate) throws Exception {
    return certificate.getSubjectAlternativeNames().stream()
        .map(name -> name.get(1).toString())
        .toList();
  }

  @Test
  void certificatesAreReadAsJavaReadsThem() throws Exception {
    for (String alias : List.of("server", "client")) {
      for (X509Certificate theirs : peers.chain(alias)) {
        byte[] der = theirs.getEncoded();
        Certificate ours = Certificate.parse(der, 0, der.length);
        assertThat(ours.error).isNull();
        assertThat(ours.version).isEqualTo(theirs.getVersion());
        assertThat(ours.serial).isEqualTo(evenHex(theirs.getSerialNumber().toString(16)));
        assertThat(ours.subject).isEqualTo(theirs.getSubjectX500Principal().getName());
        assertThat(ours.issuer).isEqualTo(theirs.getIssuerX500Principal().getName());
        assertThat(ours.notBefore).isEqualTo(micros(theirs.getNotBefore().toInstant()));
        assertThat(ours.notAfter).isEqualTo(micros(theirs.getNotAfter().toInstant()));
        assertThat(ours.signatureAlgorithm).isEqualTo(SIGNATURES.get(theirs.getSigAlgName()));
        boolean authority = theirs.getBasicConstraints() >= 0;
        assertThat(Boolean.TRUE.equals(ours.isAuthority)).isEqualTo(authority);
        assertThat(ours.key).isEqualTo(key(theirs.getPublicKey()));
        boolean[] usage = theirs.getKeyUsage();
        assertThat(ours.keyUsage == null ? 0 : ours.keyUsage.size())
            .isEqualTo(usage == null ? 0 : count(usage));
      }
    }
  }

  private static long micros(Instant time) {
    return time.getEpochSecond() * 1_000_000;
  }

  private static PublicKey key(java.security.PublicKey theirs) {
    if (theirs instanceof RSAPublicKey key) {
      long exponent = key.getPublicExponent().longValueExact();
      return new PublicKey("rsaEncryption", key.getModulus().bitLength(), exponent, null);
    }
    int bits = ((ECPublicKey) theirs).getParams().getOrder().bitLength();
    return new PublicKey("id-ecPublicKey", bits, null, CURVES.get(bits));
  }

  private static String evenHex(String digits) {
    return digits.length() % 2 == 0 ? digits : "0" + digits;
  }

  private static int count(boolean[] flags) {
    int count = 0;
    for (boolean flag : flags) {
      count += flag ? 1 : 0;
    }
    return count;
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2", "TLSv1.3"})
  void theSecondHandshakeResumes(String protocol) throws Exception {
    SSLContext server = peers.context("server", true);
    SSLContext client = peers.context("client", true);
    TlsRow first = row(JdkPeers.talk("first", client(client, protocol), server(server)));
    SSLEngine again = client(client, protocol);
    TlsRow second = row(JdkPeers.talk("second", again, server(server)));
    assertThat(first.getResumed()).isFalse();
    assertThat(second.getResumed()).isTrue();
    assertThat(second.getEstablished()).isTrue();
    assertThat(second.getCertSha256()).isNull();
  }

  @Test
  void theClientsCertificateIsTold() throws Exception {
    SSLEngine server = server(ofServer);
    server.setNeedClientAuth(true);
    TlsRow row = row(JdkPeers.talk("client auth", client(ofClient, "TLSv1.2"), server));
    byte[] der = peers.chain("client").get(0).getEncoded();
    assertThat(row.getClientCertSha256())
        .containsExactly(
            HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der)));
    assertThat(row.getSslHistory()).isEqualTo("CsxkrnXGYIti");
  }

  @Test
  void aServerThatWantsAnotherGroupRetries() {
    SSLEngine server = server(ofServer);
    SSLParameters parameters = server.getSSLParameters();
    parameters.setAlgorithmConstraints(new OnlySecp384());
    server.setSSLParameters(parameters);
    TlsRow row = row(JdkPeers.talk("retry", client(ofClient, "TLSv1.3"), server));
    assertThat(row.getHelloRetry()).isTrue();
    assertThat(row.getCurve()).isEqualTo("secp384r1");
    assertThat(row.getKeyShareGroups()).doesNotContain(24);
    assertThat(row.getSupportedGroups()).contains(24);
    assertThat(row.getSslHistory()).isEqualTo("CjiCsiI");
    assertThat(row.getEstablished()).isTrue();
  }

  private static final class OnlySecp384 implements AlgorithmConstraints {
    private static boolean permits(String algorithm) {
      return !Set.of("x25519", "x448", "secp256r1").contains(algorithm);
    }

    @Override
    public boolean permits(Set<CryptoPrimitive> use, String name, AlgorithmParameters parameters) {
      return permits(name);
    }

    @Override
    public boolean permits(Set<CryptoPrimitive> use, Key key) {
      return true;
    }

    @Override
    public boolean permits(
        Set<CryptoPrimitive> use, String name, Key key, AlgorithmParameters parameters) {
      return permits(name);
    }
  }

  @Test
  void aClientThatTrustsNobodySaysSo() throws Exception {
    SSLContext careful = peers.context("client", false);
    TlsRow row = row(JdkPeers.talk("untrusted", client(careful, "TLSv1.2"), server(ofServer)));
    assertThat(row.getOutcome()).isEqualTo("alerted_by_client");
    assertThat(row.getLastAlert()).isEqualTo("certificate_unknown");
    assertThat(row.getEstablished()).isFalse();
    TlsRow hidden = row(JdkPeers.talk("hidden", client(careful, "TLSv1.3"), server(ofServer)));
    assertThat(hidden.getOutcome()).isEqualTo("probable_failure");
    assertThat(hidden.getLastAlert()).isNull();
  }

  @Test
  void aServerWithoutACommonVersionSaysSo() {
    SSLEngine server = server(ofServer);
    server.setEnabledProtocols(new String[] {"TLSv1.3"});
    TlsRow row = row(JdkPeers.talk("versions", client(ofClient, "TLSv1.2"), server));
    assertThat(row.getOutcome()).isEqualTo("alerted_by_server");
    assertThat(row.getLastAlert()).isIn("protocol_version", "handshake_failure");
    assertThat(row.getVersion()).isNull();
  }

  @Test
  void theClientHelloIsReadWhole() {
    SSLEngine client = client(ofClient);
    TlsRow row = row(JdkPeers.talk("defaults", client, server(ofServer)));
    List<String> ciphers = row.getClientCiphers().stream().map(TlsNames::cipher).toList();
    assertThat(ciphers).isEqualTo(Arrays.asList(client.getEnabledCipherSuites()));
    assertThat(row.getVersion()).isEqualTo("TLSv13");
    assertThat(row.getClientExtensions()).contains(0, 10, 13, 16, 43, 51);
    assertThat(row.getClientVersion()).isEqualTo(TlsBytes.TLS12);
  }
}
