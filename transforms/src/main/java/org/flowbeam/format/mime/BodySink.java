package org.flowbeam.format.mime;

import org.flowbeam.format.content.ByteSink;

/** Takes the text of a body. */
interface BodySink extends ByteSink {
  /**
   * Takes whole lines, for as long as they can be no boundary; the end of the last one is not taken
   * yet.
   *
   * @param from where a line begins
   * @return where the next line begins; {@code from} where none was taken
   */
  int lines(byte[] bytes, int from, int end);
}
