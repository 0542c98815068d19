package org.flowbeam.io.capture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.flowbeam.io.capture.record.CaptureRecord;
import org.jspecify.annotations.Nullable;

/** A record as a visitor saw it, copied. */
public record Seen(
    @Nullable String member,
    long offset,
    long timeNanos,
    int tie,
    int linkType,
    int interfaceId,
    int direction,
    int originalLength,
    String data) {

  public static final InspectOptions WHOLE = new InspectOptions(1 << 26, true);

  static Seen of(SourceInfo source, CaptureRecord r) {
    byte[] data =
        Arrays.copyOfRange(r.buffer(), r.dataOffset(), r.dataOffset() + r.capturedLength());
    return new Seen(
        source.member(),
        r.offset(),
        r.timeNanos(),
        r.tieIndex(),
        r.linkType(),
        r.interfaceId(),
        r.captureDirection(),
        r.originalLength(),
        HexFormat.of().formatHex(data));
  }

  /** All records of a file, read slice by slice. */
  public static List<Seen> all(CaptureFile file, List<SourceInfo> sources) {
    List<Seen> seen = new ArrayList<>();
    int slices = sources.stream().mapToInt(s -> s.slices().size()).max().orElse(0);
    try {
      for (int slice = 0; slice < slices; slice++) {
        CaptureFiles.read(file, sources, slice, (source, record) -> seen.add(of(source, record)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return seen;
  }

  public static List<Seen> all(byte[] bytes) {
    MemoryFile file = MemoryFile.of(bytes);
    return all(file, CaptureFiles.inspect(file, WHOLE));
  }

  public static List<SourceInfo> inspect(byte[] bytes) {
    return CaptureFiles.inspect(MemoryFile.of(bytes), WHOLE);
  }

  /** For a file with one source. */
  public static SourceInfo one(byte[] bytes) {
    List<SourceInfo> sources = inspect(bytes);
    if (sources.size() != 1) {
      throw new AssertionError("not one source: " + sources);
    }
    return sources.get(0);
  }
}
