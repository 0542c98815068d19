package org.flowbeam.pipeline.extract;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.flowbeam.io.storage.Unfinished;
import org.flowbeam.pipeline.options.UsageException;

/**
 * A zip file that only its owner can read, with the password that malware is passed around with,
 * {@value #PASSWORD}. Entries are deflated and have no time. Written without the extensions for 4
 * GiB and 65,535 entries: more is refused.
 */
final class BodyZip implements BodyTarget {
  static final String PASSWORD = "infected";

  private static final int LOCAL = 0x04034b50;
  private static final int DESCRIPTOR = 0x08074b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int VERSION = 20;

  /** Encrypted; sizes behind the data; names in UTF-8. */
  private static final int FLAGS = 1 | 1 << 3 | 1 << 11;

  private static final int DEFLATED = 8;
  private static final int DAY_ONE = 1 << 5 | 1;
  private static final int CIPHER_HEADER = 12;
  private static final long MAX_BYTES = 0xffff_ffffL;
  private static final int MAX_ENTRIES = 0xffff;

  private final Path file;
  private final Path temporary;
  private final OutputStream out;
  private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
  private final byte[] in = new byte[1 << 16];
  private final byte[] deflated = new byte[1 << 16];
  private int entries;
  private long written;

  BodyZip(Path file) throws IOException {
    this.file = file;
    Path above = file.toAbsolutePath().getParent();
    if (above != null) {
      Files.createDirectories(above);
    }
    this.temporary = file.resolveSibling("." + file.getFileName() + ".part");
    this.out =
        new BufferedOutputStream(
            Channels.newOutputStream(BodyFolder.ownersFile(temporary)), 1 << 16);
  }

  @Override
  public void put(String name, Path content) throws IOException {
    if (entries == MAX_ENTRIES || written + Files.size(content) > MAX_BYTES / 2) {
      throw new UsageException("--zip: too much for one zip file; leave it out or choose less");
    }
    long start = written;
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    write(entry(LOCAL, 0, 0, 0, utf8.length));
    write(utf8);
    ZipCipher cipher = new ZipCipher(PASSWORD);
    // Eleven bytes that need not be random, and the high byte of the time, which is 0, as a check.
    byte[] header = new byte[CIPHER_HEADER];
    cipher.encrypt(header, CIPHER_HEADER);
    write(header);
    CRC32 crc = new CRC32();
    long compressed = CIPHER_HEADER + deflate(content, crc, cipher);
    long size = Files.size(content);
    Fields descriptor = new Fields();
    descriptor.put32(DESCRIPTOR).put32((int) crc.getValue());
    descriptor.put32((int) compressed).put32((int) size);
    write(descriptor.bytes());
    directory.write(entry(CENTRAL, (int) crc.getValue(), compressed, size, utf8.length));
    Fields more = new Fields();
    more.put16(0).put16(0).put16(0).put32(0).put32((int) start);
    directory.write(more.bytes());
    directory.write(utf8);
    entries++;
  }

  /** What a local header and an entry of the directory share. */
  private static byte[] entry(int signature, int crc, long compressed, long size, int nameBytes) {
    Fields fields = new Fields();
    fields.put32(signature);
    if (signature == CENTRAL) {
      fields.put16(VERSION);
    }
    fields.put16(VERSION).put16(FLAGS).put16(DEFLATED).put16(0).put16(DAY_ONE);
    fields.put32(crc).put32((int) compressed).put32((int) size);
    return fields.put16(nameBytes).put16(0).bytes();
  }

  private long deflate(Path content, CRC32 crc, ZipCipher cipher) throws IOException {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    long total = 0;
    try (InputStream from = Files.newInputStream(content)) {
      int n;
      while ((n = from.read(in)) >= 0) {
        crc.update(in, 0, n);
        deflater.setInput(in, 0, n);
        while (!deflater.needsInput()) {
          total += encrypted(deflater.deflate(deflated), cipher);
        }
      }
      deflater.finish();
      while (!deflater.finished()) {
        total += encrypted(deflater.deflate(deflated), cipher);
      }
    } finally {
      deflater.end();
    }
    return total;
  }

  private int encrypted(int length, ZipCipher cipher) throws IOException {
    cipher.encrypt(deflated, length);
    out.write(deflated, 0, length);
    written += length;
    return length;
  }

  private void write(byte[] bytes) throws IOException {
    out.write(bytes);
    written += bytes.length;
  }

  @Override
  public void finish() throws IOException {
    long start = written;
    byte[] entriesOfAll = directory.toByteArray();
    write(entriesOfAll);
    Fields end = new Fields();
    end.put32(END).put16(0).put16(0).put16(entries).put16(entries);
    end.put32(entriesOfAll.length).put32((int) start).put16(0);
    write(end.bytes());
    out.close();
    Unfinished.finish(
        List.of(temporary), () -> Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE));
  }

  @Override
  public void close() throws IOException {
    out.close();
    Unfinished.discard(temporary);
  }

  /** Numbers in little-endian order. */
  private static final class Fields {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Fields put16(int value) {
      bytes.write(value);
      bytes.write(value >>> 8);
      return this;
    }

    Fields put32(int value) {
      return put16(value).put16(value >>> 16);
    }

    byte[] bytes() {
      return bytes.toByteArray();
    }
  }
}
