package org.flowbeam.io.capture.record;

/**
 * A walker of one file format. It also ends, without passing a byte of it, where a file of another
 * kind begins, so that there are bytes left.
 */
public interface FormatWalker extends Walker {
  /** Running number, over the capture, of the next interface to be described. */
  int nextInterface();
}
