package org.flowbeam.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.stream.Conversation.talk;
import static org.flowbeam.stream.UndeliveredReason.AFTER_FIN;
import static org.flowbeam.stream.UndeliveredReason.AFTER_RESET;
import static org.flowbeam.stream.UndeliveredReason.AT_END;
import static org.flowbeam.stream.UndeliveredReason.BEHIND_GAP;
import static org.flowbeam.stream.UndeliveredReason.CAP;
import static org.flowbeam.stream.UndeliveredReason.DEPTH;
import static org.flowbeam.stream.UndeliveredReason.OUT_OF_WINDOW;
import static org.flowbeam.stream.UndeliveredReason.PADDING;
import static org.flowbeam.stream.UndeliveredReason.STOPPED;

import org.flowbeam.tcp.Place;
import org.flowbeam.tcp.TcpNumbers;
import org.junit.jupiter.api.Test;

/** What is handed on, what is given up, and where the rest is counted. The SYN is number 1000. */
class TcpStreamsTest {
  private static final long WRAP = 1L << 32;
  private static final StreamOptions DEFAULTS = StreamOptions.defaults();

  private static StreamOptions depth(long bytes) {
    return new StreamOptions(bytes, 1 << 20, OverlapPolicy.FIRST, Overflow.SLIDE, true, true);
  }

  private static StreamOptions onePage(Overflow overflow) {
    return new StreamOptions(1 << 20, 4096, OverlapPolicy.FIRST, overflow, true, true);
  }

  private static StreamOptions policy(OverlapPolicy policy) {
    return new StreamOptions(1 << 20, 1 << 20, policy, Overflow.SLIDE, true, true);
  }

  private static final StreamOptions BEST_EFFORT =
      new StreamOptions(1 << 20, 1 << 20, OverlapPolicy.FIRST, Overflow.SLIDE, false, true);

  private static final StreamOptions DROP_AT_END =
      new StreamOptions(1 << 20, 1 << 20, OverlapPolicy.FIRST, Overflow.SLIDE, true, false);

  // Order and repetition.

  @Test
  void reorderedSegmentsAreHandedOnInOrder() {
    Conversation talk = talk().syn(1000).data(1001, "abc").data(1007, "ghi");
    assertThat(talk.heard()).isEqualTo("abc");
    assertThat(talk.data(1010, "jkl").data(1004, "def").heard()).isEqualTo("abcdefghijkl");
    assertThat(talk.account().overlapBytes()).isZero();
  }

  @Test
  void repeatedBytesAreDuplicates() {
    Conversation talk = talk().syn(1000).data(1001, "abcdefg").data(1003, "cde");
    assertThat(talk.heard()).isEqualTo("abcdefg");
    assertThat(talk.account().duplicateBytes()).isEqualTo(3);
    assertThat(talk.account().conflictBytes()).isZero();
  }

  @Test
  void newTailOfARepeatedSegmentIsHandedOn() {
    Conversation talk = talk().syn(1000).data(1001, "abcdefg").data(1006, "fghij");
    assertThat(talk.data(1003, "cdefghijklm").heard()).isEqualTo("abcdefghijklm");
    assertThat(talk.account().duplicateBytes()).isEqualTo(2 + 8);
  }

  @Test
  void handedOnBytesWinAndTheDifferenceIsReported() {
    for (OverlapPolicy policy : OverlapPolicy.values()) {
      Conversation talk = new Conversation(policy(policy)).syn(1000).data(1001, "abcdef");
      assertThat(talk.data(1003, "cXYfg").heard()).as("%s", policy).isEqualTo("abcdefg");
      assertThat(talk.account().conflictBytes()).isEqualTo(2);
      assertThat(talk.heardOf(false).counts()).startsWith(2L);
    }
  }

  @Test
  void retransmissionOlderThanTheHistoryIsNotJudged() {
    Conversation talk = talk().syn(1000).data(1001, "abc");
    talk.data(1004, "-".repeat(HandedOn.BYTES - 1)).data(1001, "XXX");
    assertThat(talk.account().duplicateBytes()).isEqualTo(3);
    assertThat(talk.account().conflictBytes()).isEqualTo(1); // the c is still there
  }

  @Test
  void keepAliveIsADuplicateAndItsGarbageNoConflict() {
    Conversation talk = talk().syn(1000).data(1001, "abc").data(1003, "").data(1003, "\0");
    assertThat(talk.data(1004, "def").heard()).isEqualTo("abcdef");
    assertThat(talk.account().duplicateBytes()).isEqualTo(1);
    assertThat(talk.account().conflictBytes()).isZero();
  }

  @Test
  void zeroWindowProbeCarriesTheNextByte() {
    Conversation talk = talk().syn(1000).data(1001, "abc").data(1004, "d").data(1004, "defg");
    assertThat(talk.heard()).isEqualTo("abcdefg");
    assertThat(talk.account().duplicateBytes()).isEqualTo(1);
  }

  @Test
  void numbersWrap() {
    for (long isn = WRAP - 14; isn < WRAP + 3; isn++) {
      Conversation talk = talk().syn(isn).data(isn + 1, "abc").data(isn + 7, "ghi");
      talk.data(isn + 4, "def").data(isn + 2, "bcdefghij").fin(isn + 11, "k").end();
      assertThat(talk.heard()).as("isn %d", isn).isEqualTo("abcdefghijk[fin]");
    }
  }

