package org.flowbeam.stage;

import org.flowbeam.io.output.DateCounts;
import org.flowbeam.io.output.WrittenFile;

/** Takes what steps put out. No result of a run depends on the order in which it comes. */
public interface StageOutput {
  /** A frame for whoever reads this shuffle key of the lane. */
  void frame(Lane lane, int shuffleKey, byte[] reference);

  /** What was counted beside rows; all tallies add up. */
  void tally(Tally tally);

  /** On which days rows lie that were put out; all counts add up. */
  void dates(DateCounts dates);

  /** A complete file that waits to be committed. */
  void file(WrittenFile file);

  /** Once in a run: the manifest's list of inputs, as a JSON array. */
  void inputs(String json);
}
