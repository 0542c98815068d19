package org.flowbeam.format.mime;

/** Takes one file after the other that is found in a part's content. */
interface FileSink {
  void fileBegins();

  /** What it is called; at any time before its end. */
  void fileNamed(String text);

  /**
   * Bytes of it, lent for the call.
   *
   * @param encodedBytes how many bytes of the part they were
   */
  void fileContent(byte[] bytes, int offset, int length, int encodedBytes);

  /**
   * It is over.
   *
   * @param complete whether all of it was there
   * @param defective whether it was not encoded as it should be
   */
  void fileEnds(boolean complete, boolean defective);
}