  @Test
  void dataBeforeItsSynIsJoinedAcrossTheWrap() {
    Conversation talk = talk().data(WRAP + 10, "klmn").syn(WRAP - 1);
    talk.data(WRAP, "abcdefghij");
    assertThat(talk.heard()).isEqualTo("klmn");
    assertThat(talk.account().undeliveredBytes(BEHIND_GAP)).isEqualTo(10);
  }

  // Overlaps with waiting bytes: "_" was not sent yet.

  private static String overlap(OverlapPolicy policy, String... segments) {
    Conversation talk = new Conversation(policy(policy)).syn(1000);
    for (String segment : segments) {
      int at = 0;
      while (segment.charAt(at) == '_') {
        at++;
      }
      talk.data(1001 + at, segment.substring(at));
    }
    talk.data(1001, ">");
    return talk.end().heard();
  }

  @Test
  void firstAndLastCopyWin() {
    String[] segments = {"_aaaaaa", "___bbbbbb", "__c", "_____dd"};
    assertThat(overlap(OverlapPolicy.FIRST, segments)).isEqualTo(">aaaaaabb");
    assertThat(overlap(OverlapPolicy.LAST, segments)).isEqualTo(">acbbddbb");
  }

  @Test
  void lowerAndHigherStartWin() {
    String[] segments = {"___bbbbbb", "_aaaaaa", "_____cc", "_aaA"};
    assertThat(overlap(OverlapPolicy.LOWER_SEQ, segments)).isEqualTo(">aaaaaabb");
    assertThat(overlap(OverlapPolicy.HIGHER_SEQ, segments)).isEqualTo(">aabbccbb");
  }

  /** The six ways in which a segment meets one that waits. */
  @Test
  void everyKindOfOverlapIsCountedOnce() {
    String[] waits = {"___aaaa", "___aaaa", "___aaaa", "___aaaa", "___aaaa", "___aaaa"};
    String[] comes = {"_bbbb", "_____bbbb", "____bb", "__bbbbbb", "___bbbb", "___bb"};
    int[] both = {2, 2, 2, 4, 4, 2};
    for (int i = 0; i < waits.length; i++) {
      Conversation talk = talk().syn(1000);
      talk.data(1001 + waits[i].indexOf('a'), waits[i].replace("_", ""));
      talk.data(1001 + comes[i].indexOf('b'), comes[i].replace("_", ""));
      assertThat(talk.account().overlapBytes()).as(comes[i]).isEqualTo(both[i]);
      assertThat(talk.account().conflictBytes()).as(comes[i]).isEqualTo(both[i]);
      assertThat(talk.account().waitingBytes() + both[i])
          .as(comes[i])
          .isEqualTo(4 + comes[i].replace("_", "").length());
    }
  }

  @Test
  void segmentInOrderMeetsWaitingBytes() {
    Conversation talk = talk().syn(1000).data(1004, "DEF").data(1008, "H");
    assertThat(talk.data(1001, "abcdefghi").heard()).isEqualTo("abcDEFgHi");
    assertThat(talk.account().overlapBytes()).isEqualTo(4);
  }

  // Begin.

  @Test
  void dataOnTheSynIsTheFirstOfTheStream() {
    Conversation talk = talk().syn(1000, "abc").syn(1000).data(1004, "def").syn(1000, "abc");
    assertThat(talk.heard()).isEqualTo("abcdef");
    assertThat(talk.account().duplicateBytes()).isEqualTo(3);
  }

  @Test
  void streamWithoutSynBeginsWithTheFirstByteSeen() {
    Conversation talk = talk().data(7_000, "def").data(6_997, "abc").data(7_003, "ghi");
    assertThat(talk.heard()).isEqualTo("defghi");
    assertThat(talk.account().undeliveredBytes(BEHIND_GAP)).isEqualTo(3);
    assertThat(talk.account().filledAfterAckBytes()).isZero();
  }

  @Test
  void acknowledgementTellsWhereASilentSideIs() {
    Conversation talk = talk().ackByB(1001).data(1004, "def");
    assertThat(talk.heard()).isEmpty();
    assertThat(talk.data(1001, "abc").heard()).isEqualTo("abcdef");
  }

  @Test
  void missingSynAckIsNoGap() {
    Conversation talk = talk().syn(1000).ackByB(0).data(1001, 5_001, "ab");
    talk.fromB().data(5_001, 1_003, "reply").fromA().end();
    assertThat(talk.heardOf(true).text()).isEqualTo("reply");
    assertThat(talk.heard()).isEqualTo("ab");
  }

  @Test
  void dataBeforeItsAcknowledgementOnAnotherTapMovesTheBegin() {
    Conversation talk = talk().ackByB(1_004).data(1_001, "abc").data(1_004, "def");
    assertThat(talk.heard()).isEqualTo("abcdef");
  }

  @Test
  void keepAliveOfASideNotHeardBeforeIsNotItsBegin() {
    Conversation talk = talk().ackByB(1_004).data(1_003, "\0").data(1_004, "def");
    assertThat(talk.heard()).isEqualTo("def");
    assertThat(talk.account().undeliveredBytes(BEHIND_GAP)).isEqualTo(1);
  }

  @Test
  void wrongAcknowledgementDoesNotPlaceASilentSide() {
    Conversation talk = talk().ackByB(900_000_000).data(1_001, "abc").data(1_004, "def");
    assertThat(talk.end().heard()).isEqualTo("abcdef");
  }

