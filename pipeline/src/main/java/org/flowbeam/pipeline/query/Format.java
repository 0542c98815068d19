package org.flowbeam.pipeline.query;

/** How results are written. Lower case, since picocli takes the names as people type them. */
enum Format {
  table,
  csv,
  json,
  ndjson,
  parquet;

  /**
   * @param full whether long cells of a table are written whole
   * @param toTerminal whether a person's terminal reads it
   */
  ResultPrinter printer(boolean full, boolean toTerminal) {
    return switch (this) {
      case table -> new TablePrinter(full);
      case csv -> new CsvPrinter(toTerminal);
      case json -> new JsonPrinter(true);
      case ndjson -> new JsonPrinter(false);
      case parquet -> throw new IllegalStateException("DuckDB writes it itself");
    };
  }
}
