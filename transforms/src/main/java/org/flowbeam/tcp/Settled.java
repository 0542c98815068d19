package org.flowbeam.tcp;

/** What the last segment of a connection settled about one side of it. */
public final class Settled {
  /** Positions count from another number now. */
  public boolean restarted;

  /** {@link SideNumbers#acknowledged} is higher; or lower, as it was of what was never sent. */
  public boolean acknowledgedMore;

  public boolean acknowledgedLess;

  /** What was {@link Place#AHEAD} or {@link Place#AFTER_RESET} is payload; or is not. */
  public boolean heldIsPayload;

  public boolean heldIsNot;

  /** There is payload among what was {@link Place#AHEAD} and is believed. */
  public boolean aheadBelieved;

  /** Zeros that were {@link Place#BLANK} are payload; or are padding. */
  public boolean blankIsPayload;

  public boolean blankIsPadding;

  /** Where these zeros begin, and how many they are. */
  public long blankStart;

  public int blankLength;

  /** A FIN counts: that of the segment, or one before. */
  public boolean finBelieved;

  /** The receiver took a RST of this side: that of the segment, or one before. */
  public boolean resetTaken;

  /** The receiver ignores the RST of the segment; or one before. */
  public boolean resetIgnored;

  public boolean earlierResetIgnored;

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
