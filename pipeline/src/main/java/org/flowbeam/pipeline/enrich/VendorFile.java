package org.flowbeam.pipeline.enrich;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flowbeam.pipeline.options.UsageException;
import org.jspecify.annotations.Nullable;

/**
 * To whom blocks of MAC addresses were assigned: Wireshark's {@code manuf} (prefix, short name,
 * long name, between tabs) or the csv that IEEE publishes (registry, assignment, name, ...).
 */
final class VendorFile {
  private static final int MAC_BITS = 48;

  /** {@code 00:1B:C5:00:10:00/36}, or as many bytes as the prefix has. */
  private static final Pattern MANUF =
      Pattern.compile(
          "([0-9A-Fa-f]{2}(?:[:.-][0-9A-Fa-f]{2}){2,5})(?:/([0-9]{1,2}))?[\\t ]+([^\\t#]+)(?:\\t+([^#]*))?.*");

  private static final Pattern IEEE =
      Pattern.compile("(?:MA-[LMS]|IAB|CID),([0-9A-Fa-f]{6,9}),(\"(?:[^\"]|\"\")*\"|[^,]*).*");

  /** Length of a prefix to prefix to vendor; the longest first. */
  private final Map<Integer, Map<Long, String>> blocks = new TreeMap<>(Comparator.reverseOrder());

  private final UsedFile used;

  private VendorFile(@Nullable String option, Path path) throws IOException {
    boolean ieee = false;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(Files.newInputStream(path), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        ieee |= read(line);
      }
    }
    if (blocks.isEmpty()) {
      throw new UsageException(
          "--oui: " + path + " names no vendor as Wireshark's manuf or IEEE's csv do");
    }
    used = UsedFile.of(option, path, ieee ? "IEEE" : "manuf", null);
  }

  /**
   * @param option that named the file; null for what was found installed
   */
  static VendorFile open(@Nullable String option, Path path) throws IOException {
    return new VendorFile(option, path);
  }

  UsedFile used() {
    return used;
  }

  /** Whether the line is one of IEEE's. */
  private boolean read(String line) {
    Matcher manuf = MANUF.matcher(line);
    if (manuf.matches()) {
      String hex = manuf.group(1).replaceAll("[:.-]", "");
      int bits = manuf.group(2) == null ? 4 * hex.length() : Integer.parseInt(manuf.group(2));
      String vendor = manuf.group(4) == null ? manuf.group(3) : manuf.group(4);
      add(hex, bits, vendor.strip());
      return false;
    }
    Matcher ieee = IEEE.matcher(line);
    if (!ieee.matches()) {
      return false;
    }
    String name = ieee.group(2).replaceFirst("^\"(.*)\"$", "$1").replace("\"\"", "\"");
    add(ieee.group(1), 4 * ieee.group(1).length(), name.strip());
    return true;
  }

  private void add(String hex, int bits, String vendor) {
    if (bits > 0 && bits <= MAC_BITS && !vendor.isEmpty()) {
      long number = Long.parseLong(hex, 16) << (MAC_BITS - 4 * hex.length());
      blocks
          .computeIfAbsent(bits, none -> new HashMap<>())
          .putIfAbsent(number >>> (MAC_BITS - bits), vendor);
    }
  }

  /** Of the longest prefix that fits; null for text that is no MAC address, too. */
  @Nullable String vendorOf(String mac) {
    String hex = mac.toLowerCase(Locale.ROOT).replace(":", "");
    if (!hex.matches("[0-9a-f]{12}")) {
      return null;
    }
    long number = Long.parseLong(hex, 16);
    for (Map.Entry<Integer, Map<Long, String>> length : blocks.entrySet()) {
      String vendor = length.getValue().get(number >>> (MAC_BITS - length.getKey()));
      if (vendor != null) {
        return vendor;
      }
    }
    return null;
  }
}