  @Test
  void lateSynMovesTheBeginOfAStreamThatWaits() {
    Conversation talk = talk().ackByB(1_010).data(1_013, "x").syn(1_000);
    assertThat(talk.data(1_001, "abcdefghijkl").heard()).isEqualTo("abcdefghijklx");
  }

  @Test
  void synWithAnotherNumberIsNotTheirs() {
    Conversation talk = talk().syn(1000).data(1001, "abc").syn(900_000, "xyz");
    assertThat(talk.data(1004, "def").heard()).isEqualTo("abcdef");
    assertThat(talk.account().undeliveredBytes(OUT_OF_WINDOW)).isEqualTo(3);
  }

  // Holes.

  @Test
  void holeIsWaitedForWithoutAnAcknowledgement() {
    Conversation talk = talk().syn(1000).data(1004, "def").later(3_600_000).ackByB(1001);
    assertThat(talk.heard()).isEmpty();
    assertThat(talk.end().heard()).isEqualTo("[3]def");
  }

  @Test
  void acknowledgedHoleIsGivenUpAfterASecond() {
    Conversation talk = talk().syn(1000).data(1004, "def").ackByB(1_007).later(999).ackByB(1_007);
    assertThat(talk.heard()).isEmpty();
    assertThat(talk.later(1).ackByB(1_007).heard()).isEqualTo("[3 acked]def");
    talk.data(1_001, "abc").data(1_001, "a");
    assertThat(talk.account().undeliveredBytes(BEHIND_GAP)).isEqualTo(4);
    assertThat(talk.account().filledAfterAckBytes()).isEqualTo(4);
  }

  @Test
  void laterPacketOfEitherSideGivesTheHoleUp() {
    Conversation talk = talk().syn(1000).data(1004, "def").ackByB(1_007).later(1_000);
    assertThat(talk.data(1_007, "ghi").heard()).isEqualTo("[3 acked]defghi");
  }

  @Test
  void dataBehindItsAcknowledgementFillsTheHole() {
    Conversation talk = talk().syn(1000).data(1004, "def").ackByB(1_007).later(900);
    assertThat(talk.data(1_001, "abc").later(900).ackByB(1_007).heard()).isEqualTo("abcdef");
  }

  @Test
  void eachHoleWaitsForItsOwnAcknowledgement() {
    Conversation talk = talk().syn(1000).data(1002, "b").data(1004, "d").ackByB(1_003);
    assertThat(talk.later(600).ackByB(1_005).later(400).ackByB(1_005).heard())
        .isEqualTo("[1 acked]b");
    assertThat(talk.later(600).ackByB(1_005).heard()).isEqualTo("[1 acked]b[1 acked]d");
  }

  @Test
  void manyAcknowledgementsAreNotForgotten() {
    Conversation talk = talk().syn(1000).data(1002, "b".repeat(300));
    for (int i = 0; i < 300; i++) {
      talk.later(5).ackByB(1_002 + i);
    }
    assertThat(talk.heard()).startsWith("[1 acked]b");
    for (int i = 0; i < 300; i++) {
      talk.data(1_303 + 2 * i, "x").later(5).ackByB(1_304 + 2 * i);
    }
    assertThat(talk.later(2_000).ackByB(1).account().waitingBytes()).isZero();
  }

  @Test
  void acknowledgedBytesThatWereNeverSeenAreAGapBeforeLaterData() {
    Conversation talk = talk().syn(1000).data(1001, "abc").ackByB(1_104).later(5_000);
    assertThat(talk.heard()).isEqualTo("abc");
    assertThat(talk.data(1_104, "x").heard()).isEqualTo("abc[100 acked]x");
  }

  @Test
  void acknowledgedBytesThatWereNeverSeenAreAGapAtTheEnd() {
    assertThat(talk().syn(1000).ackByB(1_101).end().heard()).isEqualTo("[100 acked]");
  }

  @Test
  void acknowledgementOfAFinIsNoGap() {
    Conversation seen = talk().syn(1000).fin(1001, "abc").ackByB(1_005).end();
    assertThat(seen.heard()).isEqualTo("abc[fin]");
    Conversation unseen = talk().syn(1000).data(1001, "abc").ackByB(1_005).end();
    assertThat(unseen.heard()).isEqualTo("abc");
  }

  @Test
  void snappedBytesAreAHoleThatARetransmissionFills() {
    Conversation talk = talk().syn(1000).snapped(1001, "ab", 6).data(1007, "gh");
    assertThat(talk.heard()).isEqualTo("ab");
    assertThat(talk.data(1001, "abcdef").heard()).isEqualTo("abcdefgh");
    assertThat(talk.account().duplicateBytes()).isEqualTo(2);
  }

  @Test
  void snappedTailIsAGapAtTheEnd() {
    assertThat(talk().syn(1000).snapped(1001, "ab", 6).end().heard()).isEqualTo("ab[4]");
    Conversation headers = talk().syn(1000).snapped(1001, "", 500).snapped(1501, "", 500);
    assertThat(headers.ackByB(2001).end().heard()).isEqualTo("[1000 acked]");
  }

  @Test
  void holesOlderThanTheListAreTakenForDuplicates() {
    Conversation talk = new Conversation(BEST_EFFORT).syn(1000);
    for (int i = 0; i <= SkippedHoles.MAX; i++) {
      talk.data(1_002 + 2 * i, "x");
    }
    talk.data(1_001, "a").data(1_003, "b");
    assertThat(talk.account().duplicateBytes()).isEqualTo(1);
    assertThat(talk.account().undeliveredBytes(BEHIND_GAP)).isEqualTo(1);
    assertThat(talk.account().conflictBytes()).isZero();
    assertThat(talk.account().gaps()).isEqualTo(SkippedHoles.MAX + 1);
    assertThat(talk.account().gapBytes()).isEqualTo(SkippedHoles.MAX + 1);
  }

