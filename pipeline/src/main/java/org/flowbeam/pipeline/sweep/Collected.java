package org.flowbeam.pipeline.sweep;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.flowbeam.io.output.DateCounts;
import org.flowbeam.io.output.WrittenFile;
import org.flowbeam.stage.Lane;
import org.flowbeam.stage.StageOutput;
import org.flowbeam.stage.Tally;
import org.jspecify.annotations.Nullable;

/**
 * What the steps of a run in this JVM have put out. Of the bulk of it only references are here: the
 * frames lie in spill files. For any number of threads.
 */
final class Collected implements StageOutput {
  private final Map<Lane, SortedMap<Integer, List<byte[]>>> frames = new EnumMap<>(Lane.class);
  private final List<WrittenFile> files = new ArrayList<>();
  private Tally tally = new Tally();
  private DateCounts dates = new DateCounts();
  private @Nullable String inputs;

  @Override
  public synchronized void frame(Lane lane, int shuffleKey, byte[] reference) {
    frames
        .computeIfAbsent(lane, none -> new TreeMap<>())
        .computeIfAbsent(shuffleKey, none -> new ArrayList<>())
        .add(reference);
  }

  @Override
  public synchronized void tally(Tally part) {
    tally = Tally.sum(List.of(tally, part));
  }

  @Override
  public synchronized void dates(DateCounts part) {
    dates = DateCounts.sum(List.of(dates, part));
  }

  @Override
  public synchronized void file(WrittenFile file) {
    files.add(file);
  }

  @Override
  public synchronized void inputs(String json) {
    inputs = json;
  }

  /** The frames of a lane by shuffle key, which are the caller's from now on. */
  synchronized SortedMap<Integer, List<byte[]>> take(Lane lane) {
    SortedMap<Integer, List<byte[]>> taken = frames.remove(lane);
    return taken == null ? new TreeMap<>() : taken;
  }

  synchronized List<WrittenFile> files() {
    return List.copyOf(files);
  }

  synchronized Tally tally() {
    return tally;
  }

  synchronized DateCounts dates() {
    return dates;
  }

  synchronized String inputs() {
    if (inputs == null) {
      throw new IllegalStateException("the sources were not described");
    }
    return inputs;
  }
}
