package org.flowbeam.io.capture;

import java.util.ArrayList;
import java.util.List;
import org.flowbeam.io.capture.record.CaptureRecord;
import org.flowbeam.io.capture.record.Section;
import org.flowbeam.io.capture.record.Walker;
import org.jspecify.annotations.Nullable;

/** Notes, while a capture is walked, what reading each of its slices alone will need. */
final class Slicer {
  private final long sliceBytes;
  private final List<Slice> slices = new ArrayList<>();
  private final SliceTies ties = new SliceTies();
  private long boundary;
  private long firstOffset = -1;
  private long packets;
  private @Nullable Section section;

  Slicer(long sliceBytes) {
    this.sliceBytes = sliceBytes;
  }

  void onRecord(CaptureRecord record, Walker walker) {
    if (record.offset() >= boundary) {
      close(record.offset() / sliceBytes);
      open(record, walker.section());
    }
    packets++;
    ties.add(record);
  }

  private void open(CaptureRecord first, @Nullable Section section) {
    firstOffset = first.offset();
    packets = 0;
    this.section = section;
    ties.begin(first);
    boundary = end(slices.size());
  }

  private long end(long slice) {
    return sliceBytes > Long.MAX_VALUE / (slice + 1) ? Long.MAX_VALUE : (slice + 1) * sliceBytes;
  }

  /** Closes the open slice and adds empty ones until {@code next} is the next to open. */
  private void close(long next) {
    if (firstOffset >= 0) {
      slices.add(new Slice(firstOffset, packets, ties.needed(), section));
      firstOffset = -1;
    }
    while (slices.size() < next) {
      slices.add(new Slice(slices.size() * sliceBytes, 0, List.of(), null));
    }
  }

  /** All slices of a content of this size, at least one. */
  List<Slice> slices(long contentBytes) {
    close(Math.max(1, (contentBytes - 1) / sliceBytes + 1));
    return List.copyOf(slices);
  }
}
