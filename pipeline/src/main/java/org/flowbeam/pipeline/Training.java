package org.flowbeam.pipeline;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.flowbeam.pipeline.jvm.OptimizingCompiler;

/**
 * What the launcher lets a JVM learn from, once per build: sweeps small captures as they are, asks
 * for rows and packets, and sweeps once more as one large capture, so that what is hot in a sweep
 * is hot here. In the large one each capture comes many times, a quarter of an hour later each
 * time, so that its flows are new ones.
 */
final class Training {
  private static final int FILE_HEADER_BYTES = 24;
  private static final int RECORD_HEADER_BYTES = 16;

  /** Little-endian, microseconds; the link type is Ethernet's. */
  private static final int MAGIC = 0xa1b2_c3d4;

  private static final int LINK_TYPE_AT = 20;
  private static final int ETHERNET = 1;
  private static final int SECONDS_APART = 900;

  private Training() {}

  /**
   * Sweeps the captures and asks.
   *
   * @param args folder of captures, an empty folder to work in, how often each capture comes
   */
  public static void main(String[] args) throws IOException {
    OptimizingCompiler.directFor(Long.MAX_VALUE); // long runs want to know how all hot code behaves
    Path captures = Path.of(args[0]);
    Path work = Path.of(args[1]);
    Path large = work.resolve("large.pcap");
    writeLarge(captures, large, Integer.parseInt(args[2]));
    sweep(captures, work.resolve("small"));
    ask("--tables=" + work.resolve("small"), work.resolve("carved.pcapng"));
    sweep(large, work.resolve("tables"));
    System.exit(0);
  }

  private static void sweep(Path input, Path tables) {
    Flowbeam.execute("sweep", "--input=" + input, "--output=" + tables);
  }

  private static void ask(String tables, Path carved) {
    String some = "select * from flows order by start_time limit 3";
    Flowbeam.execute("query", tables, some);
    Flowbeam.execute("query", tables, "--format=csv", some);
    Flowbeam.execute("carve", tables, "--where=true", "--output=" + carved);
  }

  private static void writeLarge(Path captures, Path large, int times) throws IOException {
    List<ByteBuffer> plain = plain(captures);
    try (FileChannel out = FileChannel.open(large, CREATE_NEW, WRITE)) {
      if (!plain.isEmpty()) {
        write(plain.get(0).slice(0, FILE_HEADER_BYTES), out);
      }
      for (int i = 0; i < times; i++) {
        for (ByteBuffer capture : plain) {
          write(capture.duplicate().position(FILE_HEADER_BYTES), out);
          delay(capture);
        }
      }
    }
  }

  private static void write(ByteBuffer bytes, FileChannel out) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  /** The captures that can follow one another in one file, in the order of their names. */
  private static List<ByteBuffer> plain(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.pcap")) {
      found.forEach(files::add);
    }
    Collections.sort(files);
    List<ByteBuffer> captures = new ArrayList<>();
    for (Path file : files) {
      ByteBuffer capture = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      if (capture.limit() > FILE_HEADER_BYTES
          && capture.getInt(0) == MAGIC
          && capture.getInt(LINK_TYPE_AT) == ETHERNET) {
        captures.add(capture.limit(end(capture)));
      }
    }
    return captures;
  }

  /** Where the last whole record ends. */
  private static int end(ByteBuffer capture) {
    int at = FILE_HEADER_BYTES;
    for (int next = at; next <= capture.limit(); next = next(capture, at)) {
      at = next;
    }
    return at;
  }

  private static int next(ByteBuffer capture, int at) {
    int header = at + RECORD_HEADER_BYTES;
    return header > capture.limit()
        ? Integer.MAX_VALUE
        : header + capture.getInt(at + 2 * Integer.BYTES);
  }

  private static void delay(ByteBuffer capture) {
    for (int at = FILE_HEADER_BYTES; at < capture.limit(); at = next(capture, at)) {
      capture.putInt(at, capture.getInt(at) + SECONDS_APART);
    }
  }
}