  @Test
  void bestEffortDoesNotWait() {
    Conversation talk = new Conversation(BEST_EFFORT).syn(1000).data(1001, "abc");
    talk.data(1_007, "ghi").data(1_004, "defg").fin(1_012, "");
    assertThat(talk.heard()).isEqualTo("abc[3]ghi[2][fin]");
    assertThat(talk.account().undeliveredBytes(BEHIND_GAP)).isEqualTo(3);
    assertThat(talk.account().duplicateBytes()).isEqualTo(1);
  }

  @Test
  void whatWaitsAtTheEndIsDroppedOnRequest() {
    Conversation talk = new Conversation(DROP_AT_END).syn(1000).data(1001, "ab");
    talk.data(1_004, "def").fin(1_010, "").end();
    assertThat(talk.heard()).isEqualTo("ab[7][fin]");
    assertThat(talk.account().undeliveredBytes(AT_END)).isEqualTo(3);
  }

  @Test
  void callsCarryTheTimeOfThePacketThatCausedThem() {
    Conversation talk = talk().later(1).syn(1000).data(1001, "a").later(4).data(1_003, "c");
    assertThat(talk.heardAtMillis()).isEqualTo(1);
    assertThat(talk.later(2).data(1_002, "b").heardAtMillis()).isEqualTo(7);
    talk.later(1).data(1_005, "e").ackByB(1_006).later(2_000).ackByB(1_006);
    assertThat(talk.heardAtMillis()).isEqualTo(2_008);
    assertThat(talk.later(5).fin(1_006, "").heardAtMillis()).isEqualTo(2_013);
  }

  // Cap.

  @Test
  void capGivesUpTheLowestHole() {
    Conversation talk = new Conversation(onePage(Overflow.SLIDE)).syn(1000);
    talk.data(1_003, "c").data(1_005, "e").data(1_001 + 4_096, "x");
    assertThat(talk.heard()).isEqualTo("[2]c[1]e");
    assertThat(talk.account().waitingBytes()).isEqualTo(1);
    assertThat(talk.heardOf(false).counts()).containsExactly(0L, 3L, 1L, 0L);
    assertThat(talk.end().heard()).isEqualTo("[2]c[1]e[4091]x");
  }

  @Test
  void segmentLargerThanTheCapIsHandedOnBehindItsHole() {
    String large = "y".repeat(9_000);
    Conversation talk = new Conversation(onePage(Overflow.SLIDE)).syn(1000);
    assertThat(talk.data(1_002, large).end().heard()).isEqualTo("[1]" + large);
  }

  @Test
  void segmentBelowWhatWaitsMakesRoomByGivingUpTheHoleBeforeIt() {
    Conversation talk = new Conversation(onePage(Overflow.SLIDE)).syn(1000);
    talk.data(1_001 + 8_192, "x").data(1_006, "f");
    assertThat(talk.heard()).isEqualTo("[5]f");
    assertThat(talk.account().waitingBytes()).isEqualTo(1);
  }

  @Test
  void capStopsTheSideOnRequest() {
    Conversation talk = new Conversation(onePage(Overflow.STOP)).syn(1000).data(1001, "a");
    talk.data(1_003, "c").data(1_001 + 4_096, "xyz").data(1_002, "b").fin(1_003, "").end();
    assertThat(talk.heard()).isEqualTo("a");
    assertThat(talk.account().undeliveredBytes(CAP)).isEqualTo(4);
    assertThat(talk.account().undeliveredBytes(STOPPED)).isEqualTo(1);
    assertThat(talk.heardOf(false).counts()).containsExactly(0L, 4L, 1L, 0L);
  }

  // Depth.

  @Test
  void streamIsCutExactlyAtItsDepth() {
    Conversation talk = new Conversation(depth(5)).syn(1000).data(1001, "abc");
    talk.data(1_004, "defg").data(1_008, "h").data(1_005, "ef").fin(1_009, "").end();
    assertThat(talk.heard()).isEqualTo("abcde");
    assertThat(talk.account().undeliveredBytes(DEPTH)).isEqualTo(2 + 1 + 1);
    assertThat(talk.account().duplicateBytes()).isEqualTo(1);
    assertThat(talk.heardOf(false).counts()).containsExactly(0L, 0L, 0L, 1L);
  }

  @Test
  void gapEndsAtTheDepth() {
    Conversation talk = new Conversation(depth(5)).syn(1000).data(1001, "abc");
    assertThat(talk.data(1_010, "x").end().heard()).isEqualTo("abc[2]");
  }

  @Test
  void whatEarlierStepsCutCountsAsDepth() {
    Conversation talk = new Conversation(depth(5)).syn(1000).cut(1_001, "abcde", 9);
    assertThat(talk.cut(1_010, "", 100).heard()).isEqualTo("abcde");
    assertThat(talk.account().undeliveredBytes(DEPTH)).isEqualTo(104);
  }

  @Test
  void depthOfZeroHandsOnNothing() {
    Conversation talk = new Conversation(depth(0)).syn(1000).data(1001, "abc").end();
    assertThat(talk.heard()).isEmpty();
    assertThat(talk.account().undeliveredBytes(DEPTH)).isEqualTo(3);
  }

