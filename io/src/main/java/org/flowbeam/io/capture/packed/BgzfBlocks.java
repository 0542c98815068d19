package org.flowbeam.io.capture.packed;

import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.flowbeam.io.bytes.Ints;
import org.flowbeam.io.capture.damage.DamageLog;
import org.flowbeam.io.capture.packed.ParallelInput.Piece;
import org.flowbeam.io.capture.window.ByteWindow;
import org.jspecify.annotations.Nullable;

/** The blocks of bgzf: members of gzip that tell their length, SAM specification, 4.1. */
record BgzfBlocks(DamageLog damages) implements ParallelInput.Format {
  private static final int HEADER_BYTES = 18;
  private static final int TRAILER_BYTES = 8;
  private static final int MAX_CONTENT_BYTES = 1 << 16;

  /** A gzip member by deflate with an extra field and nothing else. */
  private static final int MAGIC = 0x04088b1f;

  private static final int EXTRA_BYTES = 6;

  /** The subfield "BC" of two bytes. */
  private static final int BLOCK_SIZE = 'B' | 'C' << 8 | 2 << 16;

  @Override
  public int aheadBytes(byte[] stored, int at, int limit) {
    return begins(stored, at, limit) ? 1 << 19 : 0;
  }

  private static boolean begins(byte[] stored, int at, int limit) {
    return limit - at >= HEADER_BYTES
        && Ints.i32(stored, at, false) == MAGIC
        && Ints.u16(stored, at + 10, false) == EXTRA_BYTES
        && Ints.i32(stored, at + 12, false) == BLOCK_SIZE;
  }

  @Override
  public @Nullable Piece find(byte[] stored, int at, int limit) {
    if (!begins(stored, at, limit)) {
      return null;
    }
    int length = Ints.u16(stored, at + 16, false) + 1;
    if (length < HEADER_BYTES + TRAILER_BYTES || length > limit - at) {
      return null;
    }
    long content = Ints.u32(stored, at + length - 4, false);
    return content > MAX_CONTENT_BYTES ? null : new Piece(at, length, (int) content);
  }

  @Override
  public ParallelInput.Decoder newDecoder() {
    return new Block();
  }

  @Override
  public InputStream inTurn(ByteWindow in) {
    return new GzipInput(in, damages);
  }

  private static final class Block implements ParallelInput.Decoder {
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();

    @Override
    public boolean decode(byte[] stored, Piece piece, byte[] content, int contentAt) {
      int trailer = piece.at() + piece.lengthBytes() - TRAILER_BYTES;
      inflater.reset();
      inflater.setInput(
          stored, piece.at() + HEADER_BYTES, piece.lengthBytes() - HEADER_BYTES - TRAILER_BYTES);
      try {
        if (inflater.inflate(content, contentAt, piece.contentBytes()) != piece.contentBytes()
            || !endsHere()) {
          return false;
        }
      } catch (DataFormatException e) {
        return false;
      }
      crc.reset();
      crc.update(content, contentAt, piece.contentBytes());
      return crc.getValue() == Ints.u32(stored, trailer, false);
    }

    /** An inflater that has filled all room may still have to read that this was the end. */
    private boolean endsHere() throws DataFormatException {
      return (inflater.finished() || inflater.inflate(new byte[1]) == 0)
          && inflater.finished()
          && inflater.getRemaining() == 0;
    }

    @Override
    public void close() {
      inflater.end();
    }
  }
}
