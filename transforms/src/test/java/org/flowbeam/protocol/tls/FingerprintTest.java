package org.flowbeam.protocol.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.protocol.tls.TlsBytes.TLS10;
import static org.flowbeam.protocol.tls.TlsBytes.TLS12;
import static org.flowbeam.protocol.tls.TlsBytes.TLS13;
import static org.flowbeam.protocol.tls.TlsBytes.alpn;
import static org.flowbeam.protocol.tls.TlsBytes.clientHello;
import static org.flowbeam.protocol.tls.TlsBytes.extension;
import static org.flowbeam.protocol.tls.TlsBytes.hex;
import static org.flowbeam.protocol.tls.TlsBytes.join;
import static org.flowbeam.protocol.tls.TlsBytes.pointFormats;
import static org.flowbeam.protocol.tls.TlsBytes.record;
import static org.flowbeam.protocol.tls.TlsBytes.serverName;
import static org.flowbeam.protocol.tls.TlsBytes.signatureAlgorithms;
import static org.flowbeam.protocol.tls.TlsBytes.supportedGroups;
import static org.flowbeam.protocol.tls.TlsBytes.supportedVersions;
import static org.flowbeam.protocol.tls.TlsBytes.u16;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.schemas.Tables;
import org.flowbeam.schemas.TlsRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JA3, JA3S and JA4 against the vectors of their publications, and the corners of their rules. */
class FingerprintTest {
  private static final int GREASE = 0x3a3a;
  private static final byte[] EXAMPLE_CIPHERS =
      hex("1301 1302 1303 c02b c02f c02c c030 cca9 cca8 c013 c014 009c 009d 002f 0035");
  private static final int[] EXAMPLE_EXTENSIONS = {
    0x1b, 0x00, 0x33, 0x10, 0x4469, 0x17, 0x2d, 0x0d, 0x05, 0x23, 0x12, 0x2b, 0xff01, 0x0b, 0x0a,
    0x15
  };

  private static TlsRow row(byte[] hello) {
    return ParserRun.of(new TlsProtocol(), Script.tcp("hello", 443).client(record(22, hello)))
        .rows(Tables.TLS)
        .get(0);
  }

  private static byte[] chrome(byte[] algorithms, byte[] ciphersInFront, byte[]... more) {
    byte[][] extensions =
        Arrays.stream(EXAMPLE_EXTENSIONS)
            .mapToObj(type -> content(type, algorithms))
            .toArray(byte[][]::new);
    byte[] ciphers = join(ciphersInFront, EXAMPLE_CIPHERS);
    return clientHello(TLS12, new byte[0], ciphers, join(extensions), join(more));
  }

  private static byte[] content(int type, byte[] algorithms) {
    return switch (type) {
      case 0x00 -> serverName("example.com");
      case 0x0a -> supportedGroups(GREASE, 29, 23, 24);
      case 0x0b -> pointFormats();
      case 0x0d -> algorithms;
      case 0x10 -> alpn("h2", "http/1.1");
      case 0x2b -> supportedVersions(GREASE, TLS13, TLS12);
      case 0x33 -> TlsBytes.keyShares(29, 32);
      default -> extension(type);
    };
  }

  private static byte[] exampleAlgorithms() {
    return signatureAlgorithms(0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601);
  }

  @Test
  void ja4OfTheSpecificationsExampleIsItsVector() {
    TlsRow row = row(chrome(exampleAlgorithms(), new byte[0]));
    assertThat(row.getJa4()).isEqualTo("t13d1516h2_8daaf6152771_e5627efa2ab1");
    assertThat(row.getJa4Raw())
        .isEqualTo(
            "t13d1516h2_002f,0035,009c,009d,1301,1302,1303,c013,c014,c02b,c02c,c02f,c030,cca8,cca9"
                + "_0005,000a,000b,000d,0012,0015,0017,001b,0023,002b,002d,0033,4469,ff01"
                + "_0403,0804,0401,0503,0805,0501,0806,0601");
  }

  @Test
  void ja4WithoutSignatureAlgorithmsEndsWithTheExtensions() {
    TlsRow row = row(chrome(signatureAlgorithms(), new byte[0]));
    assertThat(row.getJa4()).isEqualTo("t13d1516h2_8daaf6152771_6d807ffa2a79");
    assertThat(row.getJa4Raw()).endsWith("4469,ff01");
  }

  @Test
  void greaseChangesNoFingerprintButIsInTheLists() {
    TlsRow plain = row(chrome(exampleAlgorithms(), new byte[0]));
    TlsRow greased =
        row(chrome(exampleAlgorithms(), u16(GREASE), extension(GREASE), extension(0xdada)));
    assertThat(greased.getJa3()).isEqualTo(plain.getJa3());
    assertThat(greased.getJa4()).isEqualTo(plain.getJa4());
    assertThat(greased.getClientCiphers()).startsWith(GREASE).hasSize(16);
    assertThat(greased.getClientExtensions()).endsWith(GREASE, 0xdada).hasSize(18);
    assertThat(greased.getSupportedGroups()).startsWith(GREASE);
  }