  @Test
  void finRightAtTheDepthIsHeardOneBehindItIsNot() {
    Conversation at = new Conversation(depth(5)).syn(1000).data(1001, "abc").fin(1_006, "");
    assertThat(at.end().heard()).isEqualTo("abc[2][fin]");
    Conversation behind = new Conversation(depth(5)).syn(1000).data(1001, "abc").fin(1_007, "");
    assertThat(behind.end().heard()).isEqualTo("abc[2]");
    Conversation acked = new Conversation(depth(5)).syn(1000).fin(1_006, "").ackByB(1_007);
    assertThat(acked.later(1_000).ackByB(1_007).heard()).isEqualTo("[5 acked][fin]");
  }

  // FIN and RST.

  @Test
  void finWaitsForItsTurn() {
    Conversation talk = talk().syn(1000).fin(1004, "def");
    assertThat(talk.heard()).isEmpty();
    talk.data(1001, "abc").fin(1004, "def").fin(1_007, "").ackByB(1_008);
    assertThat(talk.end().heard()).isEqualTo("abcdef[fin]");
    assertThat(talk.account().duplicateBytes()).isEqualTo(3);
  }

  @Test
  void lostDataBeforeTheFinIsAGap() {
    Conversation talk = talk().syn(1000).data(1001, "abc").fin(1_014, "").ackByB(1_015);
    assertThat(talk.later(1_000).ackByB(1_015).heard()).isEqualTo("abc[10 acked][fin]");
    Conversation unacked = talk().syn(1000).data(1001, "abc").fin(1_014, "").end();
    assertThat(unacked.heard()).isEqualTo("abc[10][fin]");
  }

  @Test
  void dataBehindTheFinIsCounted() {
    Conversation talk = talk().syn(1000).fin(1001, "abc").data(1_004, "xyz").data(1_003, "cX");
    assertThat(talk.end().heard()).isEqualTo("abc[fin]");
    assertThat(talk.account().undeliveredBytes(AFTER_FIN)).isEqualTo(4);
  }

  @Test
  void finBelowDataThatWasSeenIsNotBelieved() {
    Conversation talk = talk().syn(1000).data(1001, "abc").fin(1_002, "").data(1_004, "def");
    assertThat(talk.end().heard()).isEqualTo("abcdef");
  }

  @Test
  void resetEndsItsSide() {
    Conversation talk = talk().syn(1000).data(1001, "abc").rst(1_004).data(1_004, "def");
    talk.fromB().data(5_000, "still").fromA();
    assertThat(talk.end().heard()).isEqualTo("abc");
    assertThat(talk.account().undeliveredBytes(AFTER_RESET)).isEqualTo(3);
    assertThat(talk.heardOf(true).text()).isEqualTo("still");
  }

  @Test
  void resetOfAHostThatDoesNotCountItsFinMayLieOneBelowTheAcknowledgedNumber() {
    Conversation talk = talk().syn(1000).fin(1001, "abc").ackByB(1_005).rst(1_004);
    assertThat(talk.numbers().isReset(false)).isTrue();
    Conversation noFin = talk().syn(1000).data(1001, "abc").ackByB(1_004).rst(1_003);
    assertThat(noFin.numbers().isReset(false)).isFalse();
  }

  @Test
  void dataBelowAResetBelongsToTheStream() {
    Conversation talk = talk().syn(1000).ackByB(1_001).rst(1_007).data(1_004, "def");
    assertThat(talk.numbers().isReset(false)).isFalse();
    assertThat(talk.data(1_001, "abc").heard()).isEqualTo("abcdef");
    assertThat(talk.numbers().isReset(false)).isTrue();
    talk.ackByB(1_007).data(1_007, "ghi").end();
    assertThat(talk.heard()).isEqualTo("abcdef");
    assertThat(talk.account().undeliveredBytes(AFTER_RESET)).isEqualTo(3);
  }

  @Test
  void acknowledgementOfWhatWasSentAfterAResetShowsThatItWasIgnored() {
    Conversation talk = talk().syn(1000).data(1001, "abc").rst(1_004);
    talk.data(1_007, "ghi").data(1_003, "cdef").fin(1_010, "");
    assertThat(talk.heard()).isEqualTo("abc");
    assertThat(talk.ackByB(1_004).heard()).isEqualTo("abc");
    assertThat(talk.ackByB(1_007).end().heard()).isEqualTo("abcdefghi[fin]");
    assertThat(talk.account().undeliveredBytes()).isZero();
    assertThat(talk.account().duplicateBytes()).isEqualTo(1);
  }

  @Test
  void resetInTheWindowButElsewhereCountsOnlyWhenNothingFollows() {
    Conversation last = talk().syn(1000).data(1001, "abc").ackByB(1_004).rst(1_500).end();
    assertThat(last.numbers().isReset(false)).isTrue();
    Conversation answered = talk().syn(1000).data(1001, "abc").ackByB(1_004).rst(1_500);
    answered.ackByB(1_004).end();
    assertThat(answered.numbers().isReset(false)).isFalse();
    Conversation goesOn = talk().syn(1000).data(1001, "abc").ackByB(1_004).rst(1_006);
    assertThat(goesOn.data(1_004, "def").end().heard()).isEqualTo("abcdef");
    assertThat(goesOn.numbers().isReset(false)).isFalse();
  }

