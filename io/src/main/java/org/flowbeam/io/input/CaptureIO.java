package org.flowbeam.io.input;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.flowbeam.io.capture.CaptureFile;
import org.flowbeam.io.capture.CaptureFiles;
import org.flowbeam.io.capture.InspectOptions;
import org.flowbeam.io.capture.RecordVisitor;
import org.flowbeam.io.capture.SourceInfo;
import org.flowbeam.io.input.InspectedPack.InspectedFile;

/** Reads captures through Beam's FileSystems: first what they are, then their records by slices. */
public final class CaptureIO {
  private CaptureIO() {}

  /** Finds out what lies in each file: one pass over it, with the exact borders of its slices. */
  public static PTransform<PCollection<FilePack>, PCollection<InspectedPack>> inspect(
      long unitBytes) {
    return new Inspect(new InspectOptions(unitBytes, false));
  }

  private static final class Inspect
      extends PTransform<PCollection<FilePack>, PCollection<InspectedPack>> {
    private final InspectOptions options;

    Inspect(InspectOptions options) {
      this.options = options;
    }

    @Override
    public PCollection<InspectedPack> expand(PCollection<FilePack> packs) {
      return packs
          .apply(ParDo.of(new InspectFn(options)))
          .setCoder(SerializableCoder.of(InspectedPack.class));
    }
  }

  private static final class InspectFn extends DoFn<FilePack, InspectedPack> {
    private final InspectOptions options;

    InspectFn(InspectOptions options) {
      this.options = options;
    }

    @ProcessElement
    public void process(@Element FilePack pack, OutputReceiver<InspectedPack> out) {
      List<InspectedFile> files = new ArrayList<>(pack.files().size());
      for (InputFile file : pack.files()) {
        files.add(new InspectedFile(file, inspect(file, options)));
      }
      out.output(new InspectedPack(files));
    }
  }

  /**
   * The captures in one file; a file that must not or cannot be opened is one unreadable source.
   */
  public static List<SourceInfo> inspect(InputFile file, InspectOptions options) {
    return CaptureFiles.inspect(new Stored(file), options);
  }

  /** SHA-256 of the stored file, in lower-case hex. */
  public static String sha256(InputFile file) throws IOException {
    return CaptureFiles.sha256(new Stored(file));
  }

  /**
   * Replays the records of one slice of a pack to the visitor.
   *
   * @param wanted tells by its number which sources to read
   */
  public static void read(
      InspectedFile file, int slice, LongPredicate wanted, RecordVisitor visitor)
      throws IOException {
    List<SourceInfo> sources = new ArrayList<>(file.sources().size());
    for (SourceInfo source : file.sources()) {
      if (source.packets() > 0 && wanted.test(file.file().source(source.memberIndex()))) {
        sources.add(source);
      }
    }
    if (!sources.isEmpty()) {
      CaptureFiles.read(new Stored(file.file()), sources, slice, visitor);
    }
  }

  /** An input file as the capture package sees it. */
  private record Stored(InputFile file) implements CaptureFile {
    @Override
    public String uri() {
      return file.uri();
    }

    @Override
    public long sizeBytes() {
      return file.sizeBytes();
    }

    @Override
    public ReadableByteChannel open() throws IOException {
      if (!file.error().isEmpty()) {
        throw new IOException(file.error());
      }
      return file.open();
    }
  }
}
