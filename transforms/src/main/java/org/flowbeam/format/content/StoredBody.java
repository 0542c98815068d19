package org.flowbeam.format.content;

/**
 * A body on its way to storage. Ends with {@link #keep}, {@link #setAside} or {@link #discard},
 * exactly once.
 */
public interface StoredBody {
  void write(byte[] bytes, int offset, int length);

  /** It is complete; equal bodies of the run are stored once. */
  void keep(String sha256Hex);

  /**
   * It is complete, and whether anybody wants it is known when the whole run was read: to the
   * summary that gives what is returned here to {@code SummaryOutput.body}. Without that it goes
   * away with the run's temporary files.
   */
  String setAside(String sha256Hex);

  void discard();
}
