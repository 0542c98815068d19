package org.flowbeam.stream;

/** What the last segment of a connection settled about one side of it. */
final class Settled {
  /** Positions count from another number now. */
  boolean restarted;

  /** {@link SideNumbers#acknowledged} is higher; or lower, as it was of what was never sent. */
  boolean acknowledgedMore;

  boolean acknowledgedLess;

  /** What was {@link Place#AHEAD} or {@link Place#AFTER_RESET} is payload; or is not. */
  boolean heldIsPayload;

  boolean heldIsNot;

  /** There is payload among what was {@link Place#AHEAD} and is believed. */
  boolean aheadBelieved;

  /** Zeros that were {@link Place#BLANK} are payload; or are padding. */
  boolean blankIsPayload;

  boolean blankIsPadding;

  /** Where these zeros begin, and how many they are. */
  long blankStart;

  int blankLength;

  /** A FIN counts: that of the segment, or one before. */
  boolean finBelieved;

  /** The receiver took a RST of this side: that of the segment, or one before. */
  boolean resetTaken;

  /** The receiver ignores the RST of the segment; or one before. */
  boolean resetIgnored;

  boolean earlierResetIgnored;

  /** A segment begins. */
  void clear() {
    restarted = false;
    acknowledgedMore = false;
    acknowledgedLess = false;
    heldIsPayload = false;
    heldIsNot = false;
    aheadBelieved = false;
    blankIsPayload = false;
    blankIsPadding = false;
    finBelieved = false;
    resetTaken = false;
    resetIgnored = false;
    earlierResetIgnored = false;
  }
}
