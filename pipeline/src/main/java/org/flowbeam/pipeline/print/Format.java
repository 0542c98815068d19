package org.flowbeam.pipeline.print;

/** How results are written. Lower case, since picocli takes the names as people type them. */
public enum Format {
  table,
  csv,
  json,
  ndjson,
  parquet;

  public ResultPrinter printer(Layout layout) {
    return switch (this) {
      case table -> new TablePrinter(layout);
      case csv -> new CsvPrinter(layout.toTerminal());
      case json -> new JsonPrinter(true);
      case ndjson -> new JsonPrinter(false);
      case parquet -> throw new IllegalStateException("DuckDB writes it itself");
    };
  }
}
