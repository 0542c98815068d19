package org.flowbeam.format.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import java.util.LinkedHashSet;
import org.flowbeam.format.text.EncodedWords;
import org.flowbeam.io.bytes.EscapedText;
import org.jspecify.annotations.Nullable;

/**
 * Finds the attachments of a winmail.dat (MS-OXTNEF) that comes in pieces. What does not begin as
 * one is passed over. It keeps {@link #MAX_PROPERTY_BYTES}, for the names of attachments.
 */
final class TnefReader {
  static final int MAX_PROPERTY_BYTES = 16 << 10;

  private static final int SIGNATURE = 0x223E9F78;
  private static final int SIGNATURE_BYTES = 6; // and a key
  private static final int HEADER_BYTES = 9; // level, attribute, length
  private static final int CHECKSUM_BYTES = 2;
  private static final int BEGINS_ATTACHMENT = 0x00069002;
  private static final int TITLE = 0x00018010;
  private static final int DATA = 0x0006800F;
  private static final int PROPERTIES = 0x00069005;

  private enum State {
    SIGNATURE,
    HEADER,
    VALUE,
    CHECKSUM,
    /** It is none, or what it says makes no sense. */
    ENDED
  }

  private final FileSink sink;
  private final byte[] fixed = new byte[HEADER_BYTES];
  private byte[] property = new byte[0];
  private State state = State.ENDED;
  private int count;
  private int attribute;
  private long left;
  private int propertyBytes;
  private int sum;
  private boolean open;
  private boolean hasLongName;
  private boolean defective;

  TnefReader(FileSink sink) {
    this.sink = sink;
  }

  void begin() {
    state = State.SIGNATURE;
    count = 0;
    open = false;
  }

  void write(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (at < end && state != State.ENDED) {
      if (state == State.VALUE) {
        int taken = (int) Math.min(left, end - at);
        value(bytes, at, taken);
        at += taken;
      } else {
        fixed[count++] = bytes[at++];
        if (count == wanted()) {
          count = 0;
          fixedEnds();
        }
      }
    }
  }

  private int wanted() {
    return switch (state) {
      case SIGNATURE -> SIGNATURE_BYTES;
      case HEADER -> HEADER_BYTES;
      default -> CHECKSUM_BYTES;
    };
  }

  private void fixedEnds() {
    if (state == State.SIGNATURE) {
      state = int32(fixed, 0) == SIGNATURE ? State.HEADER : State.ENDED;
    } else if (state == State.HEADER) {
      attributeBegins();
    } else {
      defective |= (sum & 0xffff) != ((fixed[0] & 0xff) | (fixed[1] & 0xff) << 8);
      state = State.HEADER;
    }
  }

  private void attributeBegins() {
    attribute = int32(fixed, 1);
    left = int32(fixed, 5) & 0xffffffffL;
    sum = 0;
    propertyBytes = 0;
    boolean known = fixed[0] == 1 || fixed[0] == 2; // of the message, of an attachment
    if (!known) {
      fileEnds(false);
      state = State.ENDED;
      return;
    }
    if (attribute == BEGINS_ATTACHMENT) {
      fileEnds(true);
      open = true;
      hasLongName = false;
      defective = false;
      sink.fileBegins();
    }
    state = left == 0 ? State.CHECKSUM : State.VALUE;
  }

  private void value(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      sum += bytes[i] & 0xff;
    }
    if (open && attribute == DATA) {
      sink.fileContent(bytes, offset, length, length);
    } else if (open && (attribute == TITLE || attribute == PROPERTIES)) {
      keep(bytes, offset, length);
    }
    left -= length;
    if (left == 0) {
      state = State.CHECKSUM;
      name();
    }
  }

  private void keep(byte[] bytes, int offset, int length) {
    property = property.length == 0 ? new byte[MAX_PROPERTY_BYTES] : property;
    int taken = Math.min(length, MAX_PROPERTY_BYTES - propertyBytes);
    System.arraycopy(bytes, offset, property, propertyBytes, taken);
    propertyBytes += taken;
  }

  private void name() {
    if (open && attribute == TITLE && !hasLongName) {
      named(ansi(0, propertyBytes));
    } else if (open && attribute == PROPERTIES) {
      String name = new MapiProperties(property, propertyBytes).longFilename();
      hasLongName |= name != null;
      named(name);
    }
  }

  private void named(@Nullable String name) {
    if (name != null && !name.isEmpty()) {
      sink.fileNamed(name.substring(0, Math.min(name.length(), MimeParameters.MAX_CHARS)));
    }
  }

  private String ansi(int from, int length) {
    return text(property, from, length, false);
  }

  /** Text up to the first NUL. */
  static String text(byte[] bytes, int from, int length, boolean unicode) {
    String text = new String(bytes, from, length, unicode ? UTF_16LE : ISO_8859_1);
    int end = text.indexOf('\0');
    String whole = end < 0 ? text : text.substring(0, end);
    return unicode
        ? EscapedText.ofDecoded(whole)
        : EncodedWords.decode(whole, new LinkedHashSet<>());
  }

  static int int32(byte[] bytes, int at) {
    return (bytes[at] & 0xff)
        | (bytes[at + 1] & 0xff) << 8
        | (bytes[at + 2] & 0xff) << 16
        | (bytes[at + 3] & 0xff) << 24;
  }

  private void fileEnds(boolean complete) {
    if (open) {
      open = false;
      sink.fileEnds(complete && !defective, defective);
    }
  }

  /** Bytes are missing here: where the next attribute begins is not known. */
  void gap() {
    fileEnds(false);
    state = State.ENDED;
  }

  void end(boolean complete) {
    fileEnds(complete && state == State.HEADER && count == 0);
    state = State.ENDED;
  }
}
