package org.flowbeam.pipeline.sweep;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * Names a run by what decides its result: the program's version, the options that can change a row,
 * the content of the sources, and what could not be read of them. Never the clock, the paths of
 * what was read, parallelism or the output.
 */
public final class RunId {
  /** Part of the run id: raise it with every change that can change a result. */
  public static final String VERSION = "0.1.0";

  private RunId() {}

  /**
   * First 16 hex digits of SHA-256 over lines of text; the order of hashes and errors does not
   * matter.
   *
   * @param readErrors a {@link #readError} for each input that the storage failed to give
   */
  static String of(
      String version,
      SortedMap<String, String> options,
      Collection<String> contentHashes,
      Collection<String> readErrors) {
    StringBuilder text = new StringBuilder("version ").append(version).append('\n');
    for (Map.Entry<String, String> option : options.entrySet()) {
      text.append(option.getKey()).append('=').append(option.getValue()).append('\n');
    }
    for (String hash : new TreeSet<>(contentHashes)) {
      text.append(hash).append('\n');
    }
    readErrors.stream().sorted().forEach(error -> text.append(error).append('\n'));
    byte[] digest = sha256().digest(text.toString().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest, 0, 8);
  }

  /**
   * How much of an input could be read.
   *
   * @param packets as many as are in the tables
   */
  static String readError(String error, long packets) {
    return "read error behind " + packets + " packets: " + error;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
