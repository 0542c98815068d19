package org.flowbeam.pipeline.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.pipeline.calls.CallScene.ALICE;
import static org.flowbeam.pipeline.calls.CallScene.BOB;
import static org.flowbeam.pipeline.calls.CallScene.CAROL;
import static org.flowbeam.pipeline.calls.CallScene.GATEWAY;
import static org.flowbeam.pipeline.calls.CallScene.NO_SDP;
import static org.flowbeam.pipeline.calls.CallScene.audio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.AnomalyRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which calls are legs of one, and why. */
class CallLinksTest {
  @TempDir Path folder;

  private final CallScene scene = new CallScene();

  @Test
  void aCallThatReplacesAnotherIsATransferOfIt() throws IOException {
    scene.leg("c1", ALICE, BOB, "alice", "bob").answered(0, NO_SDP, NO_SDP);
    scene
        .leg("c2", CAROL, BOB, "carol", "bob")
        .answered(5000, NO_SDP, NO_SDP, "Replaces: c1;to-tag=b;from-tag=a");
    assertThat(links()).containsExactly("c1 c2 transfer");
  }

  @Test
  void whoIsReferredToACallIsLinkedWithIt() throws IOException {
    CallScene.Leg first = scene.leg("c1", ALICE, BOB, "alice", "bob");
    first.answered(0, NO_SDP, NO_SDP);
    scene.leg("c2", ALICE, CAROL, "alice", "carol").answered(4000, NO_SDP, NO_SDP);
    first.request(
        8000,
        true,
        "REFER",
        2,
        NO_SDP,
        "Refer-To: <sip:carol@c.example?Replaces=c2%3Bto-tag%3Db%3Bfrom-tag%3Da>");
    assertThat(links()).containsExactly("c1 c2 transfer");
  }

  @Test
  void aReferIsLinkedWithTheCallThatItAsksFor() throws IOException {
    CallScene.Leg first = scene.leg("c1", ALICE, BOB, "alice", "bob");
    first.answered(0, NO_SDP, NO_SDP);
    first.request(8000, true, "REFER", 2, NO_SDP, "Refer-To: <sip:carol@c.example>");
    scene.leg("c2", BOB, CAROL, "bob", "carol").answered(8100, NO_SDP, NO_SDP);
    scene
        .leg("c3", GATEWAY, CAROL, "x", "carol")
        .answered(8200, NO_SDP, NO_SDP, "Referred-By: <sip:alice@a.example>");
    scene.leg("other", GATEWAY, CAROL, "y", "carol").answered(8300, NO_SDP, NO_SDP);
    scene.leg("before", BOB, CAROL, "bob", "carol").answered(7000, NO_SDP, NO_SDP);
    scene.leg("late", BOB, CAROL, "bob", "carol").answered(70_000, NO_SDP, NO_SDP);
    assertThat(links()).containsExactly("c1 c2 transfer", "c1 c3 transfer");
  }

  @Test
  void legsOfAGatewayAreThoseOfTheSameUsersToItAndFromIt() throws IOException {
    scene.leg("c1", ALICE, GATEWAY, "+4930111111", "0049302222222").invite(0, NO_SDP);
    scene.leg("c2", GATEWAY, BOB, "4930111111", "+49-30-2222222").invite(500, NO_SDP);
    scene.leg("elsewhere", CAROL, BOB, "4930111111", "49302222222").invite(600, NO_SDP);
    scene.leg("other", GATEWAY, BOB, "4930111111", "49302222223").invite(700, NO_SDP);
    scene.leg("late", GATEWAY, BOB, "4930111111", "49302222222").invite(30_100, NO_SDP);
    assertThat(links()).containsExactly("c1 c2 users");
  }

  @Test
  void aCallThatIsOverHasNoFurtherLegs() throws IOException {
    CallScene.Leg first = scene.leg("c1", ALICE, GATEWAY, "alice", "bob");
    first.answered(0, NO_SDP, NO_SDP).bye(2000, true);
    scene.leg("c2", GATEWAY, BOB, "alice", "bob").invite(2500, NO_SDP);
    assertThat(links()).isEmpty();
  }

  @Test
  void callsOfAHostWithItselfAreNotLegs() throws IOException {
    scene.leg("c1", ALICE, ALICE, "alice", "bob").invite(0, NO_SDP);
    scene.leg("c2", ALICE, ALICE, "alice", "bob").invite(500, NO_SDP);
    assertThat(links()).isEmpty();
  }

