package org.flowbeam.format.content;

import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Checksum;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * gzip (RFC 1952, any number of members) and deflate, which servers send with the zlib header that
 * RFC 9110 asks for or without it. Check sums and lengths are verified. A gzip body that does not
 * begin as one was not coded; it passes through. An empty body is whole.
 */
public final class InflateDecoder implements ContentDecoder {
  private static final int HEADER_BYTES = 10;
  private static final int GZIP_TRAILER_BYTES = 8;
  private static final int ZLIB_TRAILER_BYTES = 4;
  private static final int BUFFER_BYTES = 16 << 10;
  private static final int HAS_HEADER_CHECK = 2;
  private static final int HAS_EXTRA = 4;
  private static final int HAS_NAME = 8;
  private static final int HAS_COMMENT = 16;

  private enum State {
    GZIP_HEADER,
    GZIP_EXTRA_LENGTH,
    GZIP_EXTRA,
    GZIP_NAME,
    GZIP_COMMENT,
    GZIP_HEADER_CHECK,
    ZLIB_HEADER,
    DATA,
    GZIP_TRAILER,
    ZLIB_TRAILER,
    /** Behind a member another one may begin; else it is padding. */
    GZIP_NEXT,
    ENDED,
    NOT_CODED,
    FAILED
  }

  private final Inflater inflater = new Inflater(true);
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final DecodeBudget budget;
  private boolean gzip;
  private ByteSink out;
  private State state = State.ENDED;
  private int count;
  private int flags;
  private int first;
  private int extraBytes;

  /** Of the bytes that were decoded: CRC-32 for gzip, Adler-32 for zlib, none without header. */
  private @Nullable Checksum checksum;

  /** What the trailer says, as far as it is there. */
  private long trailer;

  private boolean begun;

  public InflateDecoder(DecodeBudget budget) {
    this.budget = budget;
    this.out = (bytes, offset, length) -> {};
  }

  /** Begins a body; what was before is forgotten. */
  public InflateDecoder begin(boolean gzip, ByteSink out) {
    this.gzip = gzip;
    this.out = out;
    checksum = gzip ? new CRC32() : null;
    begun = false;
    inflater.reset();
    become(gzip ? State.GZIP_HEADER : State.ZLIB_HEADER);
    return this;
  }

  /** Begins deflated data with nothing around it (RFC 1951); what was before is forgotten. */
  public InflateDecoder beginBare(ByteSink out) {
    begin(false, out);
    become(State.DATA);
    return this;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    begun |= length > 0;
    while (at < end) {
      switch (state) {
        case DATA -> at = inflate(bytes, at, end);
        case NOT_CODED -> {
          out.write(bytes, at, end - at);
          at = end;
        }
        case ENDED, FAILED -> at = end;
        default -> header(bytes[at++] & 0xFF);
      }
    }
  }

  private int inflate(byte[] bytes, int from, int end) {
    inflater.setInput(bytes, from, end - from);
    try {
      int produced;
      do {
        produced = inflater.inflate(buffer);
        if (produced > 0) {
          if (checksum != null) {
            checksum.update(buffer, 0, produced);
          }
          out.write(buffer, 0, produced);
        }
      } while (produced > 0 && !inflater.finished() && !budget.isSpent());
    } catch (DataFormatException e) {
      state = State.FAILED;
    }
    if (inflater.needsDictionary()) {
      state = State.FAILED;
    }
    int left = inflater.getRemaining();
    if (inflater.finished()) {
      trailer = 0;
      become(gzip ? State.GZIP_TRAILER : checksum == null ? State.ENDED : State.ZLIB_TRAILER);
    }
    return budget.isSpent() ? end : end - left;
  }

