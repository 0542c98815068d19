package org.flowbeam.assemble;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import org.flowbeam.flow.RunFacts;
import org.flowbeam.io.bytes.LongSlots;
import org.flowbeam.protocol.RowOutput;
import org.flowbeam.schemas.PacketIndexRow;
import org.flowbeam.schemas.Tables;

/**
 * Collects where the packets of one epoch lie and writes them as {@code packet_index} rows: per
 * source, chunks of at most {@value #CHUNK} offsets, ascending in a row. Where the times of a
 * source run backwards, the offsets of a later chunk may be lower than those of an earlier one.
 *
 * <p>At most {@value #BUFFERED} offsets (8 MiB) are held; then the chunks of all sources are
 * written, whatever they hold. That depends on the flow's packets alone.
 */
final class PacketIndex {
  static final int CHUNK = 65_536;
  static final int BUFFERED = 1 << 20;

  private static final int INITIAL = 16;
  private static final int KEPT = 1024;

  private final RunFacts run;
  private final RowOutput out;
  private final LongSlots slots = new LongSlots();
  private final List<Chunk> chunks = new ArrayList<>();
  private int sources;
  private int buffered;

  private static final class Chunk {
    private long source;
    private long[] offsets = new long[INITIAL];
    private int count;
    private long[] copies = new long[0];
    private int copyCount;
    private int number;
    private long bytes;
  }

  /** Boxes an offset only when it is asked for: 8 bytes each instead of 20. */
  private static final class Offsets extends AbstractList<Long> implements RandomAccess {
    private final long[] values;

    Offsets(long[] values) {
      this.values = values;
    }

    @Override
    public Long get(int index) {
      return values[index];
    }

    @Override
    public int size() {
      return values.length;
    }
  }

  PacketIndex(RunFacts run, RowOutput out) {
    this.run = run;
    this.out = out;
  }

  /**
   * @param copy the packet was removed as a copy of another one
   */
  void add(String flowId, long source, long offset, int bytes, boolean copy) {
    Chunk chunk = chunk(slots.slot(source), source);
    if (copy) {
      addCopy(chunk, offset);
    }
    if (chunk.count == chunk.offsets.length) {
      chunk.offsets = Arrays.copyOf(chunk.offsets, 2 * chunk.count);
    }
    chunk.offsets[chunk.count++] = offset;
    chunk.bytes += bytes;
    buffered++;
    if (chunk.count == CHUNK) {
      write(flowId, chunk);
    } else if (buffered == BUFFERED) {
      writeAll(flowId);
    }
  }

  private static void addCopy(Chunk chunk, long offset) {
    if (chunk.copyCount == chunk.copies.length) {
      chunk.copies = Arrays.copyOf(chunk.copies, Math.max(INITIAL, 2 * chunk.copyCount));
    }
    chunk.copies[chunk.copyCount++] = offset;
  }

  /** Writes what is left of the epoch. */
  void end(String flowId) {
    writeAll(flowId);
    for (int slot = 0; slot < sources; slot++) {
      Chunk chunk = chunks.get(slot);
      chunk.number = 0;
      if (chunk.offsets.length > KEPT && slot > 0) {
        chunk.offsets = new long[INITIAL];
      }
      if (chunk.copies.length > KEPT) {
        chunk.copies = new long[0];
      }
    }
    if (sources > KEPT) {
      chunks.subList(KEPT, chunks.size()).clear();
    }
    sources = 0;
    slots.clear();
  }

  private Chunk chunk(int slot, long source) {
    if (slot >= sources) {
      sources = slot + 1;
      if (slot == chunks.size()) {
        chunks.add(new Chunk());
      }
      chunks.get(slot).source = source;
    }
    return chunks.get(slot);
  }

  private void writeAll(String flowId) {
    for (int slot = 0; slot < sources; slot++) {
      if (chunks.get(slot).count > 0) {
        write(flowId, chunks.get(slot));
      }
    }
  }

  private void write(String flowId, Chunk chunk) {
    Arrays.sort(chunk.offsets, 0, chunk.count);
    PacketIndexRow row = new PacketIndexRow();
    row.setFlowId(flowId);
    row.setSourceId(run.sourceId(chunk.source));
    row.setChunk(chunk.number++);
    row.setOffsets(new Offsets(Arrays.copyOf(chunk.offsets, chunk.count)));
    row.setPackets(chunk.count);
    row.setBytes(chunk.bytes);
    if (chunk.copyCount > 0) {
      Arrays.sort(chunk.copies, 0, chunk.copyCount);
      row.setDuplicates(new Offsets(Arrays.copyOf(chunk.copies, chunk.copyCount)));
    }
    out.row(Tables.PACKET_INDEX, row);
    buffered -= chunk.count;
    chunk.count = 0;
    chunk.copyCount = 0;
    chunk.bytes = 0;
  }
}
