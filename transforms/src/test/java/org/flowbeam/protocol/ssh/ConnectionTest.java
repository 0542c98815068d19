package org.flowbeam.protocol.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.protocol.ssh.SshBytes.CLIENT_BANNER;
import static org.flowbeam.protocol.ssh.SshBytes.CLIENT_ID;
import static org.flowbeam.protocol.ssh.SshBytes.CLIENT_KEXINIT;
import static org.flowbeam.protocol.ssh.SshBytes.HOST_KEY;
import static org.flowbeam.protocol.ssh.SshBytes.KEX_INIT;
import static org.flowbeam.protocol.ssh.SshBytes.KEX_REPLY;
import static org.flowbeam.protocol.ssh.SshBytes.NEWKEYS;
import static org.flowbeam.protocol.ssh.SshBytes.PORT;
import static org.flowbeam.protocol.ssh.SshBytes.SERVER_BANNER;
import static org.flowbeam.protocol.ssh.SshBytes.SERVER_ID;
import static org.flowbeam.protocol.ssh.SshBytes.SERVER_KEXINIT;
import static org.flowbeam.protocol.ssh.SshBytes.encrypted;
import static org.flowbeam.protocol.ssh.SshBytes.filled;
import static org.flowbeam.protocol.ssh.SshBytes.join;
import static org.flowbeam.protocol.ssh.SshBytes.kexInit;
import static org.flowbeam.protocol.ssh.SshBytes.keyExchange;
import static org.flowbeam.protocol.ssh.SshBytes.login;
import static org.flowbeam.protocol.ssh.SshBytes.packet;
import static org.flowbeam.protocol.ssh.SshBytes.ssh1;
import static org.flowbeam.protocol.ssh.SshBytes.ssh1Packet;
import static org.flowbeam.protocol.ssh.SshBytes.ssh1PublicKey;
import static org.flowbeam.protocol.ssh.SshBytes.string;
import static org.flowbeam.protocol.ssh.SshBytes.u32;

import java.util.Arrays;
import java.util.Objects;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.schemas.SshRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a connection: one row, and what was odd. */
class ConnectionTest {
  // What md5sum says of the strings that the specification of HASSH has made of the lists.
  private static final String HASSH = "941bf1a08c084587b7ec6565479f7e67";
  private static final String HASSH_SERVER = "34960ad33bcdb704e28229053ef4def4";

  // What md5sum and sha256sum | base64 say of the host key.
  private static final String KEY_MD5 = "31:d2:06:18:75:9b:43:49:93:b8:30:bb:6e:3b:6e:c2";
  private static final String KEY_SHA256 = "SHA256:LgZpRzWEAbVvBimxTv69/UB88PD8jyOSDqfozr+iNX0";

  private static ParserRun run(Script script) {
    return ParserRun.of(new SshProtocol(), script);
  }

  private static SshRow row(Script script) {
    ParserRun run = run(script);
    assertThat(run.failure).isNull();
    assertThat(run.rows).hasSize(1);
    return run.rows(Tables.SSH).get(0);
  }

  @Test
  void aConnectionIsOneRowWithWhatBothSidesOffered() {
    SshRow row = row(keyExchange("offers"));

    assertThat(row.getVersion()).isEqualTo(2);
    assertThat(row.getClient()).isEqualTo(CLIENT_BANNER);
    assertThat(row.getServer()).isEqualTo(SERVER_BANNER);
    assertThat(row.getSrcStreamOffset()).isZero();
    assertThat(row.getDstStreamOffset()).isZero();
    assertThat(row.getClientKexAlgorithms()).containsExactly("curve25519-sha256", "ext-info-c");
    assertThat(row.getClientMacAlgorithmsToClient()).containsExactly("hmac-sha2-256", "hmac-sha1");
    assertThat(row.getClientLanguagesToClient()).isEmpty();
    assertThat(row.getServerEncryptionAlgorithmsToServer())
        .containsExactly("aes256-ctr", "aes128-ctr");
    assertThat(row.getClientFirstKexPacketFollows()).isFalse();
  }

