package org.flowbeam.format.tls;

import java.util.Arrays;
import org.flowbeam.format.Cursor;
import org.flowbeam.format.ProtocolException;

/** Numbers of extensions (IANA: TLS ExtensionType Values), and the walk over a list of them. */
final class Extensions {
  static final int SERVER_NAME = 0;
  static final int SUPPORTED_GROUPS = 10;
  static final int EC_POINT_FORMATS = 11;
  static final int SIGNATURE_ALGORITHMS = 13;
  static final int ALPN = 16;
  static final int SESSION_TICKET = 35;
  static final int PRE_SHARED_KEY = 41;
  static final int EARLY_DATA = 42;
  static final int SUPPORTED_VERSIONS = 43;
  static final int KEY_SHARE_OF_DRAFTS = 40;
  static final int KEY_SHARE = 51;
  static final int ENCRYPTED_CLIENT_HELLO = 0xfe0d;

  private static final int EXPECTED = 24;

  /** Takes one extension; the cursor holds its content. */
  interface Reader {
    void read(int type, Cursor content) throws ProtocolException;
  }

  private int[] types = new int[EXPECTED];
  private int count;
  private boolean malformed;
  private boolean broken;

  /**
   * Reads the list at the end of a hello, which may be absent. A malformed extension does not keep
   * the others from being read; a malformed list ends where it no longer fits.
   */
  static Extensions read(Cursor rest, Reader reader) {
    Extensions extensions = new Extensions();
    if (!rest.isAtEnd()) {
      try {
        extensions.readList(rest, reader);
      } catch (ProtocolException e) {
        extensions.broken = true;
      }
    }
    return extensions;
  }

  private void readList(Cursor rest, Reader reader) throws ProtocolException {
    Cursor list = rest.part(rest.u16());
    while (!list.isAtEnd()) {
      int type = list.u16();
      Cursor content = list.part(list.u16());
      add(type);
      try {
        reader.read(type, content);
      } catch (ProtocolException e) {
        malformed = true;
      }
    }
    broken |= !rest.isAtEnd();
  }

  private void add(int type) {
    if (count == types.length) {
      types = Arrays.copyOf(types, count * 2);
    }
    types[count++] = type;
  }

  /** Their numbers, in the order sent. */
  int[] types() {
    return Arrays.copyOf(types, count);
  }

  /** Something of them does not fit. */
  boolean isMalformed() {
    return malformed || broken;
  }

  /** The list itself does not fit: some extensions may not be in it. */
  boolean isBroken() {
    return broken;
  }
}