  @Test
  void resetBetweenWhatWasAcknowledgedAndWhatWasSentIsNotExact() {
    Conversation talk = talk().syn(1000).data(1001, "abcdef").ackByB(1_001).rst(1_004);
    assertThat(talk.numbers().isReset(false)).isFalse();
    assertThat(talk.ackByB(1_004).numbers().isReset(false)).isTrue();
    assertThat(talk.ackByB(1_007).numbers().isReset(false)).isTrue();
  }

  @Test
  void exactResetAfterOneThatWasAnsweredCounts() {
    Conversation talk = talk().syn(1000).data(1001, "abc").rst(1_500).ackByB(1_004).rst(1_004);
    assertThat(talk.ackByB(1_004).data(1_004, "def").end().heard()).isEqualTo("abc");
    assertThat(talk.numbers().isReset(false)).isTrue();
  }

  @Test
  void laterResetCountsWhenTheFirstWasIgnored() {
    Conversation talk = talk().syn(1000).data(1001, "abc").rst(1_004).data(1_004, "def");
    talk.rst(1_007).ackByB(1_007);
    assertThat(talk.heard()).isEqualTo("abcdef");
    assertThat(talk.numbers().isReset(false)).isTrue();
  }

  @Test
  void resetWithAWrongChecksumIsIgnored() {
    Conversation talk = talk().syn(1000).data(1001, "abc");
    talk.send(1_004, 0, TcpNumbers.RST | TcpNumbers.DAMAGED, "why").data(1_004, "def").end();
    assertThat(talk.heard()).isEqualTo("abcdef");
    assertThat(talk.account().undeliveredBytes(OUT_OF_WINDOW)).isEqualTo(3);
  }

  @Test
  void whatIsHeldBehindAResetIsBoundedByTheCap() {
    Conversation talk = new Conversation(onePage(Overflow.SLIDE)).syn(1000).rst(1_001);
    String sent = "z".repeat(3 * 4_096);
    talk.data(1_001, sent);
    assertThat(talk.account().waitingBytes()).isEqualTo(4_096);
    talk.ackByB(1_002).end();
    assertThat(talk.heard()).startsWith("z".repeat(4_096) + "[");
    assertThat(talk.account().undeliveredBytes(AFTER_RESET)).isEqualTo(2 * 4_096);
  }

  @Test
  void resetBeforeAnythingElseEndsTheSide() {
    Conversation talk = talk().rst(1_000).data(1_000, "abc").end();
    assertThat(talk.heard()).isEmpty();
    assertThat(talk.account().undeliveredBytes(AFTER_RESET)).isEqualTo(3);
  }

  @Test
  void resetThatDoesNotFitIsIgnored() {
    Conversation talk = talk().syn(1000).data(1001, "abc").ackByB(1_004);
    talk.rst(1_002).rst(1_004 + 70_000).data(1_004, "def");
    assertThat(talk.end().heard()).isEqualTo("abcdef");
  }

  @Test
  void resetOfASilentSideMustAcknowledgeItsPeer() {
    Conversation talk =
        talk().syn(1000).fromB().send(0, 900_000, TcpNumbers.RST | TcpNumbers.ACK, "");
    talk.data(5_001, 1_001, "alive");
    assertThat(talk.heardOf(true).text()).isEqualTo("alive");
    talk = talk().syn(1000).fromB().send(0, 1_001, TcpNumbers.RST | TcpNumbers.ACK, "");
    talk.data(5_001, 1_001, "dead");
    assertThat(talk.heardOf(true).text()).isEmpty();
  }

  @Test
  void payloadOfAResetIsNotInTheStream() {
    Conversation talk = talk().syn(1000).send(1_001, 0, TcpNumbers.RST, "why").end();
    assertThat(talk.heard()).isEmpty();
    assertThat(talk.account().undeliveredBytes(AFTER_RESET)).isEqualTo(3);
  }

  // Wrong numbers.

  @Test
  void oneSegmentFarAheadMovesNothing() {
    for (StreamOptions options : new StreamOptions[] {DEFAULTS, BEST_EFFORT}) {
      Conversation talk = new Conversation(options).syn(1000).data(1001, "abc");
      talk.data(1001 + (1 << 30), "bogus").data(1_004, "def").end();
      assertThat(talk.heard()).isEqualTo("abcdef");
      assertThat(talk.account().undeliveredBytes(OUT_OF_WINDOW)).isEqualTo(5);
    }
  }

  @Test
  void streamOfASideThatIsNotAcknowledgedGoesOnAfterALargeLossWithTheSecondSegment() {
    long far = 1_001 + (1 << 30);
    Conversation talk = new Conversation(depth(1L << 40)).syn(1000).data(1001, "abc");
    talk.data(far, "12").data(far, "12");
    assertThat(talk.account().waitingBytes()).isEqualTo(2);
    talk.data(far + 2, "34").data(far + 4, "56");
    assertThat(talk.end().heard()).isEqualTo("abc[1073741821]123456");
    assertThat(talk.account().undeliveredBytes(OUT_OF_WINDOW)).isZero();
  }

  @Test
  void streamThatIsAcknowledgedGoesOnAfterALargeLossWhenTheOtherSideNamesThePlace() {
    long far = 1_001 + (1 << 30);
    Conversation talk = new Conversation(depth(1L << 40)).syn(1000).data(1001, "abc");
    talk.ackByB(1_004).data(far, "12").data(far + 2, "34").ackByB(1_004);
    assertThat(talk.numbers().sentBytes(false)).isEqualTo(3);
    talk.ackByB(far + 2).fin(far + 4, "56").end();
    assertThat(talk.heard()).isEqualTo("abc[1073741821 acked]123456[fin]");
  }

