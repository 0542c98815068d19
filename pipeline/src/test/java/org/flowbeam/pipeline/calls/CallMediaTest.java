package org.flowbeam.pipeline.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.pipeline.calls.CallScene.ALICE;
import static org.flowbeam.pipeline.calls.CallScene.BOB;
import static org.flowbeam.pipeline.calls.CallScene.GATEWAY;
import static org.flowbeam.pipeline.calls.CallScene.NO_SDP;
import static org.flowbeam.pipeline.calls.CallScene.audio;
import static org.flowbeam.pipeline.calls.CallScene.sdp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.CallRow;
import org.flowbeam.schemas.RtpRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which media belongs to which call; each scene gives the same rows when it is cut anywhere. */
class CallMediaTest {
  @TempDir Path folder;

  private final CallScene scene = new CallScene();

  @AfterEach
  void aCutDoesNotShow() throws IOException {
    List<String> expected = rows(sweep(scene.capture()));
    int count = scene.count();
    for (int cut : new int[] {1, count / 3, count - 1}) {
      byte[] begin = scene.capture(0, cut);
      byte[] end = scene.capture(cut, count);
      assertThat(rows(sweep(end, begin))).as("cut at %d", cut).isEqualTo(expected);
    }
  }

  @Test
  void behindTranslatedAddressesTheSignallingTellsWhoseMediaItIs() throws IOException {
    scene
        .leg("c1", ALICE, BOB, "alice", "bob")
        .answered(0, audio("10.0.0.5", 4000), audio("10.9.9.9", 6000));
    scene.stream(2000, GATEWAY, 7000, ALICE, 4000, 1, 50);
    scene.stream(2000, BOB, 6000, GATEWAY, 7002, 2, 50);
    scene.stream(2000, "10.0.0.5", 4000, GATEWAY, 7004, 3, 50);
    assertThat(streams())
        .containsExactly("00000001 c1 signalling", "00000002 c1 signalling", "00000003 c1 src");
  }

  @Test
  void callsThatUseAPortOneAfterTheOtherHaveTheirOwnStreams() throws IOException {
    for (int i = 0; i < 4; i++) {
      long at = 10_000L * i;
      scene
          .leg("c" + i, ALICE, BOB, "alice", "bob")
          .answered(at, audio(ALICE, 4000), audio(BOB, 6000))
          .bye(at + 5000, true);
      scene.stream(at + 1500, ALICE, 4000, BOB, 6000, 100 + i, 100);
    }
    assertThat(streams())
        .containsExactly(
            "00000064 c0 dst", "00000065 c1 dst", "00000066 c2 dst", "00000067 c3 dst");
  }

  @Test
  void aPortAloneIsNoMatch() throws IOException {
    scene.leg("c1", ALICE, BOB, "alice", "bob").answered(0, audio(ALICE, 4000), audio(BOB, 6000));
    scene.stream(2000, "198.51.100.1", 6000, "198.51.100.2", 4000, 9, 50);
    assertThat(streams()).containsExactly("00000009 null null");
  }

  @Test
  void anEndpointHoldsUntilTheSideAnnouncesAnother() throws IOException {
    CallScene.Leg leg = scene.leg("c1", ALICE, BOB, "alice", "bob");
    leg.answered(0, audio(ALICE, 4000), audio(BOB, 6000));
    leg.request(10_000, true, "INVITE", 2, audio(ALICE, 4100));
    leg.response(10_100, "200 OK", 2, "INVITE", audio(BOB, 6000));
    leg.bye(100_000, false);
    scene.stream(2000, GATEWAY, 1, ALICE, 4000, 1, 50);
    scene.stream(12_000, GATEWAY, 1, ALICE, 4100, 2, 50);
    scene.stream(60_000, GATEWAY, 2, ALICE, 4000, 3, 50);
    scene.stream(129_000, GATEWAY, 3, ALICE, 4100, 4, 50);
    scene.stream(131_000, GATEWAY, 4, ALICE, 4100, 5, 50);
    assertThat(streams())
        .containsExactly(
            "00000001 c1 dst",
            "00000002 c1 dst",
            "00000003 null null",
            "00000004 c1 dst",
            "00000005 null null");
    CallRow call = call();
    assertThat(call.getReinvites()).isEqualTo(1);
    assertThat(call.getEndedBy()).isEqualTo("callee");
    assertThat(call.getHolds()).isZero();
  }

