package org.flowbeam.stage.flows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.flowbeam.format.content.StoredBody;
import org.flowbeam.io.output.BodyFile;
import org.flowbeam.io.output.WrittenFile;

/** Stores bodies as files; a body that one bundle meets again is stored once. */
final class BodyStore implements AutoCloseable {
  /** Beyond it, equal bodies may be written more than once; the commit still keeps one. */
  private static final int MAX_REMEMBERED = 100_000;

  private final String output;
  private final Consumer<WrittenFile> written;
  private final Set<String> kept = new HashSet<>();

  /** Those of the flow that is read. */
  private final Set<BodyFile> open = new HashSet<>();

  BodyStore(String output, Consumer<WrittenFile> written) {
    this.output = output;
    this.written = written;
  }

  StoredBody newBody() {
    try {
      BodyFile file = BodyFile.create(output);
      open.add(file);
      return new Body(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets go of what a failure has left open; it is deleted with the run's temporary files. */
  @Override
  public void close() throws IOException {
    for (BodyFile file : open) {
      file.close();
    }
  }

  private boolean isNew(String sha256Hex) {
    return kept.size() < MAX_REMEMBERED ? kept.add(sha256Hex) : !kept.contains(sha256Hex);
  }

  private final class Body implements StoredBody {
    private final BodyFile file;

    Body(BodyFile file) {
      this.file = file;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      try {
        file.write(bytes, offset, length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void keep(String sha256Hex) {
      open.remove(file);
      try {
        if (isNew(sha256Hex)) {
          written.accept(file.keep(sha256Hex));
        } else {
          file.discard();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public String setAside(String sha256Hex) {
      open.remove(file);
      try {
        return file.setAside(sha256Hex);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void discard() {
      open.remove(file);
      try {
        file.discard();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
