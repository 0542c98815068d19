package org.flowbeam.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.tcp.TcpNumbers.ACK;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import org.flowbeam.tcp.TcpNumbers;
import org.junit.jupiter.api.Test;

/** Numbers that no host would send, and what reassembly may cost. */
class HostileStreamTest {
  private static final int SEGMENTS = 400;
  private static final int MAX_PAYLOAD = 3_000;

  private final byte[] bytes = new byte[70_000];

  /** Any flags, numbers, lengths and times: each captured byte is counted exactly once. */
  @Test
  void everyByteOfASegmentSoupIsAccountedFor() {
    for (int seed = 0; seed < 600; seed++) {
      try {
        soup(new Random(seed * 0x9E37_79B9_7F4A_7C15L));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private void soup(Random random) {
    Conversation talk = new Conversation(options(random));
    TcpStreams streams = talk.streams();
    long[] payload = new long[2];
    int near = random.nextInt();
    long time = random.nextBoolean() ? Long.MIN_VALUE : 0;
    int spread = 1 << random.nextInt(31);
    random.nextBytes(bytes);
    for (int i = 0; i < SEGMENTS; i++) {
      boolean fromB = random.nextBoolean();
      int sequence = random.nextInt(30) == 0 ? random.nextInt() : near + random.nextInt(spread);
      int ack = random.nextInt(30) == 0 ? random.nextInt() : near + random.nextInt(spread);
      int flags = random.nextInt(3) == 0 ? random.nextInt(256) & ~rareRst(random) : ACK;
      int captured = random.nextInt(4) == 0 ? 0 : random.nextInt(MAX_PAYLOAD);
      int carried = random.nextInt(8) == 0 ? random.nextInt(captured + 1) : captured;
      int length = captured + (random.nextInt(8) == 0 ? random.nextInt(70_000) : 0);
      int offset = random.nextInt(1_000);
      talk.take(fromB, sequence, ack, flags, bytes, offset, carried, captured, length, time);
      time = random.nextInt(50) == 0 ? random.nextLong() : time + random.nextInt(100_000_000);
      payload[fromB ? 1 : 0] += captured;
      check(talk, payload);
    }
    talk.end(time);
    check(talk, payload);
    assertThat(streams.account(false).waitingBytes()).isZero();
    assertThat(streams.account(true).waitingBytes()).isZero();
  }

  private static int rareRst(Random random) {
    return random.nextInt(20) == 0 ? 0 : TcpNumbers.RST;
  }

  private static StreamOptions options(Random random) {
    long depth = random.nextBoolean() ? 1L << 60 : random.nextInt(1 << 20);
    int cap = 4096 * (1 + random.nextInt(256));
    OverlapPolicy policy = List.of(OverlapPolicy.values()).get(random.nextInt(4));
    Overflow overflow = random.nextInt(4) == 0 ? Overflow.STOP : Overflow.SLIDE;
    return new StreamOptions(
        depth, cap, policy, overflow, random.nextInt(4) > 0, random.nextInt(4) > 0);
  }

  private static void check(Conversation talk, long[] payload) {
    assertThat(RandomStreamTest.sum(talk.streams().account(false))).isEqualTo(payload[0]);
    assertThat(RandomStreamTest.sum(talk.streams().account(true))).isEqualTo(payload[1]);
  }

  @Test
  void lengthsThatContradictEachOtherAreBounded() {
    Conversation talk = Conversation.talk().syn(1000);
    talk.take(false, 1001, 0, 0, bytes, 0, -5, -7, -9, 0);
    talk.take(false, 1001, 0, 0, bytes, 0, 9, 4, 2, 0);
    assertThat(talk.account().handedOnBytes()).isEqualTo(4);
  }

  /** A page per byte is the worst that can wait. */
  @Test
  void scatteredBytesAreBoundedByTheCap() {
    StreamOptions options =
        new StreamOptions(1L << 40, 1 << 20, OverlapPolicy.LOWER_SEQ, Overflow.SLIDE, true, true);
    Conversation talk = new Conversation(options);
    TcpStreams streams = talk.streams();
    talk.take(false, 0, 0, TcpNumbers.SYN, bytes, 0, 0, 0, 0, 0);
    long before = allocated();
    for (int i = 1; i <= 100_000; i++) {
      talk.take(false, i * 4_096, 0, 0, bytes, 0, 1, 1, 1, 0);
      assertThat(streams.account(false).waitingBytes()).isLessThanOrEqualTo(256);
    }
    assertThat(streams.account(false).handedOnBytes()).isEqualTo(100_000 - 256);
    long pages = 256 * (4_096 + 4 * 4_096 + 1_024);
    assertThat(allocated() - before).isLessThan(pages + 100_000 * 1_000); // and the listener's text
  }

  @Test
  void singleBytesInReverseOrderTakeNoMoreRoomThanTheirPages() {
    Conversation talk = Conversation.talk().syn(1000);
    for (int i = 200_000; i > 1; i--) {
      talk.data(1_000 + i, "x");
    }
    assertThat(talk.account().waitingBytes()).isEqualTo(199_999);
    assertThat(talk.data(1_001, "x").heard()).hasSize(200_000);
  }

  @Test
  void streamInOrderAllocatesNothing() {
    Silent silent = new Silent();
    TcpNumbers numbers = new TcpNumbers();
    TcpStreams streams = new TcpStreams(StreamOptions.defaults(), numbers, silent);
    play(numbers, streams, 20_000, 0);
    long before = allocated();
    play(numbers, streams, 20_000, 0);
    assertThat(allocated() - before).isLessThan(1_000);
    assertThat(silent.handedOn).isEqualTo(2L * 20_000 * 1_460);
  }

  @Test
  void reorderedStreamAllocatesNothingOnceItHasItsPages() {
    Silent silent = new Silent();
    TcpNumbers numbers = new TcpNumbers();
    TcpStreams streams = new TcpStreams(StreamOptions.defaults(), numbers, silent);
    play(numbers, streams, 20_000, 10);
    long before = allocated();
    play(numbers, streams, 20_000, 10);
    assertThat(allocated() - before).isLessThan(1_000);
    assertThat(silent.handedOn).isEqualTo(2L * 20_000 * 1_460);
  }

  /** One epoch; of each {@code swap} segments, if not 0, two change places. */
  private void play(TcpNumbers numbers, TcpStreams streams, int segments, int swap) {
    numbers.reset();
    streams.reset();
    numbers.segment(false, 0, 0, TcpNumbers.SYN, 0, 8_192, -1);
    streams.segment(false, bytes, 0, 0, 0, 0);
    for (int i = 0; i < segments; i++) {
      int place = swap == 0 ? 0 : i % swap;
      int at = place == 1 ? i + 1 : place == 2 ? i - 1 : i;
      int sequence = 1 + at * 1_460;
      numbers.segment(false, sequence, 1, ACK, 1_460, 8_192, -1);
      streams.segment(false, bytes, 54, 1_460, 1_460, i);
      numbers.segment(true, 1, sequence, ACK, 0, 65_535, -1);
      streams.segment(true, bytes, 54, 0, 0, i);
    }
    numbers.end();
    streams.end(segments);
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  private static final class Silent implements StreamListener {
    private long handedOn;

    @Override
    public void onData(
        boolean fromB, byte[] bytes, int offset, int length, long streamOffset, long time) {
      handedOn += length;
    }

    @Override
    public void onGap(boolean fromB, long length, boolean acknowledged, long offset, long time) {}

    @Override
    public void onFin(boolean fromB, long time) {}

    @Override
    public void onConflict(boolean fromB, long bytes, long time) {}

    @Override
    public void onOverflow(boolean fromB, long bytes, long time) {}

    @Override
    public void onDepth(boolean fromB, long time) {}
  }
}
