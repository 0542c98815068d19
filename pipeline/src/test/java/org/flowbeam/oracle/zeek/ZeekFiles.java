package org.flowbeam.oracle.zeek;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.flowbeam.pipeline.CommandRun;

/** The view {@code zeek_files} over the files of a capture, in the notation of Zeek's logs. */
final class ZeekFiles {
  /** What both tell; Zeek has no hash where no test asks for it. */
  private static final List<String> COLUMNS =
      List.of(
          ("id.orig_h id.orig_p id.resp_h id.resp_p source depth mime_type filename is_orig"
                  + " seen_bytes total_bytes missing_bytes overflow_bytes timedout parent_fuid")
              .split(" "));

  private static final List<String> ENDPOINTS = COLUMNS.subList(0, 4);

  private ZeekFiles() {}

  /** Those that the log has, too. */
  static List<String> columns(List<Map<String, String>> log) {
    return COLUMNS.stream().filter(log.get(0)::containsKey).toList();
  }

  /** Rows of one connection share it. */
  static String endpoints(Map<String, String> row) {
    return ENDPOINTS.stream().map(row::get).collect(Collectors.joining(" "));
  }

  /**
   * The view of a sweep.
   *
   * @param tables where the sweep writes, which is not there so far
   */
  static List<Map<String, String>> view(Path capture, Path tables) throws IOException {
    CommandRun sweep = CommandRun.sweep(capture, tables);
    assertThat(sweep.exitCode()).as(String.join("\n", sweep.err())).isZero();
    String names = COLUMNS.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", "));
    String sql = "SELECT " + names + " FROM zeek_files ORDER BY ts, fuid";
    Path lines = tables.resolveSibling(tables.getFileName() + ".ndjson");
    CommandRun query =
        CommandRun.of("query", "--tables=" + tables, "--format=ndjson", "--output=" + lines, sql);
    assertThat(query.exitCode()).as(String.join("\n", query.err())).isZero();
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : Files.readAllLines(lines)) {
      rows.add(row(new ObjectMapper().readTree(line)));
    }
    return rows;
  }

  private static Map<String, String> row(JsonNode values) {
    Map<String, String> row = new LinkedHashMap<>();
    for (String column : COLUMNS) {
      JsonNode value = values.path(column);
      boolean unset = value.isNull() || value.isMissingNode();
      row.put(column, unset ? "-" : value.isBoolean() ? flag(value) : value.asText());
    }
    return row;
  }

  private static String flag(JsonNode value) {
    return value.asBoolean() ? "T" : "F";
  }
}