  /** One byte of what surrounds the deflated data. */
  private void header(int value) {
    count++;
    switch (state) {
      case GZIP_HEADER -> gzipHeader(value);
      case GZIP_EXTRA_LENGTH -> {
        extraBytes |= value << (8 * (count - 1));
        if (count == 2) {
          become(extraBytes == 0 ? afterExtra() : State.GZIP_EXTRA);
        }
      }
      case GZIP_EXTRA -> {
        if (count == extraBytes) {
          become(afterExtra());
        }
      }
      case GZIP_NAME -> {
        if (value == 0) {
          become((flags & HAS_COMMENT) != 0 ? State.GZIP_COMMENT : afterComment());
        }
      }
      case GZIP_COMMENT -> {
        if (value == 0) {
          become(afterComment());
        }
      }
      case GZIP_HEADER_CHECK -> {
        if (count == 2) {
          become(State.DATA);
        }
      }
      case GZIP_TRAILER -> {
        trailer |= (long) value << (8 * (count - 1));
        if (count == GZIP_TRAILER_BYTES) {
          become(isGzipTrailer() ? State.GZIP_NEXT : State.FAILED);
        }
      }
      case ZLIB_TRAILER -> {
        trailer = trailer << 8 | value;
        if (count == ZLIB_TRAILER_BYTES) {
          become(checksum != null && trailer == checksum.getValue() ? State.ENDED : State.FAILED);
        }
      }
      case GZIP_NEXT -> {
        become(value == 0x1F ? State.GZIP_HEADER : State.ENDED);
        count = 1;
      }
      default -> zlibHeader(value);
    }
  }

  /** CRC-32 and length of what was decoded, modulo 2^32. */
  private boolean isGzipTrailer() {
    return checksum != null
        && (trailer & 0xffffffffL) == checksum.getValue()
        && trailer >>> 32 == (inflater.getBytesWritten() & 0xffffffffL);
  }

  private void gzipHeader(int value) {
    if (count == 1 && value != 0x1F) {
      passThrough(value);
    } else if (count == 2 && value != 0x8B) {
      if (inflater.getTotalOut() == 0 && !inflater.finished()) {
        passThrough(0x1F, value);
      } else {
        state = State.ENDED;
      }
    } else if (count == 4) {
      flags = value;
    } else if (count == HEADER_BYTES) {
      inflater.reset();
      checksum = new CRC32();
      extraBytes = 0;
      become((flags & HAS_EXTRA) != 0 ? State.GZIP_EXTRA_LENGTH : afterExtra());
    }
  }

  private void passThrough(int... values) {
    state = State.NOT_CODED;
    for (int i = 0; i < values.length; i++) {
      buffer[i] = (byte) values[i];
    }
    out.write(buffer, 0, values.length);
  }

  private State afterExtra() {
    if ((flags & HAS_NAME) != 0) {
      return State.GZIP_NAME;
    }
    return (flags & HAS_COMMENT) != 0 ? State.GZIP_COMMENT : afterComment();
  }

  private State afterComment() {
    return (flags & HAS_HEADER_CHECK) != 0 ? State.GZIP_HEADER_CHECK : State.DATA;
  }

  /** RFC 1950: method 8 and a header that is a multiple of 31; else the data begins at once. */
  private void zlibHeader(int value) {
    if (count == 1) {
      first = value;
      return;
    }
    become(State.DATA);
    if ((first & 0x0F) == 8 && (256 * first + value) % 31 == 0) {
      checksum = new Adler32();
    } else {
      inflate(new byte[] {(byte) first, (byte) value}, 0, 2);
    }
  }

  private void become(State next) {
    state = next;
    count = 0;
  }

  @Override
  public boolean finish() {
    return switch (state) {
      case ENDED, NOT_CODED, GZIP_NEXT -> true;
      default -> !begun;
    };
  }

  @Override
  public boolean failed() {
    return state == State.FAILED;
  }

  /** Whether the deflated data has ended. */
  public boolean ended() {
    return state == State.ENDED;
  }

  /** Whether the body was not coded at all. */
  public boolean wasNotCoded() {
    return state == State.NOT_CODED;
  }

  @Override
  public void close() {
    inflater.end();
  }
}
