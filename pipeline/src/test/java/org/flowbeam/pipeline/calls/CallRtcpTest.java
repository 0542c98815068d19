package org.flowbeam.pipeline.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.pipeline.calls.CallScene.ALICE;
import static org.flowbeam.pipeline.calls.CallScene.BOB;
import static org.flowbeam.pipeline.calls.CallScene.CAROL;
import static org.flowbeam.pipeline.calls.CallScene.GATEWAY;
import static org.flowbeam.pipeline.calls.CallScene.NO_SDP;
import static org.flowbeam.pipeline.calls.CallScene.audio;
import static org.flowbeam.pipeline.calls.CallScene.sdp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * To which calls and streams RTCP belongs that is not in their flow, and other endpoints of SDP.
 */
class CallRtcpTest {
  @TempDir Path folder;

  private final CallScene scene = new CallScene();

  /** A receiver report with one block about a source. */
  private static byte[] about(int reporter, int source) {
    ByteBuffer packet = ByteBuffer.allocate(32);
    packet.put((byte) 0x81).put((byte) 201).putShort((short) 7).putInt(reporter).putInt(source);
    return packet.array();
  }

  @Test
  void rtcpOfTheNextPortsIsOfTheCallAndItsStreamsHaveIt() throws IOException {
    scene.leg("c1", ALICE, BOB, "a", "b").answered(0, audio(ALICE, 4000), audio(BOB, 6000));
    scene.stream(2000, ALICE, 4000, BOB, 6000, 1, 100);
    scene.stream(2000, BOB, 6000, ALICE, 4000, 2, 100);
    scene.stream(2000, GATEWAY, 4000, CAROL, 6000, 3, 100);
    scene.rtcp(2500, ALICE, 4001, BOB, 6001, 1);
    scene.rtcp(2600, BOB, 6001, ALICE, 4001, 9);
    assertThat(rtcp()).containsExactly("00000001 c1", "00000009 c1");
    assertThat(streams())
        .containsExactly("00000001 c1 true", "00000002 c1 true", "00000003 null false");
  }

  @Test
  void rtcpAtThePortOfItsAttributeIsOfTheCall() throws IOException {
    String told = sdp(ALICE, "m=audio 4000 RTP/AVP 0", "a=rtcp:4999");
    scene.leg("c1", ALICE, BOB, "a", "b").answered(0, told, audio(BOB, 6000));
    scene.stream(2000, BOB, 6000, ALICE, 4000, 2, 100);
    scene.rtcp(2600, BOB, 6001, ALICE, 4999, 2);
    assertThat(rtcp()).containsExactly("00000002 c1");
    assertThat(streams()).containsExactly("00000002 c1 true");
  }

  @Test
  void rtcpInTheFlowOfItsMediaIsOfTheCallEvenIfSdpDoesNotSaySo() throws IOException {
    scene.leg("c1", ALICE, BOB, "a", "b").answered(0, audio(ALICE, 4000), audio(BOB, 6000));
    scene.stream(2000, ALICE, 4000, BOB, 6000, 1, 100);
    scene.rtcp(2500, ALICE, 4000, BOB, 6000, 1);
    assertThat(rtcp()).containsExactly("00000001 c1");
    assertThat(streams()).containsExactly("00000001 c1 true");
  }

  @Test
  void whoMaySharePortsMayUseTwoAsWell() throws IOException {
    String offer = sdp(ALICE, "m=audio 4000 RTP/AVP 0", "a=rtcp-mux");
    scene.leg("c1", ALICE, BOB, "a", "b").answered(0, offer, audio(BOB, 6000));
    scene.rtcp(2500, BOB, 6001, ALICE, 4001, 1);
    scene.rtcp(2500, GATEWAY, 6001, ALICE, 4000, 2);
    assertThat(rtcp()).containsExactly("00000001 c1", "00000002 c1");
  }

  @Test
  void rtcpTellsOfItsSourceBetweenTheSameHostsAtTheSameTime() throws IOException {
    scene.stream(0, GATEWAY, 7000, CAROL, 7002, 5, 100);
    scene.udp(1000, CAROL, 9000, GATEWAY, 9100, about(77, 5));
    scene.stream(0, GATEWAY, 7004, BOB, 7006, 5, 100);
    scene.stream(60_000, GATEWAY, 7010, CAROL, 7012, 5, 100);
    assertThat(rtcp()).containsExactly("0000004d null");
    assertThat(streams())
        .containsExactly("00000005 null false", "00000005 null false", "00000005 null true");
  }

