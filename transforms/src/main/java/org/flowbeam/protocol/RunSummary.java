package org.flowbeam.protocol;

/**
 * Rows that need more than one flow. Parsers, {@link FlowSummary flows that end} and summaries of
 * lower stages give out records; all records for one summary are sorted as unsigned bytes, and
 * those that share their first {@link #GROUP_BYTES} come to {@link #summarize} together, however
 * many they are and wherever they were found. Equal records all come. Stateless and shared by all
 * threads.
 *
 * <p>What a summary gives must be a function of its records alone, and a record one of what was
 * captured. Then neither the cut of the captures nor the way the run is spread can show.
 */
public interface RunSummary {
  /** Records of one group share so many first bytes: a hash of what the group is about. */
  int GROUP_BYTES = 16;

  /** Stages are numbered from 0 on. */
  int STAGES = 5;

  /** Records of one group, in order, once. */
  interface Records {
    /** Moves to the next record; false behind the last. */
    boolean next();

    /** The record lies at {@code bytes()[offset(), offset() + length())} until the next call. */
    byte[] bytes();

    int offset();

    int length();
  }

  /**
   * When it reads its records: behind all summaries of lower stages, which may write records for
   * it, and before those of higher stages, for which it may write. A constant below {@link
   * #STAGES}.
   */
  default int stage() {
    return 0;
  }

  /** Reads the records of one group in constant memory and writes what follows from them. */
  void summarize(Records records, SessionOptions options, SummaryOutput out);
}
