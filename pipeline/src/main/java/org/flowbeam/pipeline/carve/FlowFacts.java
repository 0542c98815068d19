package org.flowbeam.pipeline.carve;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.flowbeam.pipeline.options.UsageException;
import org.flowbeam.pipeline.query.TableReader;
import org.jspecify.annotations.Nullable;

/**
 * What the row of a flow says of its endpoints.
 *
 * @param sourcePort -1 without ports
 * @param outerSource end of the tunnel around it, if there is one
 */
record FlowFacts(
    String flowId,
    String source,
    int sourcePort,
    String destination,
    int destinationPort,
    @Nullable String outerSource,
    @Nullable String outerDestination) {

  static FlowFacts of(String flowId, TableReader tables) throws SQLException, IOException {
    FlowFacts[] found = new FlowFacts[1];
    tables.each(
        "SELECT src_ip, coalesce(src_port, -1), dst_ip, coalesce(dst_port, -1), outer_src_ip,"
            + " outer_dst_ip FROM flows WHERE flow_id = '"
            + flowId
            + "' LIMIT 1",
        row -> found[0] = of(flowId, row));
    if (found[0] == null) {
      throw new UsageException(flowId + ": no such flow");
    }
    return found[0];
  }

  private static FlowFacts of(String flowId, ResultSet row) throws SQLException {
    return new FlowFacts(
        flowId,
        row.getString(1),
        row.getInt(2),
        row.getString(3),
        row.getInt(4),
        row.getString(5),
        row.getString(6));
  }
}
