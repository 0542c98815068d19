package org.flowbeam.pipeline.carve;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.flowbeam.io.output.FinishedRun;
import org.flowbeam.pipeline.evidence.Trust;
import org.flowbeam.pipeline.options.UsageException;
import org.flowbeam.pipeline.query.TableReader;

/** The exchange that {@code --exchange=FLOW_ID,TX} names. */
record ExchangeChoice(String flowId, int tx) {

  static ExchangeChoice parse(String text, CarveCommand command) {
    String[] parts = text.split(",", -1);
    if (parts.length != 2 || !parts[1].matches("[0-9]{1,9}")) {
      throw new UsageException("--exchange=" + text + ": expected FLOW_ID,TX");
    }
    if (command.choosesFlows()) {
      throw new UsageException("--exchange does not go with --where, --sql and --flowId");
    }
    FlowChoice.requireFlowId("--exchange", parts[0]);
    return new ExchangeChoice(parts[0], Integer.parseInt(parts[1]));
  }

  FlowChoice flow() {
    return new FlowChoice(null, null, List.of(flowId));
  }

  /** Wants the packets of the exchange, which takes a look at all packets of its flow. */
  void add(TableReader tables, List<FinishedRun> runs, WantedRecords records, Trust trust)
      throws SQLException, IOException {
    Exchange exchange = Exchange.find(flowId, tx, tables);
    records.addFlows(Grouping.all, false);
    List<FlowPacket> packets =
        FlowPackets.read(
            FlowFacts.of(flowId, tables), RunDecoding.of(runs.get(0)), tables, records, trust);
    records.replaceBy(exchange.of(packets));
  }
}