  @Test
  void aHoldIsCountedForWhoHoldsAndNotForWhoAgrees() throws IOException {
    CallScene.Leg leg = scene.leg("c1", ALICE, BOB, "alice", "bob");
    leg.answered(0, audio(ALICE, 4000), audio(BOB, 6000));
    for (int i = 0; i < 3; i++) {
      String[] held = {"sendonly", "inactive", "0.0.0.0"};
      String[] agreed = {"recvonly", "inactive", "0.0.0.0"};
      leg.request(10_000 + 2000 * i, true, "INVITE", 2 + 2 * i, held(held[i], ALICE, 4000));
      leg.response(10_050 + 2000 * i, "200 OK", 2 + 2 * i, "INVITE", held(agreed[i], BOB, 6000));
      leg.request(11_000 + 2000 * i, true, "INVITE", 3 + 2 * i, audio(ALICE, 4000));
      leg.response(11_050 + 2000 * i, "200 OK", 3 + 2 * i, "INVITE", audio(BOB, 6000));
    }
    CallRow call = call();
    assertThat(call.getHolds()).isEqualTo(3);
    assertThat(call.getReinvites()).isEqualTo(6);
  }

  private static String held(String how, String address, int port) {
    return how.equals("0.0.0.0")
        ? audio(how, port)
        : sdp(address, "m=audio " + port + " RTP/AVP 0", "a=" + how);
  }

  @Test
  void aFaxIsAKindOfMediaAndTheAudioBesideItIsCounted() throws IOException {
    CallScene.Leg leg = scene.leg("c1", ALICE, BOB, "alice", "bob");
    leg.answered(0, audio(ALICE, 4000), audio(BOB, 6000));
    leg.request(3000, false, "INVITE", 2, sdp(BOB, "m=image 6000 udptl t38", "a=T38FaxVersion:0"));
    scene.stream(2000, ALICE, 4000, BOB, 6000, 1, 200);
    CallRow call = call();
    assertThat(call.getMedia()).containsExactly("audio", "image");
    assertThat(call.getCodecs()).containsExactly("PCMU");
    assertThat(call.getRtpPackets()).isEqualTo(200);
    assertThat(call.getRtpLost()).isZero();
  }

  @Test
  void aMediaLineOfSeveralPortsHasAsManyEndpoints() throws IOException {
    scene
        .leg("c1", ALICE, BOB, "alice", "bob")
        .answered(0, sdp(ALICE, "m=audio 4000/3 RTP/AVP 0"), NO_SDP);
    scene.stream(2000, GATEWAY, 1, ALICE, 4000, 1, 50);
    scene.stream(2000, GATEWAY, 2, ALICE, 4004, 2, 50);
    scene.stream(2000, GATEWAY, 3, ALICE, 4006, 3, 50);
    assertThat(streams())
        .containsExactly("00000001 c1 dst", "00000002 c1 dst", "00000003 null null");
  }

  @Test
  void rtcpOfACallIsAmongItsFlows() throws IOException {
    String told = sdp(ALICE, "m=audio 4000 RTP/AVP 0", "a=rtcp:4999");
    String shared = sdp(BOB, "m=audio 6000 RTP/AVP 0", "a=rtcp-mux");
    scene.leg("c1", ALICE, BOB, "alice", "bob").answered(0, told, shared);
    scene.leg("c2", ALICE, BOB, "x", "y").answered(20, audio(ALICE, 8000), audio(BOB, 8100));
    scene.rtcp(2000, GATEWAY, 1, ALICE, 4999, 1);
    scene.rtcp(2000, GATEWAY, 2, BOB, 6000, 2);
    scene.rtcp(2000, GATEWAY, 3, ALICE, 8001, 3);
    scene.rtcp(2000, GATEWAY, 4, ALICE, 8000, 4); // of nobody
    PlainSweep.Result result = sweep(scene.capture());
    assertThat(result.rows(Tables.RTCP)).hasSize(4);
    assertThat(result.rows(Tables.CALLS))
        .extracting(row -> row.getCallId() + " " + row.getFlows().size())
        .containsExactlyInAnyOrder("c1 3", "c2 2");
  }