  /** RFC 4253 section 7.1: the client's order decides, in each direction alone. */
  @Test
  void theClientsFirstChoiceThatTheServerHasIsAgreedOn() {
    SshRow row = row(keyExchange("choices"));

    assertThat(row.getKexAlg()).isEqualTo("curve25519-sha256");
    assertThat(row.getHostKeyAlg()).isEqualTo("ssh-ed25519");
    assertThat(row.getCipherAlgToServer()).isEqualTo("aes128-ctr");
    assertThat(row.getCipherAlgToClient()).isEqualTo("aes256-ctr");
    assertThat(row.getCipherAlg()).isEqualTo("To server: aes128-ctr, to client: aes256-ctr");
    assertThat(row.getMacAlg()).isEqualTo("To server: hmac-sha2-256, to client: hmac-sha1");
    assertThat(row.getCompressionAlg()).isEqualTo("none");
  }

  @Test
  void hasshIsMadeOfTheListsThatEachSideSendsWith() {
    SshRow row = row(keyExchange("hassh"));

    assertThat(row.getHasshRaw())
        .isEqualTo(
            "curve25519-sha256,ext-info-c;aes128-ctr,aes256-ctr;hmac-sha2-256;none,zlib@openssh.com");
    assertThat(row.getHassh()).isEqualTo(HASSH);
    assertThat(row.getHasshServerRaw())
        .isEqualTo("diffie-hellman-group14-sha256,curve25519-sha256;aes256-ctr;hmac-sha1;none");
    assertThat(row.getHasshServer()).isEqualTo(HASSH_SERVER);
  }

  @Test
  void theHostKeyIsNamedByBothFingerprints() {
    SshRow row = row(keyExchange("host key"));

    assertThat(row.getHostKey()).isEqualTo(KEY_MD5);
    assertThat(row.getHostKeyFingerprint()).isEqualTo(KEY_SHA256);
  }

  /** In each exchange another message has it, behind other messages that have none. */
  @ParameterizedTest
  @CsvSource({"30", "31", "33"})
  void theHostKeyIsFoundInEveryKindOfKeyExchange(int type) {
    Script script =
        Script.tcp("kinds", PORT)
            .client(join(CLIENT_ID, CLIENT_KEXINIT))
            .server(join(SERVER_ID, SERVER_KEXINIT))
            .client(packet(34, u32(2048), u32(3072), u32(8192)))
            .server(packet(31, string(filled(256, 0x99)), string(filled(1, 2))))
            .client(packet(32, string(filled(256, 0x99))))
            .server(packet(type, string(HOST_KEY), string(filled(64, 0xd2))));

    assertThat(row(script).getHostKey()).isEqualTo(KEY_MD5);
  }

  @Test
  void onlyWhatBothBannersAllowIsAVersion() {
    assertThat(banners("SSH-2.0-a", "SSH-1.99-b").getVersion()).isEqualTo(2);
    assertThat(banners("SSH-1.99-a", "SSH-1.99-b").getVersion()).isEqualTo(2);
    assertThat(banners("SSH-1.5-a", "SSH-1.99-b").getVersion()).isEqualTo(1);
    assertThat(banners("SSH-1.5-a", "SSH-2.0-b").getVersion()).isNull();
    assertThat(banners("SSH-2.0-a", "hello").getVersion()).isNull();
  }

  private static SshRow banners(String client, String server) {
    return row(Script.tcp(client, PORT).client(client + "\r\n").server(server + "\n"));
  }

  @Test
  void aBannerIsGivenWithoutItsEndAndWithoutWhatIsTooMuch() {
    String most = "SSH-2.0-" + "x".repeat(253 - 8);
    ParserRun run =
        run(
            Script.tcp("long", PORT)
                .client(most + "yyy\r\n")
                .server(most + "\r\n")
                .server(SERVER_KEXINIT));
    SshRow row = run.rows(Tables.SSH).get(0);

    assertThat(row.getClient()).isEqualTo(most);
    assertThat(row.getServer()).isEqualTo(most);
    assertThat(row.getHasshServer()).isEqualTo(HASSH_SERVER);
    assertThat(run.anomalies).containsExactly("ssh_long_banner CLIENT 0");
  }

