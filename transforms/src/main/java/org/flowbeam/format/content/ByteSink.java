package org.flowbeam.format.content;

/** Takes bytes that are lent for the call. */
public interface ByteSink {
  void write(byte[] bytes, int offset, int length);
}
