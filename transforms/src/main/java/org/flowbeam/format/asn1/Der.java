package org.flowbeam.format.asn1;

/**
 * Walks over the elements of a DER structure (X.690), one level at a time. Lenient: lengths need
 * not be minimal. It never fails: what does not fit ends the walk and {@link #isMalformed}.
 */
public final class Der {
  public static final int BOOLEAN = 0x01;
  public static final int INTEGER = 0x02;
  public static final int BIT_STRING = 0x03;
  public static final int OCTET_STRING = 0x04;
  public static final int OID = 0x06;
  static final int UTC_TIME = 0x17;
  static final int GENERALIZED_TIME = 0x18;
  public static final int SEQUENCE = 0x30;
  public static final int SET = 0x31;

  private static final int MAX_LENGTH_BYTES = 4;

  public final byte[] bytes;
  private final int end;
  private int position;
  private boolean malformed;

  /** Of the current element: its tag, where it begins, and its content. */
  public int tag;

  public int elementStart;
  public int start;
  public int length;

  public Der(byte[] bytes, int from, int count) {
    this.bytes = bytes;
    this.position = from;
    this.end = from + count;
  }

  /** Moves to the next element; false at the end. */
  public boolean next() {
    if (malformed || position == end) {
      return false;
    }
    elementStart = position;
    if (end - position < 2 || (bytes[position] & 0x1f) == 0x1f) {
      return fail();
    }
    tag = bytes[position] & 0xff;
    int first = bytes[position + 1] & 0xff;
    start = position + 2;
    long size = first;
    if (first >= 0x80) {
      int lengthBytes = first & 0x7f;
      if (lengthBytes == 0 || lengthBytes > MAX_LENGTH_BYTES || end - start < lengthBytes) {
        return fail();
      }
      size = 0;
      for (int i = 0; i < lengthBytes; i++) {
        size = (size << 8) | (bytes[start++] & 0xff);
      }
    }
    if (size > end - start) {
      return fail();
    }
    length = (int) size;
    position = start + length;
    return true;
  }

  /** Moves to the next element and says whether it has this tag. */
  public boolean next(int wanted) {
    return next() && tag == wanted;
  }

  /** The elements inside the current one. */
  public Der inside() {
    return new Der(bytes, start, length);
  }

  /** The current element without its header begins with so many bytes of no interest. */
  public Der insideBehind(int skipped) {
    int behind = Math.min(skipped, length);
    return new Der(bytes, start + behind, length - behind);
  }

  public boolean isMalformed() {
    return malformed;
  }

  private boolean fail() {
    malformed = true;
    tag = -1;
    length = 0;
    return false;
  }
}
