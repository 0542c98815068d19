package org.flowbeam.protocol.http;

/** Takes bytes that are lent for the call. */
interface ByteSink {
  void write(byte[] bytes, int offset, int length);
}
