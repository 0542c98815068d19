package org.flowbeam.protocol.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Collection;
import java.util.Locale;
import org.flowbeam.format.content.BodyStore;
import org.flowbeam.format.mime.MimeScanner;
import org.flowbeam.protocol.shared.FileRows;
import org.flowbeam.protocol.shared.FormFields;
import org.flowbeam.protocol.shared.FormLogin;
import org.flowbeam.protocol.shared.PartFiles;
import org.jspecify.annotations.Nullable;

/** Reads multipart bodies (RFC 2046 section 5.1), one after the other: their parts are files. */
final class Multipart {
  private final PartFiles parts;
  private final MimeScanner scanner;

  /**
   * Makes the reader.
   *
   * @param fields lets logins know the fields of forms; null where there are no forms
   */
  Multipart(FileRows files, BodyStore store, @Nullable FormLogin fields) {
    parts = new PartFiles(files, store, true);
    scanner = new MimeScanner(fields == null ? parts : new FormFields(parts, fields));
  }

  static boolean reads(String type) {
    return type.toLowerCase(Locale.ROOT).startsWith("multipart/");
  }

  /** A body of this type begins. */
  void begin(String type) {
    byte[] header = ("Content-Type: " + type + "\r\n\r\n").getBytes(ISO_8859_1);
    parts.beginMessage(type.toLowerCase(Locale.ROOT).startsWith("multipart/byteranges"));
    scanner.begin();
    scanner.write(header, 0, header.length);
  }

  void write(byte[] bytes, int offset, int length) {
    scanner.write(bytes, offset, length);
  }

  void gap(long missingBytes) {
    scanner.gap(missingBytes);
  }

  /**
   * The body is over.
   *
   * @param seen whether this is its end
   * @return what is wrong with the body itself and with parts that hold parts
   */
  Collection<String> end(boolean seen) {
    scanner.end(seen);
    return parts.unwrittenDefects();
  }

  void close() {
    parts.close();
  }
}
