package org.flowbeam.format.content;

/** A body on its way to storage. Ends with {@link #keep} or {@link #discard}, exactly once. */
public interface StoredBody {
  void write(byte[] bytes, int offset, int length);

  /** It is complete; equal bodies of the run are stored once. */
  void keep(String sha256Hex);

  void discard();
}
