package org.flowbeam.pipeline.sweep;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.flowbeam.io.input.FilePack;
import org.flowbeam.io.input.InspectedPack;
import org.flowbeam.io.input.InspectedPack.InspectedFile;
import org.flowbeam.io.input.ReadUnit;
import org.flowbeam.stage.packets.ReadStage;
import org.flowbeam.stage.sources.RunSources;
import org.flowbeam.stage.sources.SourceSummary;
import org.jspecify.annotations.Nullable;

/**
 * What is left to be inspected, hashed and read. A pack that was inspected is read before the next
 * is inspected, so that few wait in memory; hashing large files takes longest and goes first. What
 * is compressed is read while it is inspected, since decompressing it twice would cost more than
 * all else. For any number of threads.
 */
final class ReadQueue {
  /** A share of the work, with what the thread reads slices with. */
  interface Share {
    void run(ReadStage reader) throws IOException;
  }

  private final Iterator<FilePack> packs;
  private final long unitBytes;
  private final long recordsBefore;
  private final Deque<Iterator<ReadUnit>> units = new ArrayDeque<>();
  private final Deque<InspectedFile> unhashed = new ArrayDeque<>();
  private final List<SourceSummary> summaries = new ArrayList<>();
  private int inspecting;

  ReadQueue(List<FilePack> packs, long unitBytes, long recordsBefore) {
    this.packs = packs.iterator();
    this.unitBytes = unitBytes;
    this.recordsBefore = recordsBefore;
  }

  /** The next share; waits while one may come from an inspection; null when all is done. */
  synchronized @Nullable Share next() throws InterruptedException {
    while (true) {
      if (!unhashed.isEmpty()) {
        InspectedFile file = unhashed.remove();
        return reader -> hash(file);
      }
      while (!units.isEmpty()) {
        Iterator<ReadUnit> first = units.element();
        if (first.hasNext()) {
          ReadUnit unit = first.next();
          return reader -> reader.read(unit);
        }
        units.remove();
      }
      if (packs.hasNext()) {
        inspecting++;
        FilePack pack = packs.next();
        return reader -> inspect(pack, reader);
      }
      if (inspecting == 0) {
        return null;
      }
      wait();
    }
  }

  private void inspect(FilePack pack, ReadStage reader) throws IOException {
    InspectedPack inspected = reader.inspect(pack, unitBytes);
    synchronized (this) {
      inspecting--;
      unhashed.addAll(inspected.files());
      units.add(inspected.plain().units(recordsBefore));
      notifyAll();
    }
  }

  private void hash(InspectedFile file) {
    SourceSummary.forEach(file, this::add);
  }

  private synchronized void add(SourceSummary summary) {
    summaries.add(summary);
  }

  /** What every step must know of all sources, once all is done. */
  synchronized RunSources sources() {
    return RunSources.of(summaries);
  }
}
