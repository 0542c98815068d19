package org.flowbeam.io.capture.packed;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.flowbeam.io.bytes.BulkInput;
import org.flowbeam.io.capture.window.ByteWindow;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses pieces that stand alone side by side, those that lie in the window at a time, and
 * gives their contents in stored order. From the first piece on that is damaged, unusual or the
 * last one, the format's own stream reads the rest; so contents, errors and what is counted are the
 * same as if that had read everything.
 */
final class ParallelInput extends BulkInput {
  private static final int MAX_HEADER_BYTES = 18;

  /** What the pieces of a batch may decompress to, so that memory does not depend on the file. */
  static final int BATCH_BYTES = 1 << 23;

  /** One piece in the window's buffer. */
  record Piece(int at, int lengthBytes, int contentBytes) {}

  /** A compression whose streams consist of such pieces. */
  interface Format {
    /** How much to look at to find pieces from an index on; 0 when none seems to begin there. */
    int aheadBytes(byte[] stored, int at, int limit);

    /** The piece that begins at an index; null when there is none, or not all of it. */
    @Nullable Piece find(byte[] stored, int at, int limit);

    Decoder newDecoder();

    /** Reads what begins at the window's index, one piece after the other. */
    InputStream inTurn(ByteWindow in);
  }

  /** Used by one thread at a time. */
  interface Decoder extends Closeable {
    /** Writes the piece's content to its place; false when the piece is damaged. */
    boolean decode(byte[] stored, Piece piece, byte[] content, int contentAt);

    @Override
    void close();
  }

  private final ByteWindow in;
  private final Format format;
  private final List<Decoder> decoders = new ArrayList<>();
  private final List<Piece> pieces = new ArrayList<>();

  private byte[] content = new byte[0];
  private int at;
  private int limit;

  /** Stored bytes of the content that is being handed out. */
  private int passed;

  private boolean intact = true;
  private @Nullable InputStream rest;

  ParallelInput(ByteWindow in, Format format) {
    this.in = in;
    this.format = format;
  }

  @Override
  public int read(byte[] b, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (rest == null && at == limit) {
      nextBatch();
    }
    if (rest != null) {
      return rest.read(b, offset, length);
    }
    int n = Math.min(length, limit - at);
    System.arraycopy(content, at, b, offset, n);
    at += n;
    return n;
  }

  private void nextBatch() {
    in.skip(passed);
    passed = 0;
    at = 0;
    limit = 0;
    if (intact && findPieces()) {
      decodePieces();
    } else {
      content = new byte[0];
      rest = format.inTurn(in);
    }
  }

  /** Those before the last one in sight: what is behind a last one is for the format to judge. */
  private boolean findPieces() {
    pieces.clear();
    in.require(MAX_HEADER_BYTES);
    int ahead = format.aheadBytes(in.buffer(), in.index(), in.index() + in.available());
    if (ahead == 0) {
      return false;
    }
    in.require(ahead);
    int end = in.index() + in.available();
    int contentBytes = 0;
    Piece piece = format.find(in.buffer(), in.index(), end);
    while (piece != null && (contentBytes += piece.contentBytes()) <= BATCH_BYTES) {
      pieces.add(piece);
      piece = format.find(in.buffer(), piece.at() + piece.lengthBytes(), end);
    }
    if (piece == null && !pieces.isEmpty()) {
      pieces.remove(pieces.size() - 1);
    }
    return !pieces.isEmpty();
  }

  private void decodePieces() {
    int[] starts = new int[pieces.size()];
    int total = 0;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = total;
      total += pieces.get(i).contentBytes();
    }
    if (content.length < total) {
      content = new byte[total];
    }
    int threads = Math.min(ForkJoinPool.getCommonPoolParallelism() + 1, starts.length);
    while (decoders.size() < threads) {
      decoders.add(format.newDecoder());
    }
    int damaged =
        IntStream.range(0, threads)
            .parallel()
            .map(first -> firstDamaged(first, threads, starts))
            .min()
            .orElse(starts.length);
    intact = damaged == starts.length;
    limit = intact ? total : starts[damaged];
    for (Piece piece : pieces.subList(0, damaged)) {
      passed += piece.lengthBytes();
    }
  }

  /** Decodes every {@code step}th piece; the number of the first damaged one, or of the end. */
  private int firstDamaged(int first, int step, int[] starts) {
    for (int i = first; i < starts.length; i += step) {
      if (!decoders.get(first).decode(in.buffer(), pieces.get(i), content, starts[i])) {
        return i;
      }
    }
    return starts.length;
  }

  @Override
  public void close() throws IOException {
    decoders.forEach(Decoder::close);
    decoders.clear();
    if (rest != null) {
      rest.close();
    }
  }
}