  @Test
  void fourSegmentsThatGoOnFromEachOtherAreBelieved() {
    long far = 1_001 + (1 << 30);
    Conversation talk = new Conversation(depth(1L << 40)).syn(1000).data(1001, "abc");
    talk.ackByB(1_004).data(far, "1").data(far + 1, "2").data(far + 2, "3");
    assertThat(talk.numbers().sentBytes(false)).isEqualTo(3);
    assertThat(talk.data(far + 3, "4").numbers().sentBytes(false)).isEqualTo((1 << 30) + 4);
  }

  @Test
  void finFarAheadIsBelievedWhenItIsAcknowledged() {
    Conversation talk = new Conversation(depth(1L << 40)).syn(1000).ackByB(1_001);
    talk.fin(1_001 + 3_000_000_000L, "");
    assertThat(talk.numbers().hasFin(false)).isFalse();
    talk.ackByB(1_002 + 3_000_000_000L);
    assertThat(talk.numbers().hasFin(false)).isTrue();
    assertThat(talk.end().heard()).isEqualTo("[3000000000 acked][fin]");
  }

  @Test
  void acknowledgementsOfWhatWasNeverSentCountForNothing() {
    Conversation talk = talk().syn(1000).data(1001, "abc").ackByB(1_004);
    talk.ackByB(900_000_000).ackByB(900_000_000).data(1_004, 1, "").ackByB(900_001_000);
    talk.data(1_004, 1, "").ackByB(900_002_000).data(1_004, 1, "").ackByB(900_003_000).end();
    assertThat(talk.numbers().sentBytes(false)).isEqualTo(3);
  }

  @Test
  void acknowledgementIsTakenBackWhenTheSideGoesOnBelowIt() {
    Conversation talk = talk().syn(1000).data(1001, "abc").ackByB(9_000);
    assertThat(talk.numbers().sentBytes(false)).isEqualTo(7_999);
    assertThat(talk.data(1_004, 1, "").numbers().sentBytes(false)).isEqualTo(3);
    talk.ackByB(9_000).fin(1_004, "def").end();
    assertThat(talk.heard()).isEqualTo("abcdef[fin]");
    assertThat(talk.numbers().sentBytes(false)).isEqualTo(6);
  }

  @Test
  void bytesBeforeABareAckAreOutOfOrder() {
    Conversation talk = talk().syn(1000).data(1_004, 1, "");
    assertThat(talk.data(1_001, "abc").numbers().place()).isEqualTo(Place.FILLS);
    assertThat(talk.numbers().sentBytes(false)).isEqualTo(3);
  }

  // Several SYNs.

  @Test
  void acknowledgementChoosesAmongSyns() {
    Conversation talk = talk().syn(1000).syn(900_000).ackByB(900_001).data(900_001, "abc");
    assertThat(talk.syn(1000).data(900_004, "def").end().heard()).isEqualTo("abcdef");
    Conversation first = talk().syn(1000).syn(900_000).ackByB(1_001).data(1_001, "abc");
    assertThat(first.end().heard()).isEqualTo("abc");
  }

  @Test
  void dataChoosesAmongSynsThatWereNotAcknowledged() {
    Conversation talk = talk().syn(1000).syn(500_000).syn(900_000).data(900_004, "def");
    assertThat(talk.data(900_001, "abc").end().heard()).isEqualTo("abcdef");
  }

  @Test
  void payloadOfASynThatWasNotChosenStays() {
    Conversation talk = talk().syn(1000, "abc").syn(900_000).ackByB(900_001);
    assertThat(talk.data(900_001, "def").end().heard()).isEqualTo("abcdef");
  }

  @Test
  void acknowledgementOfExactlyItsNumberChoosesAmongSynsThatLieNear() {
    Conversation talk = talk().syn(1000).syn(50_000).ackByB(50_001).data(50_001, "abc");
    assertThat(talk.end().heard()).isEqualTo("abc");
    assertThat(talk.numbers().missedBytes(false)).isZero();
  }

  @Test
  void synThatWasAcknowledgedGivesWayToAnotherUntilItsSideSends() {
    Conversation talk = talk().syn(1000).ackByB(1_001).syn(900_000).ackByB(900_001);
    assertThat(talk.data(900_001, "abc").end().heard()).isEqualTo("abc");
    assertThat(talk.numbers().sentBytes(false)).isEqualTo(3);
    Conversation sent = talk().syn(1000).ackByB(1_001).data(1_001, "abc").syn(90_000_000);
    assertThat(sent.ackByB(90_000_001).data(1_004, "def").end().heard()).isEqualTo("abcdef");
    Conversation stray = talk().syn(1000).ackByB(1_001).syn(900_000).ackByB(1_001);
    assertThat(stray.data(1_001, "abc").end().heard()).isEqualTo("abc");
  }

  // Padding.

  private static final int BLANK_ACK = TcpNumbers.ACK | TcpNumbers.BLANK;

  @Test
  void zerosAtANumberThatIsUsedForDataArePadding() {
    Conversation talk = talk().syn(1000).send(1_001, 1, BLANK_ACK, "\0\0");
    assertThat(talk.account().waitingBytes()).isEqualTo(2);
    talk.send(1_001, 1, BLANK_ACK, "\0\0").data(1_001, "abc").send(1_004, 1, BLANK_ACK, "\0\0");
    assertThat(talk.end().heard()).isEqualTo("abc");
    assertThat(talk.account().undeliveredBytes(PADDING)).isEqualTo(6);
    assertThat(talk.account().conflictBytes()).isZero();
  }

