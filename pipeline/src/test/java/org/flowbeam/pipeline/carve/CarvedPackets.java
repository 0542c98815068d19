package org.flowbeam.pipeline.carve;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.flowbeam.io.capture.CaptureFile;
import org.flowbeam.io.capture.CaptureFiles;
import org.flowbeam.io.capture.InspectOptions;
import org.flowbeam.io.capture.SourceInfo;

/** What a capture says of each of its packets, wherever it lies. */
final class CarvedPackets {
  private CarvedPackets() {}

  private record Stored(Path path) implements CaptureFile {
    @Override
    public String uri() {
      return path.toString();
    }

    @Override
    public long sizeBytes() {
      return path.toFile().length();
    }

    @Override
    public ReadableByteChannel open() throws IOException {
      return Files.newByteChannel(path);
    }
  }

  /** Time, link type, direction, lengths and bytes of each, in order. */
  static List<String> of(Path capture) throws IOException {
    Stored file = new Stored(capture);
    List<SourceInfo> sources = CaptureFiles.inspect(file, new InspectOptions(Long.MAX_VALUE, true));
    List<String> packets = new ArrayList<>();
    CaptureFiles.read(
        file,
        sources,
        0,
        (source, record) ->
            packets.add(
                "%d %d %d %d %s"
                    .formatted(
                        record.timeNanos(),
                        record.linkType(),
                        record.captureDirection(),
                        record.originalLength(),
                        HexFormat.of()
                            .formatHex(
                                record.buffer(),
                                record.dataOffset(),
                                record.dataOffset() + record.capturedLength()))));
    return packets;
  }
}
