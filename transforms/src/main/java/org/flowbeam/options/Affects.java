package org.flowbeam.options;

/** What another value of an option changes: decides where a run remembers it. */
public enum Affects {
  /** Rows or tables: part of the run id and of the manifest's {@code options}. */
  ROWS,
  /** What the run is called by people: part of the manifest, not of the run id. */
  LABEL,
  /** Time and memory, never a result: remembered nowhere. */
  SPEED,
  /** Which files are read and written: the manifest lists these by their content. */
  FILES
}
