package org.flowbeam.pipeline.enrich;

import com.maxmind.db.CHMCache;
import com.maxmind.db.Metadata;
import com.maxmind.db.Reader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import org.flowbeam.pipeline.options.UsageException;

/**
 * A file in MaxMind's DB format. The only class that knows its reader, which may throw anything
 * where a file is damaged.
 */
final class PlaceFile implements AutoCloseable {
  private final Path path;
  private final Reader reader;
  private final UsedFile used;

  private PlaceFile(Path path, Reader reader, UsedFile used) {
    this.path = path;
    this.reader = reader;
    this.used = used;
  }

  /**
   * @throws UsageException when it is no such file
   */
  static PlaceFile open(Path path) throws IOException {
    Reader reader;
    try {
      reader = new Reader(path.toFile(), new CHMCache());
    } catch (IOException | RuntimeException e) {
      throw new UsageException("--mmdb: " + path + " is not in MaxMind's format, or damaged");
    }
    try {
      Metadata about = reader.getMetadata();
      String kind = about.getDatabaseType();
      return new PlaceFile(
          path, reader, UsedFile.of("--mmdb", path, kind, about.getBuildDate().toInstant()));
    } catch (IOException | RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  UsedFile used() {
    return used;
  }

  /**
   * What it knows of an address.
   *
   * @throws IOException when it is damaged where the address stands
   */
  Place of(InetAddress address) throws IOException {
    if (address.getAddress().length > 4 && reader.getMetadata().getIpVersion() == 4) {
      return Place.UNKNOWN;
    }
    try {
      return Place.of(reader.get(address, Object.class));
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw new IOException("--mmdb: " + path + " is damaged: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