  @Test
  void zerosBeforeABareAckAtTheirNumberArePadding() {
    Conversation talk = talk().syn(1000).send(1_001, 1, BLANK_ACK, "\0\0").data(1_001, 1, "");
    assertThat(talk.account().undeliveredBytes(PADDING)).isEqualTo(2);
  }

  @Test
  void zerosBehindWhichTheSideGoesOnArePayload() {
    Conversation talk = talk().syn(1000).data(1001, "abc").send(1_004, 1, BLANK_ACK, "\0\0");
    assertThat(talk.data(1_006, "def").heard()).isEqualTo("abc\0\0def");
  }

  @Test
  void zerosThatAreAcknowledgedArePayload() {
    Conversation talk = talk().syn(1000).send(1_001, 1, BLANK_ACK, "\0\0").ackByB(1_003);
    assertThat(talk.heard()).isEqualTo("\0\0");
  }

  @Test
  void zerosAtTheEndArePayloadUnlessTheSidePads() {
    assertThat(talk().syn(1000).send(1_001, 1, BLANK_ACK, "\0").end().heard()).isEqualTo("\0");
  }

  @Test
  void zerosOnASynAtANumberThatIsUsedForDataArePadding() {
    Conversation talk = talk().send(1000, 0, TcpNumbers.SYN | TcpNumbers.BLANK, "\0\0");
    assertThat(talk.data(1_001, "abc").end().heard()).isEqualTo("abc");
    assertThat(talk.account().undeliveredBytes(PADDING)).isEqualTo(2);
    assertThat(talk.account().conflictBytes()).isZero();
    Conversation payload = talk().send(1000, 0, TcpNumbers.SYN | TcpNumbers.BLANK, "\0\0");
    assertThat(payload.data(1_003, "abc").end().heard()).isEqualTo("\0\0abc");
  }

  @Test
  void zerosOnAndBehindAFinArePaddingIfTheSidePads() {
    int fin = TcpNumbers.FIN | BLANK_ACK;
    Conversation pads = talk().syn(1000).send(1_001, 1, BLANK_ACK, "\0\0").data(1_001, "abc");
    pads.send(1_004, 1, fin, "\0\0").send(1_004, 1, fin, "\0\0").send(1_005, 1, BLANK_ACK, "\0\0");
    assertThat(pads.end().heard()).isEqualTo("abc[fin]");
    assertThat(pads.account().undeliveredBytes(PADDING)).isEqualTo(8);
    assertThat(pads.numbers().sentBytes(false)).isEqualTo(3);
    Conversation pending = talk().syn(1000).send(1_001, 1, BLANK_ACK, "\0\0");
    assertThat(pending.send(1_001, 1, fin, "\0\0").end().heard()).isEqualTo("[fin]");
    Conversation other = talk().syn(1000).data(1_001, "abc").send(1_004, 1, fin, "\0\0");
    assertThat(other.end().heard()).isEqualTo("abc\0\0[fin]");
  }

  @Test
  void zerosOfWhichOnlySomeWereCapturedLeaveAGap() {
    Conversation talk = talk().syn(1000);
    talk.take(false, 1_001, 1, BLANK_ACK, new byte[1], 0, 1, 1, 4, 0);
    assertThat(talk.data(1_005, "abc").end().heard()).isEqualTo("\0[3]abc");
  }

  @Test
  void acknowledgementsTellOfALargeLoss() {
    long far = 1_001 + (1 << 30);
    Conversation talk =
        new Conversation(depth(1L << 40)).syn(1000).data(1001, "abc").ackByB(far - 2).ackByB(far);
    assertThat(talk.data(far, "1234").later(1_000).ackByB(far + 4).heard())
        .isEqualTo("abc[1073741821 acked]1234");
  }

  @Test
  void oneAcknowledgementFarAheadMovesNothing() {
    Conversation talk = talk().syn(1000).data(1001, "abc").ackByB(900_000_000).data(1_005, "e");
    assertThat(talk.later(5_000).ackByB(1_004).data(1_004, "d").end().heard()).isEqualTo("abcde");
  }

  @Test
  void offsetsGoBeyondFourGigabytes() {
    Conversation talk = new Conversation(depth(1L << 40)).syn(1000).data(1001, "a");
    for (long i = 1; i <= 20; i++) {
      talk.data(1_001 + (i << 29), "x").data(1_002 + (i << 29), "y");
    }
    assertThat(talk.end().account().gapBytes()).isEqualTo((20L << 29) - 39);
    assertThat(talk.account().handedOnBytes()).isEqualTo(1 + 40);
  }

  // Reuse.

  @Test
  void nothingOfAnEpochIsLeftForTheNext() {
    Conversation talk = talk().syn(1000).data(1001, "abc").data(1_007, "ghi").fin(1_020, "");
    talk.fromB().rst(1).fromA();
    assertThat(talk.restart().account().handedOnBytes()).isZero();
    assertThat(talk.account().waitingBytes()).isZero();
    talk.data(77, "new").fin(80, "").end().fromB().data(5, "reply");
    assertThat(talk.heard()).isEqualTo("new[fin]");
    assertThat(talk.heardOf(true).text()).isEqualTo("reply");
  }
}
