package org.flowbeam.io.frames;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** What a runner does between writer and reader, in memory: groups references by shuffle key. */
final class Shuffle implements FrameWriter.Output {
  final Map<Integer, List<byte[]>> groups = new TreeMap<>();

  @Override
  public void frame(int shuffleKey, byte[] reference) {
    groups.computeIfAbsent(shuffleKey, key -> new ArrayList<>()).add(reference);
  }

  List<byte[]> of(int shuffleKey) {
    return groups.getOrDefault(shuffleKey, List.of());
  }

  int frames() {
    return groups.values().stream().mapToInt(List::size).sum();
  }

  /** An arbitrary order of arrival, as runners have. */
  void mix(SplittableRandom random) {
    for (List<byte[]> frames : groups.values()) {
      for (int i = frames.size() - 1; i > 0; i--) {
        Collections.swap(frames, i, random.nextInt(i + 1));
      }
    }
  }

  static List<byte[]> readAll(SortedRecords records) throws IOException {
    List<byte[]> all = new ArrayList<>();
    try (records) {
      while (records.next()) {
        all.add(current(records));
      }
    }
    return all;
  }

  static byte[] current(SortedRecords records) {
    return Arrays.copyOfRange(records.bytes(), 0, records.length());
  }
}
