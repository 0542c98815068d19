package org.flowbeam.io.table;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;

/** Compresses Parquet pages with zstd level 3, without Hadoop's codec machinery. Writes only. */
final class ZstdCodec implements CompressionCodecFactory {
  private static final int LEVEL = 3;

  private @Nullable Compressor compressor;

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    if (codec != CompressionCodecName.ZSTD) {
      throw new UnsupportedOperationException("pages are written with zstd, not " + codec);
    }
    if (compressor == null) {
      compressor = new Compressor();
    }
    return compressor;
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    throw new UnsupportedOperationException("nothing is read here");
  }

  @Override
  public void release() {
    if (compressor != null) {
      compressor.release();
      compressor = null;
    }
  }

  private static final class Compressor implements BytesInputCompressor {
    private final ZstdCompressCtx context = new ZstdCompressCtx().setLevel(LEVEL);
    private final Plain plain = new Plain();

    @Override
    public BytesInput compress(BytesInput page) throws IOException {
      plain.reset();
      page.writeAllTo(plain);
      byte[] packed = new byte[(int) Zstd.compressBound(plain.size())];
      int length =
          context.compressByteArray(packed, 0, packed.length, plain.array(), 0, plain.size());
      return BytesInput.from(packed, 0, length);
    }

    @Override
    public CompressionCodecName getCodecName() {
      return CompressionCodecName.ZSTD;
    }

    @Override
    public void release() {
      context.close();
    }
  }

  /** Gives its array out instead of a copy. */
  private static final class Plain extends ByteArrayOutputStream {
    byte[] array() {
      return buf;
    }
  }
}
