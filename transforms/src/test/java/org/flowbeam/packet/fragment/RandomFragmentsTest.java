package org.flowbeam.packet.fragment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.fragment.NaiveDatagrams.Piece;
import org.junit.jupiter.api.Test;

/** Random fragments of one key, against the naive model. */
class RandomFragmentsTest {
  private static final int CASES = 9_000;
  private static final List<FragmentOverlap> POLICIES = List.of(FragmentOverlap.values());
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";

  private int rebuilt;
  private int overlapped;
  private int copies;

  @Test
  void reassemblyGivesWhatTheNaiveModelGives() {
    for (int seed = 0; seed < CASES; seed++) {
      FragmentOverlap policy = POLICIES.get(seed % POLICIES.size());
      check(seed, (seed / 3) % 2 == 1, policy);
    }
    assertThat(rebuilt).as("datagrams rebuilt").isGreaterThan(CASES / 2);
    assertThat(overlapped).as("overlaps").isGreaterThan(CASES / 2);
    assertThat(copies).as("copies").isGreaterThan(CASES / 2);
  }

  private void check(int seed, boolean ipv6, FragmentOverlap policy) {
    Random random = new Random(seed);
    List<Piece> pieces = timed(random, pieces(random));
    NaiveDatagrams naive = new NaiveDatagrams(ipv6, policy, pieces);
    Fragments fragments = Fragments.of().overlap(policy);
    long before = Fragments.START_NANOS;
    for (Piece piece : pieces) {
      fragments.after(piece.timeNanos() - before + Fragments.MILLI).add(packet(ipv6, piece));
      before = piece.timeNanos() + Fragments.MILLI;
    }
    List<PacketRecord> records = fragments.rebuild();
    String as = "seed " + seed + " " + policy + (ipv6 ? " IPv6 " : " IPv4 ") + pieces;
    assertThat(records.stream().map(Fragments::fate).toList()).as(as).isEqualTo(naive.fates());
    for (int i = 0; i < records.size(); i++) {
      String payload = naive.payload(i);
      if (payload != null) {
        assertThat(Fragments.payload(records.get(i))).as(as).isEqualTo(payload);
        rebuilt++;
      }
      overlapped += naive.fates().get(i).contains("overlap") ? 1 : 0;
    }
  }

  private static byte[] packet(boolean ipv6, Piece piece) {
    return ipv6
        ? Packets.ipv6("fd00::1", "fd00::2")
            .fragment(9, piece.offset(), piece.more())
            .protocol(253)
            .payload(piece.data())
        : Packets.ipv4("10.0.0.1", "10.0.0.2")
            .id(9)
            .fragment(piece.offset(), piece.more())
            .protocol(253)
            .payload(piece.data());
  }

  /** One to three datagrams, cut anywhere, with whatever can go wrong on the way. */
  private List<Piece> pieces(Random random) {
    List<Piece> all = new ArrayList<>();
    int datagrams = 1 + random.nextInt(3);
    for (int i = 0; i < datagrams; i++) {
      List<Piece> cut = cut(random, text(random, 1 + random.nextInt(100)));
      if (random.nextInt(3) == 0) {
        add(random, cut);
      }
      if (random.nextInt(4) == 0) {
        cut.remove(random.nextInt(cut.size()));
      }
      if (random.nextInt(3) == 0) {
        Collections.shuffle(cut, random);
      }
      all.addAll(cut);
      if (random.nextInt(5) == 0) {
        all.addAll(cut); // sent again
      }
    }
    if (random.nextInt(8) == 0) {
      Collections.shuffle(all, random);
    }
    return repeatSome(random, all);
  }

  private static List<Piece> cut(Random random, String text) {
    List<Piece> pieces = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = Math.min(text.length(), at + 8 * (1 + random.nextInt(4)));
      pieces.add(new Piece(0, at, end < text.length(), text.substring(at, end)));
      at = end;
    }
    return pieces;
  }

  /** Fragments that overlap, lie inside others, or tell another end. */
  private static void add(Random random, List<Piece> cut) {
    int more = 1 + random.nextInt(2);
    for (int i = 0; i < more; i++) {
      boolean last = random.nextInt(4) == 0;
      int length = last ? 1 + random.nextInt(20) : 8 * (1 + random.nextInt(4));
      Piece piece = new Piece(0, 8 * random.nextInt(14), !last, text(random, length));
      cut.add(random.nextInt(cut.size() + 1), piece);
    }
  }

  private List<Piece> repeatSome(Random random, List<Piece> pieces) {
    boolean everyOne = random.nextInt(6) == 0;
    List<Piece> repeated = new ArrayList<>();
    for (Piece piece : pieces) {
      repeated.add(piece);
      if (everyOne || random.nextInt(10) == 0) {
        repeated.add(piece);
        copies++;
      }
    }
    return repeated;
  }

  private static List<Piece> timed(Random random, List<Piece> pieces) {
    pieces.removeIf(piece -> piece.offset() == 0 && !piece.more()); // that is a whole packet
    List<Piece> timed = new ArrayList<>();
    long time = Fragments.START_NANOS;
    for (Piece piece : pieces) {
      time += random.nextInt(20) == 0 ? random.nextInt(70) * Fragments.SECOND : Fragments.MILLI;
      time += 1 + random.nextInt(1000); // no two at once, so that the order is the list's
      timed.add(new Piece(time, piece.offset(), piece.more(), piece.data()));
    }
    return timed;
  }

  private static String text(Random random, int length) {
    return IntStream.range(0, length)
        .mapToObj(i -> LETTERS.substring(random.nextInt(26)).substring(0, 1))
        .reduce("", String::concat);
  }
}
