package org.flowbeam.io.capture;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;

/** Compresses and archives, by code that is not ours. */
public final class Packed {
  private Packed() {}

  private interface Opening {
    OutputStream on(OutputStream out) throws IOException;
  }

  public static byte[] as(String name, byte[] content) throws IOException {
    return switch (name) {
      case "gzip" -> through(GZIPOutputStream::new, content);
      case "zstd" -> Zstd.compress(content);
      case "lz4" -> through(FramedLZ4CompressorOutputStream::new, content);
      case "xz" -> through(XZCompressorOutputStream::new, content);
      case "bzip2" -> through(BZip2CompressorOutputStream::new, content);
      case "zip" -> zip(ZipEntry.DEFLATED, "a.pcap", content);
      case "stored-zip" -> zip(ZipEntry.STORED, "a.pcap", content);
      case "tar" -> tar("a.pcap", content);
      case "tar.gz" -> as("gzip", tar("a.pcap", content));
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static byte[] through(Opening opening, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = opening.on(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  /** Names and contents in turn. Deflated members have their sizes behind them. */
  public static byte[] zip(int method, Object... namesAndContents) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < namesAndContents.length; i += 2) {
        byte[] content = (byte[]) namesAndContents[i + 1];
        ZipEntry entry = new ZipEntry((String) namesAndContents[i]);
        entry.setTime(0);
        entry.setMethod(method);
        if (method == ZipEntry.STORED) {
          CRC32 crc = new CRC32();
          crc.update(content);
          entry.setCrc(crc.getValue());
          entry.setSize(content.length);
        }
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  public static byte[] tar(Object... namesAndContents) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (int i = 0; i < namesAndContents.length; i += 2) {
        byte[] content = (byte[]) namesAndContents[i + 1];
        TarArchiveEntry entry = new TarArchiveEntry((String) namesAndContents[i]);
        entry.setModTime(0);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }
}