  @Test
  void bytesOfABannerThatAreNoTextAreEscaped() {
    assertThat(banners("SSH-2.0-\u00e9\u0007", "SSH-2.0-b").getClient())
        .isEqualTo("SSH-2.0-\\xe9\\x07");
  }

  @Test
  void linesBeforeTheBannerAreNoBanner() {
    ParserRun run =
        run(
            Script.tcp("greeting", PORT)
                .server("Authorised use only\r\n\r\n")
                .server(SERVER_ID)
                .client(CLIENT_ID));

    assertThat(run.rows(Tables.SSH).get(0).getServer()).isEqualTo(SERVER_BANNER);
    assertThat(run.anomalies).containsExactly("ssh_text_before_banner SERVER 0");
  }

  @Test
  void linesForEverAreNotSsh() {
    ParserRun run =
        run(
            Script.tcp("lines", PORT)
                .client(CLIENT_ID)
                .server("x".repeat(70_000) + "\r\n")
                .server(SERVER_ID));

    assertThat(Objects.requireNonNull(run.failure)).hasMessageContaining("no identification");
    assertThat(run.rows(Tables.SSH).get(0).getClient()).isEqualTo(CLIENT_BANNER);
  }

  @Test
  void textWhereAPacketShouldBeEndsTheSideThatSaysIt() {
    ParserRun run =
        run(
            Script.tcp("refused", PORT)
                .client(CLIENT_ID)
                .server(SERVER_ID)
                .server("Protocol mismatch.")
                .server("\r\n")
                .client(CLIENT_KEXINIT));

    assertThat(run.failure).isNull();
    assertThat(run.anomalies).containsExactly("ssh_text_after_banner SERVER 0");
    assertThat(run.rows(Tables.SSH).get(0).getHassh()).isEqualTo(HASSH);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1,4", "5,4", "262145,4", "-1,4"})
  void aPacketWithoutSenseEndsTheParser(int length, int padding) {
    byte[] header = join(u32(length), new byte[] {(byte) padding, 20});
    ParserRun run = run(Script.tcp("length", PORT).client(CLIENT_ID).client(header));

    assertThat(run.failure).isNotNull();
    assertThat(run.rows(Tables.SSH).get(0).getClient()).isEqualTo(CLIENT_BANNER);
  }

  @Test
  void aPacketThatIsLongerThanAllowedIsSkippedAndReported() {
    byte[] tooLong = packet(20, filled(40_000, 0));
    ParserRun run = run(Script.tcp("long", PORT).client(join(CLIENT_ID, tooLong, CLIENT_KEXINIT)));

    assertThat(run.anomalies).containsExactly("ssh_long_packet CLIENT 0");
    assertThat(run.rows(Tables.SSH).get(0).getHassh()).isEqualTo(HASSH);
  }

  @Test
  void theFirstKexInitCounts() {
    byte[] again = kexInit("other", "other", "other", "other", "other", "other", "none", "none");
    Script script = Script.tcp("again", PORT).client(join(CLIENT_ID, CLIENT_KEXINIT, again));

    assertThat(row(script).getHassh()).isEqualTo(HASSH);
  }

  @Test
  void aKexInitWhoseListsExceedItIsNotRead() {
    byte[] malformed = packet(20, filled(16, 0xc0), u32(1000), filled(100, 'a'));
    ParserRun run = run(Script.tcp("malformed", PORT).client(CLIENT_ID).client(malformed));

    assertThat(run.failure).isNull();
    assertThat(run.anomalies).containsExactly("ssh_kexinit_malformed CLIENT 0");
    assertThat(run.rows(Tables.SSH).get(0).getHassh()).isNull();
  }

  @Test
  void oddNamesAreHashedAsSentAndShownEscaped() {
    byte[] odd = kexInit("\u00ff,,a", "", "b", "c", "d", "e", "f", "g");
    SshRow row = row(Script.tcp("odd", PORT).client(join(CLIENT_ID, odd)));

    assertThat(row.getClientKexAlgorithms()).containsExactly("\\xff", "", "a");
    assertThat(row.getClientHostKeyAlgorithms()).isEmpty();
    assertThat(row.getHasshRaw()).isEqualTo("\\xff,,a;b;d;f");
    assertThat(row.getHassh()).isEqualTo("7e2da698fc567e5e1bbf694ef5a83943");
  }

  @Test
  void offersWithoutAnythingInCommonAreReported() {
    byte[] other = kexInit("curve25519-sha256", "ssh-ed25519", "aes256-gcm", "x", "y", "y", "none");
    ParserRun run =
        run(
            Script.tcp("apart", PORT)
                .client(join(CLIENT_ID, CLIENT_KEXINIT))
                .server(join(SERVER_ID, other)));
    SshRow row = run.rows(Tables.SSH).get(0);

    assertThat(row.getKexAlg()).isEqualTo("curve25519-sha256");
    assertThat(row.getCipherAlgToServer()).isNull();
    assertThat(row.getCipherAlg()).isNull();
    assertThat(run.anomalies).containsExactly("ssh_no_agreement null 0");
  }

  @Test
  void aGuessIsToldByItsFlag() {
    byte[] guess = kexInit(true, "a", "b", "c", "c", "d", "d", "none", "none");
    SshRow row = row(Script.tcp("guess", PORT).client(join(CLIENT_ID, guess, KEX_INIT)));

    assertThat(row.getClientFirstKexPacketFollows()).isTrue();
    assertThat(row.getServerFirstKexPacketFollows()).isNull();
  }

  /** Messages of the layers above, before anybody could have logged in. */
  @Test
  void messagesInClearThatShouldBeEncryptedAreReported() {
    ParserRun run =
        run(
            Script.tcp("early", PORT)
                .client(join(CLIENT_ID, CLIENT_KEXINIT))
                .server(join(SERVER_ID, SERVER_KEXINIT))
                .client(join(packet(2, string("ignored")), packet(90, string("session")))));

    assertThat(run.anomalies).containsExactly("ssh_unexpected_message CLIENT 0");
  }

  @Test
  void whoSendsTheHostKeyIsTheServer() {
    ParserRun run =
        run(
            Script.tcp("home", 4444)
                .client(join(SERVER_ID, SERVER_KEXINIT))
                .server(join(CLIENT_ID, CLIENT_KEXINIT))
                .client(join(KEX_REPLY, NEWKEYS)));
    SshRow row = run.rows(Tables.SSH).get(0);

    assertThat(row.getClient()).isEqualTo(CLIENT_BANNER);
    assertThat(row.getHassh()).isEqualTo(HASSH);
    assertThat(row.getHostKey()).isEqualTo(KEY_MD5);
    assertThat(run.anomalies).containsExactly("ssh_reversed CLIENT 0");
  }

  @Test
  void whoBeginsTheKeyExchangeIsTheClient() {
    Script script =
        Script.tcp("home", 4444)
            .client(join(SERVER_ID, SERVER_KEXINIT))
            .server(join(CLIENT_ID, CLIENT_KEXINIT, KEX_INIT));

    assertThat(row(script).getClient()).isEqualTo(CLIENT_BANNER);
  }

  /** RFC 4432: there the server sends that message, and in it its key. */
  @Test
  void aServersKeyInTheFirstMessageMakesItNoClient() {
    Script script =
        Script.tcp("rsa", PORT)
            .client(join(CLIENT_ID, CLIENT_KEXINIT))
            .server(join(SERVER_ID, SERVER_KEXINIT))
            .server(packet(30, string(HOST_KEY), string(filled(300, 0x11))));

    assertThat(row(script).getServer()).isEqualTo(SERVER_BANNER);
  }

  @Test
  void oneSideAloneIsARow() {
    SshRow row =
        row(Script.tcp("server", PORT).server(join(SERVER_ID, SERVER_KEXINIT, KEX_REPLY, NEWKEYS)));

    assertThat(row.getVersion()).isNull();
    assertThat(row.getServer()).isEqualTo(SERVER_BANNER);
    assertThat(row.getHasshServer()).isEqualTo(HASSH_SERVER);
    assertThat(row.getHostKey()).isEqualTo(KEY_MD5);
    assertThat(row.getKexAlg()).isNull();
    assertThat(row.getSrcStreamOffset()).isNull();
  }

  @Test
  void aHoleInsideAPacketLosesThatPacketOnly() {
    SshRow row =
        row(
            Script.tcp("hole", PORT)
                .client(join(CLIENT_ID, Arrays.copyOf(CLIENT_KEXINIT, 40)))
                .gap(Direction.CLIENT, CLIENT_KEXINIT.length - 40)
                .client(CLIENT_KEXINIT));

    assertThat(row.getClient()).isEqualTo(CLIENT_BANNER);
    assertThat(row.getHassh()).isEqualTo(HASSH);
  }

  @Test
  void aHoleBetweenPacketsEndsTheSide() {
    SshRow row =
        row(
            Script.tcp("hole", PORT)
                .client(CLIENT_ID)
                .gap(Direction.CLIENT, 8)
                .client(CLIENT_KEXINIT)
                .server(join(SERVER_ID, SERVER_KEXINIT)));

    assertThat(row.getClient()).isEqualTo(CLIENT_BANNER);
    assertThat(row.getHassh()).isNull();
    assertThat(row.getHasshServer()).isEqualTo(HASSH_SERVER);
  }

  @Test
  void sshOneIsReadUpToItsKeys() {
    SshRow row = row(ssh1("old"));

    assertThat(row.getVersion()).isEqualTo(1);
    assertThat(row.getCipherAlg()).isEqualTo("3des");
    assertThat(row.getHostKey()).isEqualTo("dc:7e:3c:62:9b:17:68:a0:39:4f:8e:88:20:8e:33:6b");
    assertThat(row.getAuthSuccess()).isNull();
    assertThat(row.getKexAlg()).isNull();
  }

  @Test
  void whoSpeaksBothVersionsFollowsTheOther() {
    Script one =
        Script.tcp("one", PORT)
            .server("SSH-1.99-both\r\n")
            .client("SSH-1.5-one\r\n")
            .server(ssh1PublicKey());
    Script two =
        Script.tcp("two", PORT)
            .server("SSH-1.99-both\r\n")
            .server(SERVER_KEXINIT)
            .client(CLIENT_ID);

    assertThat(row(one).getHostKey()).isNotNull();
    assertThat(row(two).getHasshServer()).isEqualTo(HASSH_SERVER);
  }

  @Test
  void aKeyOfSshOneThatExceedsItsMessageIsNone() {
    Script script =
        Script.tcp("short", PORT)
            .server("SSH-1.5-a\n")
            .client("SSH-1.5-b\n")
            .server(ssh1Packet(2, filled(8, 0), u32(72), filled(20, 0xff)));

    assertThat(row(script).getHostKey()).isNull();
  }

  @Test
  void theRowIsWrittenAsSoonAsTheLoginIsTold() {
    ParserRun run = run(login("early").endsBy(SessionEnd.CUT));

    assertThat(run.rows(Tables.SSH).get(0).getAuthSuccess()).isTrue();
    assertThat(run.rows(Tables.SSH).get(0).getAuthAttempts()).isEqualTo(2);
  }

  @Test
  void withCompressionNothingIsToldOfTheLogin() {
    byte[] zlib = kexInit("curve25519-sha256", "a", "b", "b", "c", "c", "zlib", "zlib");
    SshRow row =
        row(
            Script.tcp("compressed", PORT)
                .client(join(CLIENT_ID, zlib, KEX_INIT, NEWKEYS))
                .server(join(SERVER_ID, zlib, KEX_REPLY, NEWKEYS))
                .client(encrypted(48))
                .server(encrypted(44))
                .client(encrypted(60))
                .server(encrypted(28)));

    assertThat(row.getCompressionAlg()).isEqualTo("zlib");
    assertThat(row.getAuthSuccess()).isNull();
    assertThat(row.getAuthAttempts()).isZero();
  }
}
