package org.flowbeam.io.capture.packed;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.flowbeam.io.capture.damage.DamageLog;
import org.flowbeam.io.capture.window.ByteWindow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pieces decompressed side by side give what the stream of their format gives. */
class ParallelInputTest {
  private static final int MAX_BLOCK = 65_280; // what bgzip takes

  private enum Kind {
    BGZF {
      @Override
      byte[] piece(byte[] content) {
        return bgzfBlock(content);
      }

      @Override
      ParallelInput.Format format(DamageLog damages) {
        return new BgzfBlocks(damages);
      }
    },
    ZSTD {
      @Override
      byte[] piece(byte[] content) {
        return Zstd.compress(content);
      }

      @Override
      ParallelInput.Format format(DamageLog damages) {
        return new ZstdPieces(damages);
      }
    },
    /** As pzstd writes them: each frame behind one that tells its length and is to be skipped. */
    ZSTD_WITH_SKIPPABLE {
      @Override
      byte[] piece(byte[] content) {
        byte[] frame = Zstd.compress(content);
        return join(littleEndian(0x184d2a50, 4, frame.length), frame);
      }

      @Override
      ParallelInput.Format format(DamageLog damages) {
        return new ZstdPieces(damages);
      }
    };

    abstract byte[] piece(byte[] content);

    abstract ParallelInput.Format format(DamageLog damages);
  }

  /** All that can be seen of a stream. */
  private record Read(String content, String error, long position, DamageLog damages) {
    static Read of(InputStream in, ByteWindow window, DamageLog damages) throws IOException {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      String error = "";
      try (in) {
        in.transferTo(content);
      } catch (IOException e) {
        error = String.valueOf(e.getMessage());
      }
      return new Read(
          content.toString(StandardCharsets.ISO_8859_1), error, window.position(), damages);
    }

    static Read inParallel(Kind kind, byte[] stored) throws IOException {
      ByteWindow window = new ByteWindow(new ByteArrayInputStream(stored));
      DamageLog damages = new DamageLog();
      return of(new ParallelInput(window, kind.format(damages)), window, damages);
    }

    static Read inTurn(Kind kind, byte[] stored) throws IOException {
      ByteWindow window = new ByteWindow(new ByteArrayInputStream(stored));
      DamageLog damages = new DamageLog();
      return of(kind.format(damages).inTurn(window), window, damages);
    }

    void isSameAs(Read other, String what) {
      assertThat(content).as(what).isEqualTo(other.content);
      assertThat(error).as(what).isEqualTo(other.error);
      assertThat(position).as(what).isEqualTo(other.position);
      assertThat(damages.error()).as(what).isEqualTo(other.damages.error());
      assertThat(damages.skippedBytes()).as(what).isEqualTo(other.damages.skippedBytes());
    }
  }

  private static byte[] littleEndian(int... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(numbers).forEach(bytes::putInt);
    return bytes.array();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(all::writeBytes);
    return all.toByteArray();
  }

