package org.flowbeam.protocol.shared;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;
import java.util.Set;
import org.flowbeam.format.content.BodyStore;
import org.flowbeam.format.mime.MimeScanner;
import org.jspecify.annotations.Nullable;

/** Reads multipart bodies (RFC 2046 section 5.1), one after the other: their parts are files. */
public final class MultipartBodies {
  private final PartFiles parts;
  private final MimeScanner scanner;

  /**
   * Makes the reader.
   *
   * @param fields lets logins know the fields of forms; null where there are no forms
   */
  public MultipartBodies(FileRows files, BodyStore store, @Nullable FormLogin fields) {
    parts = new PartFiles(files, store, true);
    scanner = new MimeScanner(fields == null ? parts : new FormFields(parts, fields));
  }

  /** Whether a body of this type is one. */
  public static boolean reads(String type) {
    return type.toLowerCase(Locale.ROOT).startsWith("multipart/");
  }

  /** A body of this type begins. */
  public void begin(String type) {
    byte[] header = ("Content-Type: " + type + "\r\n\r\n").getBytes(ISO_8859_1);
    parts.beginMessage(type.toLowerCase(Locale.ROOT).startsWith("multipart/byteranges"));
    scanner.begin();
    scanner.write(header, 0, header.length);
  }

  /** Bytes of it; lent for the call. */
  public void write(byte[] bytes, int offset, int length) {
    scanner.write(bytes, offset, length);
  }

  /** So many bytes of it are missing. */
  public void gap(long missingBytes) {
    scanner.gap(missingBytes);
  }

  /**
   * The body is over.
   *
   * @param seen whether this is its end
   * @return what is wrong with the body itself and with parts that hold parts
   */
  public Set<String> end(boolean seen) {
    scanner.end(seen);
    return parts.unwrittenDefects();
  }

  /** Nothing more comes. */
  public void close() {
    parts.close();
  }
}
