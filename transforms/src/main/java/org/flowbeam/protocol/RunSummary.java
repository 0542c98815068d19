package org.flowbeam.protocol;

/**
 * Rows that need the whole run: one object per table. Its parsers give out records; all records of
 * the run are sorted as unsigned bytes, and those that share their first {@link #GROUP_BYTES} come
 * to {@link #summarize} together, however many they are and wherever they were found. Equal records
 * all come. Stateless and shared by all threads.
 */
public interface RunSummary {
  /** Records of one group share so many first bytes: a hash of what the group is about. */
  int GROUP_BYTES = 16;

  /** Records of one group, in order, once. */
  interface Records {
    /** Moves to the next record; false behind the last. */
    boolean next();

    /** The record lies at {@code bytes()[offset(), offset() + length())} until the next call. */
    byte[] bytes();

    int offset();

    int length();
  }

  /** Reads the records of one group in constant memory and writes its rows. */
  void summarize(Records records, SessionOptions options, RowOutput out);
}
