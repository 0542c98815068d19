package org.flowbeam.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.tcp.TcpNumbers.ACK;
import static org.flowbeam.tcp.TcpNumbers.FIN;
import static org.flowbeam.tcp.TcpNumbers.RST;
import static org.flowbeam.tcp.TcpNumbers.SYN;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Thousands of seeded streams, put together here and by {@link NaiveStream}. */
class RandomStreamTest {
  private static final int CASES = 3_000;
  private static final List<OverlapPolicy> POLICIES = List.of(OverlapPolicy.values());

  /** What was covered, so that a generator that tests nothing is noticed. */
  private final Set<UndeliveredReason> reasons = EnumSet.noneOf(UndeliveredReason.class);

  private long overlaps;
  private long conflicts;
  private long filled;
  private long overflows;
  private int fins;

  /** Cases in which a RST counted as taken and was ignored after all. */
  private int released;

  @Test
  void agreesWithTheNaiveModel() {
    for (int seed = 0; seed < CASES; seed++) {
      try {
        new Case(seed).play();
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertThat(reasons)
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.complementOf(EnumSet.of(UndeliveredReason.PADDING)));
    assertThat(released).isGreaterThan(20);
    assertThat(overlaps).isPositive();
    assertThat(conflicts).isPositive();
    assertThat(filled).isPositive();
    assertThat(overflows).isPositive();
    assertThat(fins).isBetween(CASES / 4, CASES);
  }

  /** Further ahead than what is believed, and each of these than the others. */
  private static final int FAR = 200_000_000;

  /** Where a SYN lies that is not the one of the stream. */
  private static final int OTHER_SYN = -1_000_000_000;

  private record Segment(int start, String carried, int captured, int length, int flags) {}

  private final class Case {
    private final Random random;
    private final StreamOptions options;
    private final NaiveStream model;
    private final Conversation real;
    private final boolean ofB;
    private final int firstNumber;
    private final byte[] content;
    private final boolean withSyn;
    private long now;
    private long payload;
    private boolean wasReset;
    private boolean released;

    Case(int seed) {
      random = new Random(seed * 0x9E37_79B9_7F4A_7C15L); // neighbours draw alike
      options = options();
      model = new NaiveStream(options);
      real = new Conversation(options);
      ofB = random.nextBoolean();
      firstNumber = random.nextBoolean() ? -random.nextInt(20_000) : random.nextInt();
      content = new byte[1 + random.nextInt(random.nextBoolean() ? 300 : 20_000)];
      for (int i = 0; i < content.length; i++) {
        content[i] = (byte) ('a' + random.nextInt(26));
      }
      withSyn = random.nextInt(4) > 0;
    }

    private StreamOptions options() {
      long depth = random.nextInt(4) == 0 ? random.nextInt(30_000) : 64 << 20;
      int cap = random.nextBoolean() ? 4096 * (1 + random.nextInt(3)) : 1 << 20;
      OverlapPolicy policy = POLICIES.get(random.nextInt(4));
      Overflow overflow = random.nextInt(3) == 0 ? Overflow.STOP : Overflow.SLIDE;
      boolean reliable = random.nextInt(5) > 0;
      return new StreamOptions(depth, cap, policy, overflow, reliable, random.nextInt(5) > 0);
    }

    void play() {
      List<Segment> segments = segments();
      for (int i = 0; i < segments.size(); i++) {
        send(segments.get(i));
        if (i > 0 && model.isStarted() && random.nextInt(4) == 0) {
          acknowledge(segments.get(random.nextInt(i + 1)));
        }
        released |= wasReset && !real.numbers().isReset(ofB);
        wasReset = real.numbers().isReset(ofB);
        now += random.nextInt(3) == 0 ? random.nextInt(400) * Conversation.MILLIS : 0;
        int step = i;
        check(() -> "segment " + step);
      }
      real.end(now);
      model.end();
      check(() -> "end");
      assertThat(real.heardOf(ofB).text()).as("%s", options).isEqualTo(model.heard().text());
      cover();
    }

    private List<Segment> segments() {
      List<Segment> list = new ArrayList<>();
      int size = 1 + random.nextInt(random.nextBoolean() ? 1_460 : 9_000);
      int at = 0;
      while (at < content.length && list.size() < 60) {
        int length = Math.min(content.length - at, 1 + random.nextInt(size));
        list.add(data(at, length, 0));
        at += length;
      }
      if (random.nextInt(4) > 0) {
        list.add(new Segment(at, "", 0, 0, FIN | ACK));
      }
      int extra = random.nextInt(8);
      for (int i = 0; i < extra; i++) {
        int from = random.nextInt(content.length);
        int length = 1 + random.nextInt(Math.min(content.length - from, 3 * size));
        int flags = random.nextInt(20) == 0 ? FIN : 0;
        list.add(random.nextInt(list.size()), data(from, length, flags));
      }
      disturb(list);
      for (int i = random.nextInt(6); i >= 4; i--) {
        Segment other = list.get(random.nextInt(list.size()));
        int from = random.nextBoolean() ? other.start() : random.nextInt(content.length);
        list.add(random.nextInt(list.size() + 1), new Segment(from, "", 0, 0, RST));
      }
      for (int i = random.nextInt(5); i >= 3; i--) {
        int far = (i + 1) * FAR + random.nextInt(9_000);
        list.add(1 + random.nextInt(list.size()), new Segment(far, "?", 1, 1, ACK));
      }
      Segment syn = new Segment(-1, "", 0, 0, SYN);
      if (withSyn) {
        list.add(0, syn);
        if (random.nextInt(3) == 0) {
          list.add(random.nextInt(3), new Segment(OTHER_SYN, "", 0, 0, SYN));
        }
      } else if (random.nextBoolean()) {
        list.add(1 + random.nextInt(list.size()), syn);
      }
      return list;
    }

    private void disturb(List<Segment> list) {
      int swaps = random.nextInt(list.size() + 1);
      for (int i = 0; i < swaps; i++) {
        int from = random.nextInt(list.size());
        int to = Math.max(0, Math.min(list.size() - 1, from + random.nextInt(9) - 4));
        list.add(to, list.remove(from));
      }
      int copies = random.nextInt(4);
      for (int i = 0; i < copies; i++) {
        list.add(random.nextInt(list.size() + 1), list.get(random.nextInt(list.size())));
      }
      int losses = random.nextInt(4);
      for (int i = 0; i < losses && list.size() > 1; i++) {
        list.remove(random.nextInt(list.size()));
      }
    }

    private Segment data(int from, int length, int flags) {
      byte[] bytes = Arrays.copyOfRange(content, from, from + length);
      if (random.nextInt(10) == 0) {
        bytes[random.nextInt(length)] = 'A';
      }
      int captured = random.nextInt(12) == 0 ? random.nextInt(length + 1) : length;
      boolean cut = from >= options.depthBytes() && random.nextBoolean();
      int carried = cut ? 0 : captured;
      String text = new String(bytes, 0, carried, ISO_8859_1);
      return new Segment(from, text, captured, length, flags | ACK);
    }

    private void send(Segment s) {
      if (s.start() >= FAR && !model.hasBegun()) {
        return; // it would be the begin
      }
      int number = firstNumber + s.start();
      byte[] carried = s.carried().getBytes(ISO_8859_1);
      int flags = s.flags() & ~ACK;
      real.take(ofB, number, 0, flags, carried, 0, carried.length, s.captured(), s.length(), now);
      payload += s.captured();
      if ((s.flags() & RST) != 0) {
        model.rst(s.start());
      } else if (s.start() == OTHER_SYN) {
        model.otherSyn();
      } else if ((s.flags() & SYN) != 0) {
        model.syn();
      } else if (s.start() >= FAR) {
        model.farAhead(s.captured());
      } else {
        boolean fin = (s.flags() & FIN) != 0;
        model.segment(s.start(), carried, s.captured(), s.length(), fin, now);
      }
      model.settle(now);
    }

    private void acknowledge(Segment s) {
      if (s.start() >= FAR || s.start() == OTHER_SYN) {
        return;
      }
      int position = s.start() + s.length() + ((s.flags() & (SYN | FIN)) != 0 ? 1 : 0);
      int number = firstNumber + position;
      real.take(!ofB, 1, number, ACK, new byte[0], 0, 0, 0, 0, now);
      model.ack(position, now);
      model.settle(now);
    }

    private void check(Supplier<String> step) {
      Supplier<String> as = () -> "%s, %s".formatted(step.get(), options);
      StreamAccount account = real.streams().account(ofB);
      Heard heard = real.heardOf(ofB);
      assertThat(heard.length()).as(as).isEqualTo(model.heard().length());
      assertThat(numbers(account)).as(as).isEqualTo(model.numbers());
      assertThat(heard.counts()).as(as).isEqualTo(model.heard().counts());
      assertThat(sum(account)).as(as).isEqualTo(payload);
    }

    private void cover() {
      StreamAccount account = real.streams().account(ofB);
      assertThat(account.waitingBytes()).isZero();
      for (UndeliveredReason reason : UndeliveredReason.values()) {
        if (account.undeliveredBytes(reason) > 0) {
          reasons.add(reason);
        }
      }
      overlaps += account.overlapBytes();
      conflicts += account.conflictBytes();
      filled += account.filledAfterAckBytes();
      overflows += real.heardOf(ofB).counts().get(2);
      RandomStreamTest.this.released += released ? 1 : 0;
      fins += real.heardOf(ofB).text().endsWith("[fin]") ? 1 : 0;
    }
  }

  static List<Long> numbers(StreamAccount account) {
    List<Long> list = new ArrayList<>();
    for (UndeliveredReason reason : UndeliveredReason.values()) {
      list.add(account.undeliveredBytes(reason));
    }
    list.add(account.handedOnBytes());
    list.add(account.duplicateBytes());
    list.add(account.overlapBytes());
    list.add(account.conflictBytes());
    list.add(account.filledAfterAckBytes());
    return list;
  }

  /** Equals the captured payload, always. */
  static long sum(StreamAccount account) {
    return account.handedOnBytes()
        + account.duplicateBytes()
        + account.overlapBytes()
        + account.undeliveredBytes()
        + account.waitingBytes();
  }
}