  @Test
  void whoPassesMediaOnLinksTheCalls() throws IOException {
    scene
        .leg("c1", ALICE, GATEWAY, "alice", "x")
        .answered(0, audio(ALICE, 4000), audio(GATEWAY, 4002));
    scene.leg("c2", GATEWAY, BOB, "y", "bob").answered(200, audio(GATEWAY, 4004), audio(BOB, 4006));
    scene.stream(2000, ALICE, 4000, GATEWAY, 4002, 7, 100);
    scene.stream(2003, GATEWAY, 4004, BOB, 4006, 7, 98);
    scene.stream(2000, BOB, 4006, GATEWAY, 4004, 8, 100);
    scene.stream(2003, GATEWAY, 4002, ALICE, 4000, 8, 100);
    assertThat(links()).containsExactly("c1 c2 relay");
  }

  @Test
  void whoPassesSdpOnLinksTheCalls() throws IOException {
    scene.leg("c1", ALICE, GATEWAY, "a", "x").answered(0, audio(ALICE, 4000), NO_SDP);
    scene.leg("c2", GATEWAY, BOB, "y", "b").answered(50, audio(ALICE, 4000), NO_SDP);
    assertThat(links()).containsExactly("c1 c2 sdp_endpoint");
  }

  /** The next one may begin some milliseconds before the end of the one before. */
  @Test
  void callsThatUseAPortOneAfterTheOtherAreNoLegs() throws IOException {
    for (int i = 0; i < 4; i++) {
      scene
          .leg("c" + i, ALICE, BOB, "a", "b")
          .answered(5000L * i, audio(ALICE, 4000), audio(BOB, 6000))
          .bye(5000L * i + 5004, true);
      scene
          .leg("d" + i, BOB, CAROL, "c", "d")
          .answered(5000L * i + 2, audio(BOB, 6000), audio(CAROL, 4000))
          .bye(5000L * i + 4998, true);
    }
    scene
        .leg("elsewhere", GATEWAY, CAROL, "e", "f")
        .answered(20_000, audio(ALICE, 4000), audio(BOB, 6000))
        .bye(25_000, true);
    assertThat(links()).isEmpty();
  }

  @Test
  void aCallWhoseEndWasNotSeenIsNoLegOfALaterOne() throws IOException {
    scene.leg("c1", ALICE, BOB, "a", "b").answered(0, audio(ALICE, 4000), audio(BOB, 6000));
    scene
        .leg("c2", GATEWAY, CAROL, "c", "d")
        .answered(60_000, audio(ALICE, 4000), audio(BOB, 6000))
        .bye(70_000, true);
    assertThat(links()).isEmpty();
  }

  @Test
  void theSameSourceLaterIsNoRelay() throws IOException {
    scene.stream(0, ALICE, 4000, GATEWAY, 4002, 7, 100);
    scene.stream(1500, GATEWAY, 4004, BOB, 4006, 7, 100);
    assertThat(links()).isEmpty();
  }

  @Test
  void relayedMediaThatNoSignallingDescribesIsLinkedAsWell() throws IOException {
    scene.stream(0, ALICE, 4000, GATEWAY, 4002, 7, 100);
    scene.stream(3, GATEWAY, 4004, BOB, 4006, 7, 100);
    assertThat(links()).hasSize(1).first().asString().matches("rtp-\\S+ rtp-\\S+ relay");
  }

  @Test
  void aSessionIdLinksItsCallsUnlessTooManyHaveIt() throws IOException {
    scene.leg("c1", ALICE, BOB, "a", "b").invite(0, NO_SDP, "Session-ID: s1;remote=0");
    scene.leg("c2", BOB, CAROL, "c", "d").invite(100, NO_SDP, "Session-ID: s1");
    assertThat(links()).containsExactly("c1 c2 session_id");
    for (int i = 3; i <= 65; i++) {
      scene.leg("c" + i, ALICE, BOB, "a" + i, "b" + i).invite(i, NO_SDP, "Session-ID: s1");
    }
    assertThat(links()).isEmpty();
    assertThat(sweep().anomalies()).extracting(AnomalyRow::getKind).contains("sip_link_crowded");
  }

  private List<String> links() throws IOException {
    return sweep().rows(Tables.CALL_LINKS).stream()
        .map(row -> row.getCallId() + " " + row.getLinkedCallId() + " " + row.getReason())
        .sorted()
        .toList();
  }

  private PlainSweep.Result sweep() throws IOException {
    return PlainSweep.of(Files.write(folder.resolve("scene.pcap"), scene.capture())).run();
  }
}