  /** Of SRTCP only the first eight bytes are clear; an index and a tag follow (RFC 3711 3.4). */
  @Test
  void encryptedCompoundsAreCountedOnceKeysWereAgreedOn() throws IOException {
    byte[] handshake = {22, (byte) 0xfe, (byte) 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    byte[] report = new byte[28 + 14];
    new SplittableRandom(3711).nextBytes(report);
    ByteBuffer.wrap(report).putInt(0x80c80006).putInt(1); // sender report
    byte[] tooShort = Arrays.copyOf(report, 28 + 4);
    scene.udp(0, ALICE, 4000, BOB, 6000, handshake);
    for (int i = 1; i < 3; i++) {
      scene.udp(10L * i, ALICE, 4000, BOB, 6000, report);
      scene.udp(10L * i, ALICE, 4002, BOB, 6002, report); // no keys
    }
    scene.udp(50, BOB, 6000, ALICE, 4000, tooShort);
    assertThat(sweep().rows(Tables.RTCP))
        .extracting(
            row ->
                row.getSenderIp()
                    + " "
                    + row.getSenderPort()
                    + " "
                    + row.getPackets()
                    + " "
                    + row.getSr()
                    + " "
                    + row.getMalformed()
                    + " "
                    + row.getReports())
        .containsExactlyInAnyOrder("192.0.2.1 4000 2 2 0 null", "192.0.2.2 6000 0 0 1 null");
  }

  /** A compound of SRTCP with an index and a tag of 80 bits. */
  private static byte[] encrypted(int type, int ssrc) {
    byte[] report = new byte[28 + 14];
    new SplittableRandom(3711).nextBytes(report);
    ByteBuffer.wrap(report).putInt(0x80000006 | type << 16).putInt(ssrc);
    return report;
  }

  /** SDP has them, in another flow: beside the media, and in a flow of its own. */
  @Test
  void encryptedCompoundsAreCountedWhereSdpAgreesOnKeys() throws IOException {
    String key = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVu";
    String secure = sdp(BOB, "m=audio 6000 RTP/SAVP 0", "a=rtcp-mux", key);
    scene
        .leg("c1", ALICE, BOB, "a", "b")
        .answered(0, sdp(ALICE, "m=audio 4000 RTP/SAVP 0", key), secure);
    scene.leg("c2", ALICE, CAROL, "a", "c").answered(50, audio(ALICE, 4100), audio(CAROL, 6100));
    scene.stream(2000, ALICE, 4000, BOB, 6000, 1, 100);
    scene.stream(2000, ALICE, 4100, CAROL, 6100, 5, 100);
    for (int i = 0; i < 3; i++) {
      scene.udp(2100 + i, ALICE, 4000, BOB, 6000, encrypted(200, 1)); // beside the media
      scene.udp(2100 + i, BOB, 6001, ALICE, 4001, encrypted(201, 2)); // in a flow of its own
      scene.udp(2100 + i, ALICE, 4100, CAROL, 6100, encrypted(200, 5)); // SDP has no keys
      scene.udp(2100 + i, CAROL, 6101, ALICE, 4101, encrypted(201, 6));
      scene.udp(2100 + i, GATEWAY, 7001, ALICE, 8001, encrypted(201, 7)); // no SDP
    }
    PlainSweep.Result result = sweep();
    assertThat(result.rows(Tables.RTCP))
        .extracting(
            row ->
                "%s %s %d packets, %d SR, %d RR, %d malformed"
                    .formatted(
                        row.getSsrc(),
                        row.getCallId(),
                        row.getPackets(),
                        row.getSr(),
                        row.getRr(),
                        row.getMalformed()))
        .containsExactlyInAnyOrder(
            "00000001 c1 3 packets, 3 SR, 0 RR, 0 malformed",
            "00000002 c1 3 packets, 0 SR, 3 RR, 0 malformed",
            "00000005 c2 0 packets, 0 SR, 0 RR, 3 malformed");
    assertThat(result.rows(Tables.RTP)).hasSize(2);
  }

  @Test
  void mediaAtACandidateIsOfTheCall() throws IOException {
    String offer =
        sdp(
            "0.0.0.0",
            "m=audio 9 UDP/TLS/RTP/SAVPF 0",
            "a=rtcp-mux",
            "a=candidate:1 1 UDP 2130706431 192.0.2.1 50000 typ host",
            "a=candidate:2 1 udp 1694498815 203.0.113.7 41000 typ srflx raddr 192.0.2.1 rport 1",
            "a=candidate:3 2 UDP 1694498814 203.0.113.7 41002 typ srflx",
            "a=candidate:4 1 TCP 1015021823 203.0.113.7 41004 typ host tcptype active");
    scene.leg("c1", ALICE, BOB, "a", "b").answered(0, offer, NO_SDP);
    scene.stream(2000, GATEWAY, 7000, "203.0.113.7", 41_000, 1, 100);
    scene.stream(2000, ALICE, 50_000, GATEWAY, 7002, 2, 100);
    scene.stream(2000, GATEWAY, 7004, "203.0.113.7", 41_004, 3, 100);
    scene.rtcp(2500, GATEWAY, 7000, "203.0.113.7", 41_000, 4);
    assertThat(streams())
        .containsExactly("00000001 c1 true", "00000002 c1 false", "00000003 null false");
    assertThat(rtcp()).containsExactly("00000004 c1");
  }

  @Test
  void mediaThatIsTakenBackHasNoEndpoint() throws IOException {
    CallScene.Leg leg = scene.leg("c1", ALICE, BOB, "a", "b");
    String both = sdp(ALICE, "m=audio 4000 RTP/AVP 0", "m=video 4002 RTP/AVP 31");
    leg.answered(0, both, audio(BOB, 6000));
    leg.request(
        10_000, true, "INVITE", 2, sdp(ALICE, "m=audio 4000 RTP/AVP 0", "m=video 0 RTP/AVP 31"));
    leg.bye(100_000, true);
    scene.stream(2000, GATEWAY, 1, ALICE, 4002, 1, 50);
    scene.stream(60_000, GATEWAY, 2, ALICE, 4002, 2, 50);
    scene.stream(60_000, GATEWAY, 3, ALICE, 4000, 3, 50);
    assertThat(streams())
        .containsExactly("00000001 c1 false", "00000002 null false", "00000003 c1 false");
  }

  @Test
  void packetsOfFourBytesOfANamedCodecAreNoDigits() throws IOException {
    String offer = sdp(ALICE, "m=audio 4000 RTP/AVP 97", "a=rtpmap:97 opus/48000/2");
    scene.leg("c1", ALICE, BOB, "a", "b").answered(0, offer, NO_SDP);
    for (int i = 0; i < 50; i++) {
      byte[] silence = {5, 1, 2, 3};
      scene.rtp(2000 + 20L * i, BOB, 6000, ALICE, 4000, 1, 97, i, 960 * i, silence);
      scene.rtp(2000 + 20L * i, BOB, 6000, GATEWAY, 4000, 2, 97, i, 960 * i, silence);
    }
    PlainSweep.Result result = sweep();
    assertThat(result.rows(Tables.RTP))
        .extracting(row -> row.getSsrc() + " " + (row.getDtmf() != null))
        .containsExactlyInAnyOrder("00000001 false", "00000002 true");
    assertThat(result.rows(Tables.CALLS).stream().filter(row -> row.getCallId().equals("c1")))
        .allSatisfy(row -> assertThat(row.getDtmf()).isNull());
  }

  private List<String> rtcp() throws IOException {
    return sweep().rows(Tables.RTCP).stream()
        .map(row -> row.getSsrc() + " " + row.getCallId())
        .sorted()
        .toList();
  }

  private List<String> streams() throws IOException {
    return sweep().rows(Tables.RTP).stream()
        .map(row -> row.getSsrc() + " " + row.getCallId() + " " + row.getRtcp())
        .sorted()
        .toList();
  }

  private PlainSweep.Result sweep() throws IOException {
    return PlainSweep.of(Files.write(folder.resolve("scene.pcap"), scene.capture())).run();
  }
}
