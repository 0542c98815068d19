package org.flowbeam.pipeline.sweep;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flowbeam.io.input.OpenCaptures;
import org.flowbeam.io.output.DateCounts;
import org.flowbeam.io.output.ShardWriter;
import org.flowbeam.join.Summaries;
import org.flowbeam.pipeline.options.RunOptions;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.flowbeam.session.Protocols;
import org.flowbeam.stage.KeyedStage;
import org.flowbeam.stage.StageOutput;
import org.flowbeam.stage.flows.AssembleStage;
import org.flowbeam.stage.packets.EspStage;
import org.flowbeam.stage.packets.ReadStage;
import org.flowbeam.stage.packets.RebuildStage;
import org.flowbeam.stage.rows.SummarizeStage;
import org.flowbeam.stage.rows.WriteStage;
import org.flowbeam.stage.sources.DescribeStage;
import org.flowbeam.stage.sources.RunSources;
import org.jspecify.annotations.Nullable;

/**
 * The steps of one run, made from its plan. {@link LocalSweep} and {@link SweepPipeline} carry
 * frames between them and decide nothing else, so both give the same bytes.
 */
record Stages(SweepPlan plan) implements Serializable {

  /** Payload may stay in these captures until it is assembled. */
  ReadStage read(OpenCaptures captures, StageOutput out) {
    return new ReadStage(plan.spill(), plan.reading(), captures, out);
  }

  KeyedStage rebuild(StageOutput out) {
    return new RebuildStage(plan.spill(), plan.fragments(), plan.opensEsp(), out);
  }

  KeyedStage openEsp(StageOutput out) {
    return new EspStage(plan.spill(), plan.espNull(), plan.fragments(), out);
  }

  /** Of packets that carry their payload. */
  KeyedStage assemble(RunSources sources, StageOutput out) {
    return assemble(sources, null, out);
  }

  KeyedStage assemble(RunSources sources, @Nullable OpenCaptures captures, StageOutput out) {
    return new AssembleStage(
        plan.spill(),
        plan.shards(),
        plan.assembly(),
        protocols(),
        plan.output(),
        sources,
        captures,
        out);
  }

  KeyedStage summarize(int stage, StageOutput out) {
    return new SummarizeStage(
        stage, summaries(), plan.assembly().sessions(), plan.spill(), plan.shards(), out);
  }

  KeyedStage describe(RunSources sources, StageOutput out) {
    return new DescribeStage(plan.spill(), plan.shards(), sources, out);
  }

  KeyedStage write(String runId, DateCounts dates, StageOutput out) {
    ShardWriter writer =
        new ShardWriter(plan.output(), plan.shards(), plan.spill().store(), runId, footer(), dates);
    return new WriteStage(writer, out);
  }

  Summaries summaries() {
    return Summaries.of(protocols());
  }

  private List<Protocol> protocols() {
    return plan.protocols().protocols();
  }

  /** The shards that have a file also without rows: one of each table of this run. */
  List<Integer> shardsWithFile() {
    List<Table<?>> tables = new ArrayList<>(List.of(Tables.SOURCES, Tables.FLOWS));
    if (plan.assembly().flows().packetIndex()) {
      tables.add(Tables.PACKET_INDEX);
    }
    tables.add(Tables.ANOMALIES);
    tables.addAll(Protocols.tables(protocols()));
    return ShardWriter.firstShards(plan.shards(), tables.stream().map(Table::name).toList());
  }

  private Map<String, String> footer() {
    Map<String, String> footer = new TreeMap<>();
    footer.put("flowbeam.version", RunId.VERSION);
    footer.put("flowbeam.schema_version", Integer.toString(Tables.SCHEMA_VERSION));
    String caseId = plan.labels().getOrDefault(RunOptions.CASE_ID.name(), "");
    if (!caseId.isEmpty()) {
      footer.put("flowbeam.case_id", caseId);
    }
    return footer;
  }
}
