package org.flowbeam.pipeline.extract;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flowbeam.io.output.FinishedRun;
import org.flowbeam.pipeline.options.UsageException;
import org.flowbeam.pipeline.query.TableReader;
import org.flowbeam.pipeline.terminal.SafeName;
import org.jspecify.annotations.Nullable;

/**
 * The temporary table {@code found}: one row per time that a body was carried, with the name that
 * its file gets, and the stored files by their hashes.
 */
final class FoundBodies {
  private static final String OF_FILES =
      "SELECT f.sha256, f.filename AS name, f.mime_type AS mime, f.size_bytes AS bytes, f.ts,"
          + " f.flow_id, f.tx, f.src_ip, f.src_port, f.dst_ip, f.dst_port, f.is_orig,"
          + " f.source AS protocol, h.host, h.uri FROM files f LEFT JOIN %s h"
          + " ON f.source = 'http' AND f.flow_id = h.flow_id AND f.tx = h.tx"
          + " WHERE f.sha256 IS NOT NULL";

  /** For runs without HTTP. */
  private static final String NO_HTTP =
      "(SELECT '' AS flow_id, 0 AS tx, NULL::VARCHAR AS host, NULL::VARCHAR AS uri)";

  /** For runs of before there was a table of files. */
  private static final String OF_HTTP =
      "SELECT request_sha256 AS sha256, request_filename AS name, request_mime AS mime,"
          + " request_body_len AS bytes, ts, flow_id, tx, src_ip, src_port, dst_ip, dst_port,"
          + " true AS is_orig, 'http' AS protocol, host, uri FROM http"
          + " WHERE request_sha256 IS NOT NULL UNION ALL SELECT response_sha256,"
          + " response_filename, response_mime, response_body_len, coalesce(response_ts, ts),"
          + " flow_id, tx, src_ip, src_port, dst_ip, dst_port, false, 'http', host, uri FROM http"
          + " WHERE response_sha256 IS NOT NULL";

  private final TableReader tables;
  private final List<FinishedRun> runs;
  private final Map<String, Path> stored = new HashMap<>();

  FoundBodies(TableReader tables, List<FinishedRun> runs) {
    this.tables = tables;
    this.runs = runs;
    for (FinishedRun run : runs) {
      for (JsonNode output : run.manifest().path("outputs")) {
        if (output.path("table").asText().equals("bodies")) {
          stored.putIfAbsent(
              output.path("sha256").asText(), run.folder().resolve(output.path("path").asText()));
        }
      }
    }
    if (stored.isEmpty()) {
      throw new UsageException("--tables: no bodies are stored there: sweep with --bodies=store");
    }
  }

  /**
   * Finds those for which the condition holds.
   *
   * @param files whether there is a table of files
   * @param http whether there is a table of HTTP exchanges
   */
  void find(boolean files, boolean http, String condition) throws SQLException, IOException {
    String all = files ? OF_FILES.formatted(http ? "http" : NO_HTTP) : OF_HTTP;
    tables.execute("CREATE TEMP TABLE all_bodies AS " + all);
    tables.execute("CREATE TEMP TABLE stored_bodies (sha256 VARCHAR, file VARCHAR)");
    tables.create(
        "CREATE TEMP TABLE found AS SELECT * FROM",
        "SELECT * FROM all_bodies WHERE (" + condition + "\n)",
        "");
  }

  /** Gives each stored body a name and hands it on. Returns how many were not stored. */
  long each(BodyReader reader) throws SQLException, IOException {
    Map<String, String> names = new HashMap<>();
    long[] missing = {0};
    tables.each(
        "SELECT sha256, arg_min(coalesce(name, uri), ts) FROM found GROUP BY 1 ORDER BY 1",
        row -> {
          String sha256 = row.getString(1);
          if (stored.containsKey(sha256)) {
            names.put(sha256, name(sha256, row.getString(2)));
          } else {
            missing[0]++;
          }
        });
    try (PreparedStatement insert = tables.prepare("INSERT INTO stored_bodies VALUES (?, ?)")) {
      for (String sha256 : names.keySet().stream().sorted().toList()) {
        String name = String.valueOf(names.get(sha256));
        insert.setString(1, sha256);
        insert.setString(2, name);
        insert.addBatch();
        reader.body(sha256, name, file(sha256));
      }
      if (!names.isEmpty()) {
        insert.executeBatch();
      }
    }
    return missing[0];
  }

  /** What to select for the index: a row per time that a body was carried. */
  static String index() {
    return "SELECT file, found.* FROM found LEFT JOIN stored_bodies USING (sha256)"
        + " ORDER BY sha256, ts, flow_id, tx";
  }

  private Path file(String sha256) throws IOException {
    Path file = stored.get(sha256);
    if (file == null) {
      throw new IllegalStateException(sha256);
    }
    for (FinishedRun run : runs) {
      if (file.startsWith(run.folder())) {
        run.fetch(List.of(file));
      }
    }
    return file;
  }

  /** Part of the hash keeps names apart that differ in case alone, or not at all. */
  private static String name(String sha256, @Nullable String given) {
    String last =
        given == null ? "" : given.replaceFirst("[?#].*", "").replaceFirst(".*[/\\\\]", "");
    String safe = last.isEmpty() ? "body" : SafeName.of(last);
    return sha256.substring(0, 16) + "-" + safe;
  }

  /** Takes a stored body. */
  interface BodyReader {
    void body(String sha256, String name, Path file) throws IOException;
  }
}
