package org.flowbeam.io.capture;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.flowbeam.io.capture.record.CaptureRecord;
import org.flowbeam.io.capture.record.Tie;

/**
 * Finds which times before a slice its records go on with: nearly always none, or the last one. A
 * reader that starts with these alone counts as one that read everything: a time that is not among
 * them is either new in the slice or too far back to be remembered.
 */
final class SliceTies {
  private List<Tie> before = List.of();
  private final BitSet open = new BitSet();
  private final BitSet needed = new BitSet();
  private long highestOpen;

  /** Begins a slice with its first record, which is added next. */
  void begin(CaptureRecord first) {
    before = first.tiesBefore();
    needed.clear();
    open.clear();
    open.set(0, before.size());
    findHighest();
  }

  void add(CaptureRecord record) {
    if (!open.isEmpty() && record.timeNanos() <= highestOpen) {
      meet(record.timeNanos(), record.tieIndex());
    }
  }

  private void meet(long timeNanos, int tieIndex) {
    for (int i = open.nextSetBit(0); i >= 0; i = open.nextSetBit(i + 1)) {
      if (before.get(i).timeNanos() == timeNanos) {
        open.clear(i);
        needed.set(i, tieIndex > 0);
        findHighest();
        return;
      }
    }
  }

  private void findHighest() {
    highestOpen = open.stream().mapToLong(i -> before.get(i).timeNanos()).max().orElse(0);
  }

  List<Tie> needed() {
    return IntStream.range(0, before.size()).filter(needed::get).mapToObj(before::get).toList();
  }
}
