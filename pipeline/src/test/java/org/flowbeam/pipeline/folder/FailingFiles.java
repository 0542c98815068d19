package org.flowbeam.pipeline.folder;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.FileSystem;
import org.apache.beam.sdk.io.FileSystemRegistrar;
import org.apache.beam.sdk.io.fs.CreateOptions;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MoveOptions;
import org.apache.beam.sdk.io.fs.ResolveOptions;
import org.apache.beam.sdk.io.fs.ResolveOptions.StandardResolveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * Local files under names {@code failing:///PATH}, on storage that fails as a test wants it: when a
 * file is opened for the n-th time, reading it fails behind a number of bytes.
 */
public final class FailingFiles implements FileSystemRegistrar {
  private static final String SCHEME = "failing";
  private static final Map<String, List<Long>> GOOD_BYTES = new ConcurrentHashMap<>();

  /** A reading without failure. */
  static final long ALL = Long.MAX_VALUE;

  static String uri(Path path) {
    return SCHEME + "://" + path;
  }

  /** From now on; openings behind the last number do not fail. */
  static void fail(String fileName, Long... goodBytesOfEachOpening) {
    GOOD_BYTES.put(fileName, new ArrayList<>(List.of(goodBytesOfEachOpening)));
  }

  static void heal() {
    GOOD_BYTES.clear();
  }

  @Override
  public Iterable<FileSystem<?>> fromOptions(PipelineOptions options) {
    return List.of(new Failing());
  }

  /** A path with its scheme. */
  private record Name(String path) implements ResourceId {
    private static final long serialVersionUID = 1;

    @Override
    public ResourceId resolve(String other, ResolveOptions options) {
      boolean folder = options == StandardResolveOptions.RESOLVE_DIRECTORY;
      return new Name(path + other + (folder ? "/" : ""));
    }

    @Override
    public ResourceId getCurrentDirectory() {
      return new Name(path.substring(0, path.lastIndexOf('/') + 1));
    }

    @Override
    public String getScheme() {
      return SCHEME;
    }

    @Override
    public String getFilename() {
      return path.substring(path.lastIndexOf('/') + 1);
    }

    @Override
    public boolean isDirectory() {
      return path.endsWith("/");
    }

    @Override
    public String toString() {
      return SCHEME + "://" + path;
    }
  }

  private static final class Failing extends FileSystem<Name> {
    @Override
    protected List<MatchResult> match(List<String> specs) throws IOException {
      List<MatchResult> results = new ArrayList<>();
      for (String spec : specs) {
        Path folder = Path.of(pathOf(spec).replaceFirst("\\*\\*$", ""));
        List<MatchResult.Metadata> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
          for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
            found.add(
                MatchResult.Metadata.builder()
                    .setResourceId(new Name(file.toString()))
                    .setSizeBytes(Files.size(file))
                    .setIsReadSeekEfficient(false)
                    .build());
          }
        }
        results.add(MatchResult.create(MatchResult.Status.OK, found));
      }
      return results;
    }

    @Override
    protected ReadableByteChannel open(Name name) throws IOException {
      Path file = Path.of(name.path());
      if (!Files.exists(file)) {
        throw new FileNotFoundException(name.path());
      }
      List<Long> openings = GOOD_BYTES.getOrDefault(name.getFilename(), List.of());
      synchronized (openings) {
        long good = openings.isEmpty() ? ALL : openings.remove(0);
        return new FailingChannel(Files.newByteChannel(file), good);
      }
    }

    @Override
    protected Name matchNewResource(String spec, boolean isDirectory) {
      String path = pathOf(spec);
      return new Name(isDirectory && !path.endsWith("/") ? path + "/" : path);
    }

    private static String pathOf(String spec) {
      return spec.substring((SCHEME + "://").length());
    }

    @Override
    protected String getScheme() {
      return SCHEME;
    }

    @Override
    protected WritableByteChannel create(Name name, CreateOptions options) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void copy(List<Name> from, List<Name> to) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void rename(List<Name> from, List<Name> to, MoveOptions... options) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void delete(Collection<Name> names) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class FailingChannel implements ReadableByteChannel {
    private final ReadableByteChannel file;
    private long goodBytes;

    FailingChannel(ReadableByteChannel file, long goodBytes) {
      this.file = file;
      this.goodBytes = goodBytes;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
      if (goodBytes == 0) {
        throw new IOException("Input/output error");
      }
      int room = (int) Math.min(to.remaining(), goodBytes);
      ByteBuffer part = to.duplicate().limit(to.position() + room);
      int length = file.read(part);
      to.position(part.position());
      goodBytes -= Math.max(0, length);
      return length;
    }

    @Override
    public boolean isOpen() {
      return file.isOpen();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