  /** One block (SAM specification, 4.1). */
  private static byte[] bgzfBlock(byte[] content) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    deflater.setInput(content);
    deflater.finish();
    byte[] room = new byte[content.length + 100];
    byte[] deflated = Arrays.copyOf(room, deflater.deflate(room));
    System.arraycopy(room, 0, deflated, 0, deflated.length);
    deflater.end();
    CRC32 crc = new CRC32();
    crc.update(content);
    int size = 18 + deflated.length + 8 - 1;
    byte[] header = {
      0x1f,
      (byte) 0x8b,
      8,
      4,
      0,
      0,
      0,
      0,
      0,
      (byte) 0xff, // gzip with an extra field
      6,
      0,
      'B',
      'C',
      2,
      0,
      (byte) size,
      (byte) (size >> 8)
    };
    return join(header, deflated, littleEndian((int) crc.getValue(), content.length));
  }

  /** Bytes that compress somewhat. */
  private static byte[] content(SplittableRandom random, int length) {
    byte[] content = new byte[length];
    for (int i = 0; i < length; i++) {
      content[i] = (byte) ('a' + random.nextInt(8));
    }
    return content;
  }

  private static byte[] pieces(Kind kind, SplittableRandom random, int count, int maxLength) {
    byte[] stored = new byte[0];
    for (int i = 0; i < count; i++) {
      stored = join(stored, kind.piece(content(random, random.nextInt(maxLength))));
    }
    return stored;
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void piecesOfSeveralWindowsAreReadAsByTheirOwnStream(Kind kind) throws IOException {
    byte[] stored = pieces(kind, new SplittableRandom(1), 300, MAX_BLOCK);
    Read read = Read.inParallel(kind, stored);
    read.isSameAs(Read.inTurn(kind, stored), "all");
    assertThat(read.error).isEmpty();
    assertThat(read.content.length()).isGreaterThan(ParallelInput.BATCH_BYTES);
  }

  /** Windows end in each byte of a header. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void smallPiecesOfManyLengthsAreReadAsByTheirOwnStream(Kind kind) throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    byte[][] small = new byte[40_000][];
    for (int i = 0; i < small.length; i++) {
      small[i] = i < 50 ? kind.piece(content(random, random.nextInt(300))) : small[i % 50];
    }
    byte[] stored = join(small);
    Read.inParallel(kind, stored).isSameAs(Read.inTurn(kind, stored), "all");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aCutAnywhereGivesTheSameContentAndTheSameError(Kind kind) throws IOException {
    byte[] stored = pieces(kind, new SplittableRandom(2), 5, 300);
    for (int end = 0; end <= stored.length; end++) {
      byte[] cut = Arrays.copyOf(stored, end);
      Read.inParallel(kind, cut).isSameAs(Read.inTurn(kind, cut), "cut at " + end);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aChangedByteAnywhereGivesTheSameContentAndTheSameError(Kind kind) throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    byte[] stored = pieces(kind, random, 5, 300);
    for (int at = 0; at < stored.length; at++) {
      byte[] damaged = stored.clone();
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      Read.inParallel(kind, damaged).isSameAs(Read.inTurn(kind, damaged), "changed at " + at);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatIsBehindTheLastPieceIsCountedTheSameWay(Kind kind) throws IOException {
    byte[] stored = pieces(kind, new SplittableRandom(4), 8, 300);
    for (byte[] behind : new byte[][] {new byte[20], {1, 2, 3, 4, 5}, {0, 0, 0x1f}, {0x28}}) {
      byte[] all = join(stored, behind);
      Read.inParallel(kind, all).isSameAs(Read.inTurn(kind, all), Arrays.toString(behind));
    }
  }

  @Test
  void aMemberWithoutALengthAmongBlocksIsReadToo() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    byte[] block = bgzfBlock(content(random, 1000));
    byte[] plain = block.clone();
    plain[12] = 'X'; // the extra field is of somebody else
    byte[] stored = join(block, block, plain, block, block);
    Read read = Read.inParallel(Kind.BGZF, stored);
    read.isSameAs(Read.inTurn(Kind.BGZF, stored), "a plain member");
    assertThat(read.content).hasSize(5000);
  }

  @Test
  void aFrameTooLargeForABatchIsReadInTurn() throws IOException {
    SplittableRandom random = new SplittableRandom(6);
    byte[] small = Zstd.compress(content(random, 1000));
    byte[] large = Zstd.compress(new byte[ParallelInput.BATCH_BYTES + 1]);
    byte[] stored = join(small, small, large, small, small);
    Read read = Read.inParallel(Kind.ZSTD, stored);
    read.isSameAs(Read.inTurn(Kind.ZSTD, stored), "a large frame");
    assertThat(read.content).hasSize(4000 + ParallelInput.BATCH_BYTES + 1);
  }
}
