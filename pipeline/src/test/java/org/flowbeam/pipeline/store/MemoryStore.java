package org.flowbeam.pipeline.store;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.FileSystem;
import org.apache.beam.sdk.io.FileSystemRegistrar;
import org.apache.beam.sdk.io.fs.CreateOptions;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MoveOptions;
import org.apache.beam.sdk.io.fs.ResolveOptions;
import org.apache.beam.sdk.io.fs.ResolveOptions.StandardResolveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory, {@code memory://...}, with what stores do to those who trust them: there are
 * no folders, lists can lag behind, and requests fail after they were done, or half done.
 */
public final class MemoryStore implements FileSystemRegistrar {
  private static final String SCHEME = "memory";
  private static final NavigableMap<String, byte[]> FILES = new TreeMap<>();
  private static final NavigableMap<String, Long> READ = new TreeMap<>();
  private static final Set<String> VANISHED = ConcurrentHashMap.newKeySet();
  private static @Nullable Set<String> listed;
  private static int renamesBeforeFailure;
  private static int movesOfFailure;

  /** Empty and without faults. */
  public static void clear() {
    synchronized (FILES) {
      FILES.clear();
      READ.clear();
      VANISHED.clear();
      listed = null;
      renamesBeforeFailure = -1;
    }
  }

  public static void put(String location, byte[] bytes) {
    synchronized (FILES) {
      FILES.put(location, bytes);
    }
  }

  /** Files by what their locations say behind a prefix. */
  public static NavigableMap<String, byte[]> files(String prefix) {
    synchronized (FILES) {
      NavigableMap<String, byte[]> files = new TreeMap<>();
      FILES.forEach(
          (location, bytes) -> {
            if (location.startsWith(prefix)) {
              files.put(location.substring(prefix.length()), bytes);
            }
          });
      return files;
    }
  }

  /** How many bytes of a file were fetched. */
  public static long bytesRead(String location) {
    synchronized (FILES) {
      return READ.getOrDefault(location, 0L);
    }
  }

  /** Lists go on showing it; it cannot be opened. */
  static void vanish(String location) {
    VANISHED.add(location);
  }

  /** Lists show what there is now, whatever is written or deleted from now on. */
  static void freezeLists() {
    synchronized (FILES) {
      listed = Set.copyOf(FILES.keySet());
    }
  }

  /**
   * One request to rename fails.
   *
   * @param before how many requests succeed before it
   * @param moves how many files it moves before it fails; all of them if it has fewer
   */
  static void failRename(int before, int moves) {
    synchronized (FILES) {
      renamesBeforeFailure = before;
      movesOfFailure = moves;
    }
  }

  @Override
  public Iterable<FileSystem<?>> fromOptions(PipelineOptions options) {
    return List.of(new Memory());
  }

  private record Name(String location) implements ResourceId {
    private static final long serialVersionUID = 1;

    @Override
    public ResourceId resolve(String other, ResolveOptions options) {
      boolean folder = options == StandardResolveOptions.RESOLVE_DIRECTORY;
      return new Name(location + other + (folder ? "/" : ""));
    }

    @Override
    public ResourceId getCurrentDirectory() {
      return new Name(location.substring(0, location.lastIndexOf('/') + 1));
    }

    @Override
    public String getScheme() {
      return SCHEME;
    }

    @Override
    public String getFilename() {
      return location.substring(location.lastIndexOf('/') + 1);
    }

    @Override
    public boolean isDirectory() {
      return location.endsWith("/");
    }

    @Override
    public String toString() {
      return location;
    }
  }

  private static final class Memory extends FileSystem<Name> {
    @Override
    protected List<MatchResult> match(List<String> specs) {
      synchronized (FILES) {
        return specs.stream().map(Memory::match).toList();
      }
    }

    private static MatchResult match(String spec) {
      List<MatchResult.Metadata> found = new ArrayList<>();
      if (!spec.matches(".*[*?\\[{].*")) {
        add(spec, found);
      } else {
        Pattern pattern = pattern(spec);
        for (String location : listed == null ? FILES.keySet() : listed) {
          if (pattern.matcher(location).matches()) {
            add(location, found);
          }
        }
      }
      return found.isEmpty()
          ? MatchResult.create(MatchResult.Status.NOT_FOUND, new FileNotFoundException(spec))
          : MatchResult.create(MatchResult.Status.OK, found);
    }

    private static void add(String location, List<MatchResult.Metadata> found) {
      byte[] bytes = FILES.get(location);
      if (bytes != null) {
        found.add(
            MatchResult.Metadata.builder()
                .setResourceId(new Name(location))
                .setSizeBytes(bytes.length)
                .setIsReadSeekEfficient(true)
                .build());
      }
    }

    private static Pattern pattern(String spec) {
      return Pattern.compile(
          Pattern.quote(spec)
              .replace("**", "\\E.+\\Q")
              .replace("*", "\\E[^/]*\\Q")
              .replace("?", "\\E[^/]\\Q"));
    }

    @Override
    protected ReadableByteChannel open(Name name) throws IOException {
      synchronized (FILES) {
        byte[] bytes = VANISHED.contains(name.location()) ? null : FILES.get(name.location());
        if (bytes == null) {
          throw new FileNotFoundException(name.location());
        }
        return new Counted(name.location(), new SeekableInMemoryByteChannel(bytes));
      }
    }

    @Override
    protected WritableByteChannel create(Name name, CreateOptions options) {
      return Channels.newChannel(
          new ByteArrayOutputStream() {
            @Override
            public void close() {
              put(name.location(), toByteArray());
            }
          });
    }

    @Override
    protected void copy(List<Name> from, List<Name> to) throws IOException {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void rename(List<Name> from, List<Name> to, MoveOptions... options)
        throws IOException {
      if (options.length > 0) { // as S3's file system, for which Beam then looks what is there
        throw new UnsupportedOperationException();
      }
      synchronized (FILES) {
        boolean fails = renamesBeforeFailure-- == 0;
        for (int i = 0; i < from.size() && !(fails && i == movesOfFailure); i++) {
          byte[] bytes = FILES.remove(from.get(i).location());
          if (bytes == null) {
            throw new FileNotFoundException(from.get(i).location());
          }
          FILES.put(to.get(i).location(), bytes);
        }
        if (fails) {
          throw new IOException("503 Slow Down");
        }
      }
    }

    @Override
    protected void delete(Collection<Name> names) {
      synchronized (FILES) {
        names.forEach(name -> FILES.remove(name.location()));
      }
    }

    @Override
    protected Name matchNewResource(String spec, boolean isDirectory) {
      return new Name(isDirectory && !spec.endsWith("/") ? spec + "/" : spec);
    }

    @Override
    protected String getScheme() {
      return SCHEME;
    }
  }

  /** Counts what is read. */
  private record Counted(String location, SeekableByteChannel bytes)
      implements SeekableByteChannel {
    @Override
    public int read(ByteBuffer to) throws IOException {
      int length = bytes.read(to);
      synchronized (FILES) {
        READ.merge(location, (long) Math.max(0, length), Long::sum);
      }
      return length;
    }

    @Override
    public int write(ByteBuffer from) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long position() throws IOException {
      return bytes.position();
    }

    @Override
    public SeekableByteChannel position(long newPosition) throws IOException {
      if (newPosition >= size()) { // as the file systems for S3 and HDFS
        throw new IllegalArgumentException("behind the end of " + location);
      }
      bytes.position(newPosition);
      return this;
    }

    @Override
    public long size() throws IOException {
      return bytes.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
      return bytes.isOpen();
    }

    @Override
    public void close() throws IOException {
      bytes.close();
    }
  }
}
