package org.flowbeam.io.capture.packed;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.InputStream;
import org.flowbeam.io.bytes.Ints;
import org.flowbeam.io.capture.damage.DamageLog;
import org.flowbeam.io.capture.packed.ParallelInput.Piece;
import org.flowbeam.io.capture.window.ByteWindow;
import org.jspecify.annotations.Nullable;

/**
 * Small zstd frames that tell how much they hold, such as those of the seekable format and of pzstd
 * (RFC 8878, 3.1.1), and the frames that are to be skipped between them.
 */
record ZstdPieces(DamageLog damages) implements ParallelInput.Format {
  /** Larger frames are read in turn. */
  private static final long MAX_CONTENT_BYTES = ParallelInput.BATCH_BYTES / 2;

  private static final int CHECKSUM = 4;
  private static final int DICTIONARY = 3;
  private static final int RESERVED = 3;

  @Override
  public int aheadBytes(byte[] stored, int at, int limit) {
    return isSkippable(stored, at, limit) || headerBytes(stored, at, limit) > 0 ? 1 << 21 : 0;
  }

  @Override
  public @Nullable Piece find(byte[] stored, int at, int limit) {
    if (isSkippable(stored, at, limit)) {
      long length = 8 + Ints.u32(stored, at + 4, false);
      return length > limit - at ? null : new Piece(at, (int) length, 0);
    }
    int header = headerBytes(stored, at, limit);
    int blocksEnd = header == 0 ? 0 : endOfBlocks(stored, at + header, limit);
    if (blocksEnd == 0) {
      return null;
    }
    int end = blocksEnd + ((stored[at + 4] & CHECKSUM) != 0 ? 4 : 0);
    return end > limit ? null : new Piece(at, end - at, (int) contentBytes(stored, at));
  }

  private static boolean isSkippable(byte[] stored, int at, int limit) {
    return limit - at >= 8 && Sniffer.isSkippable(Ints.i32(stored, at, false));
  }

  /** Length of the header of a small frame; 0 when it is of another kind, or not all there. */
  private static int headerBytes(byte[] stored, int at, int limit) {
    if (limit - at < 6 || Ints.i32(stored, at, false) != ZstdFrames.MAGIC) {
      return 0;
    }
    int descriptor = stored[at + 4];
    int sizeBytes = ZstdFrames.contentSizeBytes(descriptor);
    int length = (ZstdFrames.isSingleSegment(descriptor) ? 5 : 6) + sizeBytes;
    boolean usual = (descriptor & DICTIONARY) == 0 && sizeBytes > 0 && length <= limit - at;
    if (!usual
        || (!ZstdFrames.isSingleSegment(descriptor)
            && ZstdFrames.window(stored[at + 5]) > ZstdFrames.MAX_WINDOW)) {
      return 0;
    }
    long content = contentBytes(stored, at);
    return content >= 0 && content <= MAX_CONTENT_BYTES ? length : 0;
  }

  private static long contentBytes(byte[] stored, int at) {
    int descriptor = stored[at + 4];
    int sizeAt = at + (ZstdFrames.isSingleSegment(descriptor) ? 5 : 6);
    return ZstdFrames.contentBytes(stored, sizeAt, ZstdFrames.contentSizeBytes(descriptor));
  }

  /** Behind the last block of a frame; 0 when that is not there. */
  private static int endOfBlocks(byte[] stored, int first, int limit) {
    int at = first;
    while (limit - at >= ZstdFrames.BLOCK_HEADER) {
      boolean last = ZstdFrames.isLastBlock(stored, at);
      boolean reserved = ((stored[at] >> 1) & 3) == RESERVED;
      int length = ZstdFrames.blockBytes(stored, at);
      if (reserved || length > limit - at) {
        break;
      }
      at += length;
      if (last) {
        return at;
      }
    }
    return 0;
  }

  @Override
  public ParallelInput.Decoder newDecoder() {
    return new Frame();
  }

  @Override
  public InputStream inTurn(ByteWindow in) {
    return Decompressors.zstd(in, damages);
  }

  private static final class Frame implements ParallelInput.Decoder {
    private final ZstdDecompressCtx context = new ZstdDecompressCtx();

    @Override
    public boolean decode(byte[] stored, Piece piece, byte[] content, int contentAt) {
      if (isSkippable(stored, piece.at(), stored.length)) {
        return true;
      }
      int room = piece.contentBytes();
      try {
        return room
            == context.decompressByteArray(
                content, contentAt, room, stored, piece.at(), piece.lengthBytes());
      } catch (ZstdException e) {
        return false;
      }
    }

    @Override
    public void close() {
      context.close();
    }
  }
}
