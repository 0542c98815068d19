package org.flowbeam.stage;

import java.util.List;
import org.flowbeam.protocol.RunSummary;

/** Where frames go: each lane is a grouping of its own, and each but one ends in a step. */
public enum Lane {
  /** By bucket: every packet but fragments. */
  PACKETS,
  /** By bucket: fragments, whose flow is known when their datagram is rebuilt. */
  FRAGMENTS,
  /** By bucket: ESP packets, where they are to be opened. */
  ESP,
  /** Under one key: what was found out about sources. */
  FACTS,
  /** By (table, shard): rows. */
  ROWS,
  /** By bucket: records for the summaries of a stage. */
  RECORDS_0,
  RECORDS_1,
  RECORDS_2,
  RECORDS_3,
  RECORDS_4;

  private static final List<Lane> RECORDS =
      List.of(RECORDS_0, RECORDS_1, RECORDS_2, RECORDS_3, RECORDS_4);

  static {
    if (RECORDS.size() != RunSummary.STAGES) {
      throw new IllegalStateException("every stage of summaries needs its lane");
    }
  }

  /** The records for the summaries of this stage. */
  public static Lane records(int stage) {
    return RECORDS.get(stage);
  }
}