  @Test
  void earlyMediaIsThatOfTheCall() throws IOException {
    CallScene.Leg leg = scene.leg("c1", ALICE, BOB, "alice", "bob");
    leg.invite(0, audio(ALICE, 4000));
    leg.response(500, "183 Session Progress", 1, "INVITE", audio(BOB, 6000));
    leg.response(9000, "486 Busy Here", 1, "INVITE", NO_SDP);
    scene.stream(400, BOB, 6000, ALICE, 4000, 1, 100);
    CallRow call = call();
    assertThat(call.getState()).isEqualTo("busy");
    assertThat(call.getEarlyMedia()).isTrue();
    assertThat(call.getRtpStreams()).isEqualTo(1);
    assertThat(call.getDurationUs()).isNull();
    assertThat(call.getPostDialUs()).isEqualTo(500_000);
    assertThat(call.getRingUs()).isEqualTo(8_500_000);
    assertThat(call.getEndRule()).isEqualTo("final");
    assertThat(call.getEndedBy()).isEqualTo("callee");
  }

  @Test
  void mediaComesBeforeTheMessageThatAnnouncesIt() throws IOException {
    scene.leg("c1", ALICE, BOB, "a", "b").answered(3000, audio(ALICE, 4000), audio(BOB, 6000));
    scene.stream(0, BOB, 6000, ALICE, 4000, 1, 100); // ends at 1.98 s
    scene.stream(0, BOB, 6002, ALICE, 4002, 2, 40);
    assertThat(streams()).containsExactly("00000001 c1 dst", "00000002 null null");
  }

  @Test
  void howMediaIsProtectedIsTold() throws IOException {
    String sdes =
        sdp(
            ALICE,
            "m=audio 4000 RTP/SAVP 0",
            "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz");
    scene.leg("sdes", ALICE, BOB, "a", "b").answered(0, sdes, NO_SDP);
    scene.stream(2000, GATEWAY, 1, ALICE, 4000, 1, 50);
    String dtls =
        sdp(ALICE, "m=audio 4100 UDP/TLS/RTP/SAVPF 0", "a=fingerprint:sha-256 4A:AD:B9:B1:3F:82");
    scene.leg("dtls", ALICE, BOB, "c", "d").answered(20, dtls, NO_SDP);
    byte[] stun = new byte[20];
    stun[1] = 1;
    stun[4] = 0x21;
    stun[5] = 0x12;
    stun[6] = (byte) 0xa4;
    stun[7] = 0x42;
    scene.udp(1500, GATEWAY, 2, ALICE, 4100, stun);
    scene.udp(1600, GATEWAY, 2, ALICE, 4100, new byte[] {22, (byte) 0xfe, (byte) 0xfd, 0, 0, 0});
    scene.stream(2000, GATEWAY, 2, ALICE, 4100, 2, 50);
    scene.leg("zrtp", ALICE, BOB, "e", "f").answered(40, audio(ALICE, 4200), NO_SDP);
    byte[] hello = ("\20\0\0\1ZRTP" + "x".repeat(20)).getBytes(StandardCharsets.ISO_8859_1);
    scene.udp(1600, GATEWAY, 3, ALICE, 4200, hello);
    scene.stream(2000, GATEWAY, 3, ALICE, 4200, 3, 50);
    scene.leg("none", ALICE, BOB, "g", "h").answered(60, audio(ALICE, 4300), NO_SDP);
    scene.stream(2000, GATEWAY, 4, ALICE, 4300, 4, 50);
    PlainSweep.Result result = sweep(scene.capture());
    assertThat(result.rows(Tables.RTP))
        .extracting(row -> row.getCallId() + " " + row.getSrtp())
        .containsExactlyInAnyOrder("sdes sdes", "dtls dtls", "zrtp zrtp", "none null");
    assertThat(result.rows(Tables.CALLS))
        .extracting(row -> row.getCallId() + " " + row.getSrtp())
        .containsExactlyInAnyOrder("sdes sdes", "dtls dtls", "zrtp zrtp", "none none");
  }

