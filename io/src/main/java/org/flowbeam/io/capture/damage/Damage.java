package org.flowbeam.io.capture.damage;

import java.io.Serializable;
import java.util.Map;

/**
 * Something in a source that is not as it should be.
 *
 * @param kind one of the constants here
 * @param offset in the decompressed capture; of the first one when {@code count} is above 1
 * @param lengthBytes bytes concerned, summed over {@code count}
 * @param count how often; above 1 where an entry stands for several
 * @param detail one line for people, about the first one
 */
public record Damage(String kind, long offset, long lengthBytes, long count, String detail)
    implements Serializable {
  /** The content ends inside a record. */
  public static final String TRUNCATED_FILE = "truncated_file";

  /** Bytes that are no record were skipped. */
  public static final String BAD_RECORD = "bad_record";

  /** A time outside of what 64-bit nanoseconds can tell was moved to their end. */
  public static final String BAD_TIMESTAMP = "bad_timestamp";

  /** A packet without a time took that of the packet before it. */
  public static final String NO_TIMESTAMP = "no_timestamp";

  /** A packet names an interface that was not described; its link type is not known. */
  public static final String UNKNOWN_INTERFACE = "unknown_interface";

  /** A compressed stream or an archive is broken; the content ends there. */
  public static final String CORRUPT_COMPRESSION = "corrupt_compression";

  /** The content outgrew what its stored size allows; the rest was not read. */
  public static final String DECOMPRESSION_LIMIT = "decompression_limit";

  /** Bytes behind the end of a compressed stream were ignored. */
  public static final String TRAILING_DATA = "trailing_data";

  /** What each kind means, for docs/anomalies.md. */
  public static final Map<String, String> MEANINGS =
      Map.ofEntries(
          Map.entry(TRUNCATED_FILE, "the content ends inside a record"),
          Map.entry(BAD_RECORD, "bytes that are no record were skipped"),
          Map.entry(BAD_TIMESTAMP, "a time outside of what 64-bit nanoseconds can tell"),
          Map.entry(NO_TIMESTAMP, "a packet without a time took that of the packet before it"),
          Map.entry(UNKNOWN_INTERFACE, "a packet names an interface that was not described"),
          Map.entry(CORRUPT_COMPRESSION, "a compressed stream or an archive is broken"),
          Map.entry(DECOMPRESSION_LIMIT, "the content outgrew what its stored size allows"),
          Map.entry(TRAILING_DATA, "bytes behind a compressed stream or an archive"));
}
