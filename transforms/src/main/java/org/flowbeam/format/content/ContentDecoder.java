package org.flowbeam.format.content;

/** Undoes one content coding (RFC 9110 section 8.4.1) piece by piece. */
public interface ContentDecoder extends ByteSink {
  /**
   * The body is complete.
   *
   * @return whether the coded data was, too
   */
  boolean finish();

  /** Whether the data is not coded as it should be; it decodes nothing more. */
  boolean failed();

  /** Frees what the decoder holds. */
  void close();
}
