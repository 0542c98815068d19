package org.flowbeam.format.mime;

import org.jspecify.annotations.Nullable;

/**
 * Passes parts on, and finds files in what parts contain: uuencoded ones in text, and those of a
 * winmail.dat. They begin and end as parts of the part around them, in the midst of its content; at
 * most {@link #MAX_FILES} of a message.
 */
public final class EmbeddedFiles implements MimeHandler {
  public static final int MAX_FILES = MimeScanner.MAX_PARTS;

  private static final String UUENCODE = "uuencode";
  private static final String TNEF = "tnef";

  private final MimeHandler next;
  private final UuReader uuencoded = new UuReader(new Files());
  private final TnefReader tnef = new TnefReader(new Files());
  private int files;

  /** Whose content is read; null when that of none is. */
  private @Nullable MimePart around;

  private boolean isText;
  private long missingBytes;
  private @Nullable MimePart file;

  public EmbeddedFiles(MimeHandler next) {
    this.next = next;
  }

  @Override
  public void begins(MimePart part) {
    finish(false); // it is not the content of a file, but parts
    next.begins(part);
    files = part.depth() == 1 ? 0 : files;
    around = part;
    missingBytes = 0;
    isText = part.type().startsWith("text/") || part.encoding().contains("uu");
    if (isText) {
      uuencoded.begin();
    } else {
      tnef.begin();
    }
  }

  @Override
  public void content(MimePart part, byte[] bytes, int offset, int length) {
    next.content(part, bytes, offset, length);
    if (part != around) {
      return;
    }
    if (part.missingBytes() > missingBytes) {
      gap(part.missingBytes() - missingBytes);
      missingBytes = part.missingBytes();
    }
    if (isText) {
      uuencoded.write(bytes, offset, length);
    } else {
      tnef.write(bytes, offset, length);
    }
  }

  private void gap(long lengthBytes) {
    MimePart holed = file;
    if (isText) {
      uuencoded.gap();
    } else {
      tnef.gap();
    }
    if (holed != null) {
      holed.missingBytes += lengthBytes;
    }
  }

  @Override
  public void ends(MimePart part) {
    if (part == around) {
      finish(part.isComplete());
    }
    next.ends(part);
  }

  private void finish(boolean complete) {
    if (around != null && isText) {
      uuencoded.end();
    } else if (around != null) {
      tnef.end(complete);
    }
    around = null;
  }

  /** Makes parts of them. */
  private final class Files implements FileSink {
    @Override
    public void fileBegins() {
      MimePart part = around;
      if (part == null || files == MAX_FILES) {
        if (part != null) {
          part.defect("part_limit");
        }
        return;
      }
      files++;
      file = MimePart.embedded(part, isText ? UUENCODE : TNEF);
      next.begins(file);
    }

    @Override
    public void fileNamed(String text) {
      if (file != null) {
        file.named(text);
      }
    }

    @Override
    public void fileContent(byte[] bytes, int offset, int length, int encodedBytes) {
      if (file != null) {
        file.encodedBytes += encodedBytes;
        next.content(file, bytes, offset, length);
      }
    }

    @Override
    public void fileEnds(boolean complete, boolean defective) {
      MimePart ended = file;
      file = null;
      if (ended != null) {
        if (defective) {
          ended.defect("bad_encoding");
        }
        ended.complete = complete && ended.missingBytes == 0;
        next.ends(ended);
      }
    }
  }
}
