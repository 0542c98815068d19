package org.flowbeam.pipeline.enrich;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes small files in MaxMind's DB format, version 2.0: a binary tree over the bits of an address
 * whose leaves point at records, and metadata behind them. Records have 24 bits, IPv4 lies in
 * {@code ::/96}.
 */
public final class PlaceFileWriter {
  private static final int NOTHING = -1;
  private static final long EMPTY = Long.MIN_VALUE;
  private static final byte[] METADATA = {
    (byte) 0xab, (byte) 0xcd, (byte) 0xef, 'M', 'a', 'x', 'M', 'i', 'n', 'd', '.', 'c', 'o', 'm'
  };

  /** Two per node: the number of a node, a place in {@link #data} below zero, or EMPTY. */
  private final List<long[]> nodes = new ArrayList<>();

  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private final String type;

  /** Begins a file of this type. */
  public PlaceFileWriter(String type) {
    this.type = type;
    nodes.add(empty());
  }

  private static long[] empty() {
    return new long[] {EMPTY, EMPTY};
  }

  /** Says something of a network; networks must not overlap. */
  public PlaceFileWriter put(String address, int prefix, Map<String, ?> entry) throws IOException {
    byte[] bytes = InetAddress.getByName(address).getAddress();
    byte[] full = new byte[16];
    System.arraycopy(bytes, 0, full, 16 - bytes.length, bytes.length);
    int bits = prefix + 8 * (16 - bytes.length);
    int node = 0;
    for (int i = 0; i < bits; i++) {
      int side = full[i / 8] >> (7 - i % 8) & 1;
      if (i == bits - 1) {
        nodes.get(node)[side] = NOTHING - (long) data.size();
      } else {
        if (nodes.get(node)[side] == EMPTY) {
          nodes.get(node)[side] = nodes.size();
          nodes.add(empty());
        }
        node = (int) nodes.get(node)[side];
      }
    }
    value(entry, data);
    return this;
  }

  /** Writes the file. */
  public Path write(Path file) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (long[] node : nodes) {
      for (long side : node) {
        long record =
            side == EMPTY ? nodes.size() : side >= 0 ? side : nodes.size() + 16 + (NOTHING - side);
        number(record, 3, out);
      }
    }
    out.write(new byte[16]);
    data.writeTo(out);
    out.write(METADATA);
    Map<String, Object> metadata = new TreeMap<>();
    metadata.put("binary_format_major_version", (short) 2);
    metadata.put("binary_format_minor_version", (short) 0);
    metadata.put("build_epoch", 1_767_312_000L); // 2026-01-02
    metadata.put("database_type", type);
    metadata.put("description", Map.of("en", "made by a test"));
    metadata.put("ip_version", (short) 6);
    metadata.put("languages", List.of("en"));
    metadata.put("node_count", nodes.size());
    metadata.put("record_size", (short) 24);
    value(metadata, out);
    return Files.write(file, out.toByteArray());
  }

  private static void value(Object value, ByteArrayOutputStream out) {
    if (value instanceof String text) {
      control(2, text.getBytes(UTF_8).length, out);
      out.writeBytes(text.getBytes(UTF_8));
    } else if (value instanceof Map<?, ?> map) {
      control(7, map.size(), out);
      new TreeMap<>(map)
          .forEach(
              (key, of) -> {
                value(key, out);
                value(of, out);
              });
    } else if (value instanceof List<?> list) {
      control(11, list.size(), out);
      list.forEach(of -> value(of, out));
    } else if (value instanceof Short least) {
      control(5, 2, out);
      number(least, 2, out);
    } else if (value instanceof Integer small) {
      control(6, 4, out);
      number(small, 4, out);
    } else {
      control(9, 8, out);
      number((Long) value, 8, out);
    }
  }

  /** Types beyond 7 have a byte of their own; sizes below 285 are enough. */
  private static void control(int type, int size, ByteArrayOutputStream out) {
    int first = size < 29 ? size : 29;
    out.write((type <= 7 ? type << 5 : 0) | first);
    if (type > 7) {
      out.write(type - 7);
    }
    if (size >= 29) {
      out.write(size - 29);
    }
  }

  private static void number(long value, int bytes, ByteArrayOutputStream out) {
    for (int i = bytes - 1; i >= 0; i--) {
      out.write((int) (value >>> (8 * i)));
    }
  }
}
