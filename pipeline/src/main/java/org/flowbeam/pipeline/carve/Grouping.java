package org.flowbeam.pipeline.carve;

/** Which packets are written into one file. The names are those of the command line. */
enum Grouping {
  all,
  flow,
  source,
  host,
  call
}