  @Test
  void ja4WithoutCiphersAndExtensionsHasZerosForHashes() {
    TlsRow row = row(clientHello(TLS12, new byte[0], new byte[0]));
    assertThat(row.getJa4()).isEqualTo("t12i000000_000000000000_000000000000");
  }

  @Test
  void ja4CountsAtMost99() {
    int[] numbers = IntStream.rangeClosed(0x100, 0x100 + 120).toArray();
    byte[][] extensions =
        Arrays.stream(numbers).mapToObj(TlsBytes::extension).toArray(byte[][]::new);
    TlsRow row = row(clientHello(TLS12, new byte[0], u16(numbers), extensions));
    assertThat(row.getJa4()).startsWith("t12i999900_");
  }

  @Test
  void ja4CountsSignallingCiphers() {
    TlsRow row = row(clientHello(TLS12, new byte[0], u16(0x002f, 0x00ff, 0x5600)));
    assertThat(row.getJa4Raw()).isEqualTo("t12i030000_002f,00ff,5600_");
  }

  /** An empty name still is the extension, C1. */
  @Test
  void ja4AsksForTheExtensionNotForTheName() {
    TlsRow row = row(clientHello(TLS12, new byte[0], u16(0x002f), extension(0)));
    assertThat(row.getJa4()).startsWith("t12d0101");
    assertThat(row.getServerName()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "6832, h2",
    "687474702f312e31, h1",
    "68, hh",
    "ab, ab",
    "30ab, 3b",
    "ab30, a0",
    "0a0a, 0a"
  })
  void ja4ShowsBothEndsOfTheFirstProtocol(String protocol, String shown) {
    byte[] list = extension(16, TlsBytes.vector16(TlsBytes.vector8(hex(protocol))));
    TlsRow row = row(clientHello(TLS12, new byte[0], u16(0x002f), list));
    assertThat(row.getJa4()).startsWith("t12i0101" + shown + "_");
  }

  @ParameterizedTest
  @CsvSource({"0304, 13", "0303, 12", "0302, 11", "0301, 10", "0300, s3", "0305, 00"})
  void ja4HasTheHighestVersionOffered(String version, String shown) {
    byte[] offered = supportedVersions(GREASE, Integer.parseInt(version, 16), 0x0300);
    TlsRow row = row(clientHello(TLS12, new byte[0], u16(0x002f), offered));
    assertThat(row.getJa4()).startsWith("t" + shown + "i");
  }

  /** The examples in the announcement of JA3. */
  @Test
  void ja3OfThePublishedExamplesIsTheirVector() {
    TlsRow row =
        row(
            clientHello(
                TLS10,
                new byte[0],
                u16(47, 53, 5, 10, 49161, 49162, 49171, 49172, 50, 56, 19, 4),
                serverName("example.com"),
                supportedGroups(23, 24, 25),
                pointFormats()));
    assertThat(row.getJa3Raw())
        .isEqualTo("769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0");
    assertThat(row.getJa3()).isEqualTo("ada70206e40642a3e4461f35503241d5");
    TlsRow bare = row(clientHello(TLS10, new byte[0], u16(4, 5, 10, 9, 100, 98, 3, 6, 19, 18, 99)));
    assertThat(bare.getJa3Raw()).isEqualTo("769,4-5-10-9-100-98-3-6-19-18-99,,,");
    assertThat(bare.getJa3()).isEqualTo("de350869b8c85de67a350c8d186f11e6");
  }

  @Test
  void ja3HasTheVersionFieldAlsoForTls13() {
    TlsRow row = row(chrome(exampleAlgorithms(), new byte[0]));
    assertThat(row.getJa3Raw()).startsWith("771,4865-4866-");
    assertThat(row.getClientVersion()).isEqualTo(771);
  }

  @Test
  void ja3sHasTheVersionFieldTheCipherAndTheExtensions() {
    TlsRow row = ParserRun.of(new TlsProtocol(), TlsBytes.full13("1.3")).rows(Tables.TLS).get(0);
    assertThat(row.getJa3sRaw()).isEqualTo("771,4865,43-51");
    assertThat(row.getJa3s()).isEqualTo("f4febc55ea12b31ae17cfb7e614afda8");
  }

  @Test
  void aHelloWithABrokenExtensionListHasNoFingerprint() {
    byte[] hello =
        clientHello(TLS12, new byte[0], u16(0x002f), serverName("a.example"), hex("000a 00ff 00"));
    ParserRun run =
        ParserRun.of(new TlsProtocol(), Script.tcp("hello", 443).client(record(22, hello)));
    TlsRow row = run.rows(Tables.TLS).get(0);
    assertThat(row.getServerName()).isEqualTo("a.example");
    assertThat(row.getJa3()).isNull();
    assertThat(row.getJa4()).isNull();
    assertThat(run.anomalies).containsExactly("tls_invalid_extension_list CLIENT 0");
  }
}