  @Test
  void digitsOfInfoAndOfMediaAreInOrderOfTime() throws IOException {
    CallScene.Leg leg = scene.leg("c1", ALICE, BOB, "alice", "bob");
    leg.answered(
        0,
        audio(ALICE, 4000),
        sdp(BOB, "m=audio 6000 RTP/AVP 0 101", "a=rtpmap:101 telephone-event/8000"));
    String relay = "Signal=7\r\nDuration=160\r\n";
    leg.request(3000, true, "INFO", 2, relay, "Content-Type: application/dtmf-relay");
    leg.request(5000, true, "INFO", 3, "#", "Content-Type: application/dtmf");
    scene.stream(2000, ALICE, 4000, BOB, 6000, 1, 90);
    for (int i = 0; i < 3; i++) {
      byte flags = (byte) (i == 2 ? 0x8a : 10);
      scene.rtp(
          4000 + 20L * i,
          ALICE,
          4000,
          BOB,
          6000,
          1,
          101,
          90 + i,
          14_400,
          (byte) 4,
          flags,
          (byte) 3,
          (byte) 32);
    }
    assertThat(call().getDtmf()).isEqualTo("74#");
  }

  @Test
  void theFirstAnswerOfAForkMakesTheCall() throws IOException {
    CallScene.Leg leg = scene.leg("c1", ALICE, BOB, "alice", "bob");
    leg.invite(0, audio(ALICE, 4000));
    leg.fork("b1").response(100, "180 Ringing", 1, "INVITE", NO_SDP);
    leg.fork("b2").response(200, "180 Ringing", 1, "INVITE", NO_SDP);
    leg.fork("b2").response(1000, "200 OK", 1, "INVITE", audio(BOB, 6000), "Server: desk");
    leg.fork("b1").response(1100, "486 Busy Here", 1, "INVITE", NO_SDP);
    leg.fork("b2").bye(5000, true);
    CallRow call = call();
    assertThat(call.getForks()).isEqualTo(2);
    assertThat(call.getState()).isEqualTo("ended");
    assertThat(call.getStatusCode()).isEqualTo(200);
    assertThat(call.getServer()).isEqualTo("desk");
    assertThat(call.getDurationUs()).isEqualTo(4_000_000);
  }

  @Test
  void aCallWhoseInviteWasNotSeenIsTimedByTheAnswerThatRang() throws IOException {
    CallScene.Leg leg = scene.leg("c1", ALICE, BOB, "alice", "bob");
    leg.response(100, "180 Ringing", 1, "INVITE", NO_SDP);
    leg.response(1100, "200 OK", 1, "INVITE", audio(BOB, 6000));
    leg.bye(4100, true);
    CallRow call = call();
    assertThat(call.getPartial()).isTrue();
    assertThat(call.getStatusCode()).isEqualTo(200);
    assertThat(call.getDurationUs()).isEqualTo(3_000_000);
    assertThat(call.getRingUs()).isEqualTo(1_000_000);
    assertThat(call.getPostDialUs()).isNull();
  }

  @Test
  void anAnswerInsideOfACallThatWasNotSeenToBeginTellsNoDuration() throws IOException {
    CallScene.Leg leg = scene.leg("c1", ALICE, BOB, "alice", "bob");
    leg.response(1100, "200 OK", 4, "INVITE", audio(BOB, 6000));
    leg.bye(4100, true);
    CallRow call = call();
    assertThat(call.getState()).isEqualTo("ended");
    assertThat(call.getStatusCode()).isNull();
    assertThat(call.getDurationUs()).isNull();
  }

  private CallRow call() throws IOException {
    List<CallRow> calls =
        sweep(scene.capture()).rows(Tables.CALLS).stream()
            .filter(row -> row.getKind().equals("call"))
            .toList();
    assertThat(calls).hasSize(1);
    return calls.get(0);
  }

  private List<String> streams() throws IOException {
    return sweep(scene.capture()).rows(Tables.RTP).stream()
        .map(CallMediaTest::stream)
        .sorted()
        .toList();
  }

  private static String stream(RtpRow row) {
    return row.getSsrc() + " " + row.getCallId() + " " + row.getMatch();
  }

  private static List<String> rows(PlainSweep.Result result) {
    List<String> rows = new ArrayList<>();
    for (var table :
        List.of(Tables.CALLS, Tables.CALL_LINKS, Tables.SIP, Tables.RTP, Tables.RTCP)) {
      result.rows(table).forEach(row -> rows.add(row.toString()));
    }
    rows.sort(null);
    return rows;
  }

  private PlainSweep.Result sweep(byte[]... captures) throws IOException {
    Path[] files = new Path[captures.length];
    for (int i = 0; i < captures.length; i++) {
      files[i] = Files.write(folder.resolve(i + ".pcap"), captures[i]);
    }
    return PlainSweep.of(files).run();
  }
}
