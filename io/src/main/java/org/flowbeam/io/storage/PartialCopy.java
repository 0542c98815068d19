package org.flowbeam.io.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A file of this machine with those bytes of a file of a store that were asked for. It is as long
 * as the other one; what was not fetched is a hole, which reads as zeros.
 */
public final class PartialCopy {
  /** To read over so much costs a store less than another request. */
  private static final long GAP_BYTES = 256 << 10;

  private static final int BUFFER_BYTES = 256 << 10;

  /** Bytes of a file, the last one exclusive. */
  public record Range(long begin, long end) {}

  private final String location;
  private final Path copy;
  private final long sizeBytes;

  /** Where the bytes that are here begin, and where they end; these neither touch nor overlap. */
  private final NavigableMap<Long, Long> present = new TreeMap<>();

  private PartialCopy(String location, Path copy, long sizeBytes) {
    this.location = location;
    this.copy = copy;
    this.sizeBytes = sizeBytes;
  }

  /** Makes the copy, which is one hole, and the folders above it. Nothing is fetched. */
  public static PartialCopy make(String location, Path copy, long sizeBytes) throws IOException {
    Files.createDirectories(copy.resolveSibling("."));
    try (FileChannel file =
        FileChannel.open(
            copy,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            StandardOpenOption.WRITE)) {
      if (sizeBytes > 0) {
        file.write(ByteBuffer.allocate(1), sizeBytes - 1);
      }
    }
    return new PartialCopy(location, copy, sizeBytes);
  }

  public long sizeBytes() {
    return sizeBytes;
  }

  public synchronized boolean isWhole() {
    return missing(List.of(new Range(0, sizeBytes))).isEmpty();
  }

  public void fetchAll() throws IOException {
    fetch(List.of(new Range(0, sizeBytes)));
  }

  /**
   * Fetches what of these ranges is not here yet.
   *
   * @throws EOFException when the file is shorter than it was
   */
  public synchronized void fetch(Collection<Range> ranges) throws IOException {
    List<Range> missing = missing(ranges);
    if (missing.isEmpty()) {
      return;
    }
    try (ReadableByteChannel from = Storage.open(location);
        FileChannel to = FileChannel.open(copy, StandardOpenOption.WRITE)) {
      if (!(from instanceof SeekableByteChannel)) {
        missing = List.of(new Range(0, sizeBytes));
      }
      for (Range range : missing) {
        if (from instanceof SeekableByteChannel seekable) {
          seekable.position(range.begin);
        }
        transfer(from, to, range);
        add(range);
      }
    }
  }

  /** What is not here, in order; ranges with little between them are one. */
  private List<Range> missing(Collection<Range> ranges) {
    List<Range> missing = new ArrayList<>();
    for (Range range : ranges.stream().sorted(Comparator.comparingLong(Range::begin)).toList()) {
      long from = range.begin;
      while (from < range.end) {
        Map.Entry<Long, Long> here = present.floorEntry(from);
        if (here != null && here.getValue() > from) {
          from = here.getValue();
        } else {
          Long next = present.higherKey(from);
          long to = next == null ? range.end : Math.min(next, range.end);
          join(missing, new Range(from, to));
          from = to;
        }
      }
    }
    return missing;
  }

  private static void join(List<Range> ranges, Range next) {
    Range last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
    if (last != null && next.begin - last.end <= GAP_BYTES) {
      ranges.set(ranges.size() - 1, new Range(last.begin, Math.max(last.end, next.end)));
    } else {
      ranges.add(next);
    }
  }

  private void transfer(ReadableByteChannel from, FileChannel to, Range range) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, range.end - range.begin));
    for (long at = range.begin; at < range.end; at += buffer.limit()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), range.end - at));
      while (buffer.hasRemaining()) {
        if (from.read(buffer) < 0) {
          throw new EOFException(location + " is shorter than it was");
        }
      }
      buffer.flip();
      while (buffer.hasRemaining()) {
        to.write(buffer, at + buffer.position());
      }
    }
  }

  private void add(Range range) {
    long begin = range.begin;
    long end = range.end;
    Map.Entry<Long, Long> before = present.floorEntry(begin);
    if (before != null && before.getValue() >= begin) {
      begin = before.getKey();
    }
    for (Map.Entry<Long, Long> next = present.ceilingEntry(begin);
        next != null && next.getKey() <= end;
        next = present.ceilingEntry(begin)) {
      end = Math.max(end, next.getValue());
      present.remove(next.getKey());
    }
    present.put(begin, end);
  }
}
