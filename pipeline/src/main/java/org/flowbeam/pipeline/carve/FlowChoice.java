package org.flowbeam.pipeline.carve;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.flowbeam.pipeline.options.UsageException;
import org.flowbeam.pipeline.query.TableReader;
import org.jspecify.annotations.Nullable;

/**
 * The flows that the user names, by exactly one of the options.
 *
 * @param where a condition over the columns of {@code flows}
 * @param sql a SELECT with a column {@code flow_id}
 */
record FlowChoice(@Nullable String where, @Nullable String sql, List<String> flowIds) {
  private static final Pattern FLOW_ID = Pattern.compile("[A-Za-z0-9_-]{16}");

  FlowChoice {
    int given = (where == null ? 0 : 1) + (sql == null ? 0 : 1) + (flowIds.isEmpty() ? 0 : 1);
    if (given != 1) {
      throw new UsageException(
          "say which packets: one of --where, --sql, --flowId and --exchange is required");
    }
    for (String id : flowIds) {
      requireFlowId("--flowId", id);
    }
  }

  static void requireFlowId(String option, String id) {
    if (!FLOW_ID.matcher(id).matches()) {
      throw new UsageException(option + "=" + id + ": expected a flow_id of 16 characters");
    }
  }

  /** Makes the temporary table {@code carve_flows}; returns how many flows it has. */
  long choose(TableReader tables) throws SQLException, IOException {
    String option = where != null ? "--where" : sql != null ? "--sql" : "--flowId";
    String statement = statement();
    try {
      tables.create(
          "CREATE TEMP TABLE carve_flows AS SELECT DISTINCT flow_id::VARCHAR AS flow_id FROM",
          statement,
          "WHERE flow_id IS NOT NULL");
    } catch (SQLException e) {
      throw new UsageException(option + ": " + e.getMessage());
    }
    if (!flowIds.isEmpty()) {
      requireAll(tables);
    }
    long[] count = {0};
    tables.each("SELECT count(*) FROM carve_flows", row -> count[0] = row.getLong(1));
    if (count[0] == 0) {
      throw new UsageException(option + ": no flow matches");
    }
    return count[0];
  }

  private String statement() {
    if (sql != null) {
      return sql;
    }
    if (where != null) {
      return "SELECT flow_id FROM flows WHERE (" + where + "\n)";
    }
    return flowIds.stream()
        .collect(Collectors.joining("', '", "SELECT flow_id FROM flows WHERE flow_id IN ('", "')"));
  }

  private void requireAll(TableReader tables) throws SQLException, IOException {
    List<String> missing = new ArrayList<>(flowIds);
    tables.each("SELECT flow_id FROM carve_flows", row -> missing.remove(row.getString(1)));
    if (!missing.isEmpty()) {
      throw new UsageException("--flowId=" + missing.get(0) + ": no such flow");
    }
  }
}
