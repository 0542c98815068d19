package org.flowbeam.assemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.assemble.Talk.established;
import static org.flowbeam.assemble.Talk.talk;

import java.util.List;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.io.bytes.Times;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.FlowSummary;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.RecordReader;
import org.flowbeam.protocol.RecordWriter;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.SummaryOutput;
import org.flowbeam.protocol.example.Lpm;
import org.flowbeam.protocol.example.LpmRow;
import org.flowbeam.protocol.example.SummingLpm;
import org.flowbeam.schemas.FlowRow;
import org.junit.jupiter.api.Test;

/** Records for summaries name the flow that they are about, and may come from every flow. */
class FlowRecordsTest {
  /** One record per flow. */
  private static final class EveryFlow implements FlowSummary {
    @Override
    public void flow(FlowRow flow, RecordWriter records) {
      long start = Times.nanos(flow.getStartTime(), flow.getStartNanos());
      records.group("to " + flow.getDstIp() + " " + flow.getDstPort()).time(start);
      records.text(flow.getFlowId()).text(flow.getProto() + " " + flow.getService());
      records.text(String.join(",", flow.getSources())).writeFor(this);
    }

    @Override
    public void summarize(Records records, SessionOptions options, SummaryOutput out) {}
  }

  @Test
  void everyFlowThatEndsMayWriteARecordWhoeverParsedIt() {
    Talk talk = established().protocols(new SummingLpm(new EveryFlow()));
    talk.data(101, 501, "LPM1\0\4ping").udp(5).udp(5).pause(3600 * Talk.SECOND).udp(5);
    Assembled rows = talk.assembled();
    assertThat(rows.flows).hasSize(3);
    assertThat(rows.records).hasSize(3);
    for (int i = 0; i < 3; i++) {
      FlowRow flow = rows.flows.get(i);
      RecordReader record = new RecordReader(new One(rows.records.get(i)));
      record.next();
      assertThat(record.timeNanos())
          .isEqualTo(Times.nanos(flow.getStartTime(), flow.getStartNanos()));
      assertThat(record.text()).isEqualTo(flow.getFlowId());
      assertThat(record.text()).isEqualTo(flow.getProto() + " " + flow.getService());
      assertThat(record.text()).isEqualTo("0000000000000001");
    }
    assertThat(rows.flows).extracting(FlowRow::getService).contains("lpm", (String) null);
  }

  @Test
  void whereNoSummaryWantsFlowsNoneIsAsked() {
    RunSummary deaf = (records, options, out) -> {};
    assertThat(FlowSummary.of(List.of(new SummingLpm(deaf), new Lpm()))).isEmpty();
    assertThat(established().protocols(new SummingLpm(deaf)).assembled().records).isEmpty();
  }

  @Test
  void aRowInARecordIsTheRowThatTheParserWouldHaveWritten() {
    RunSummary kept = (records, options, out) -> {};
    SummingLpm both =
        new SummingLpm(kept) {
          @Override
          public ProtocolParser newParser(FlowContext flow, SessionOutput out) {
            return new WritesTwice(flow, out, kept);
          }
        };
    Talk talk = talk().protocols(both).ports(40_000, 50_000);
    talk.resp().data(501, 101, "hello").orig().data(101, 506, "LPM1");
    Assembled rows = talk.assembled();
    FlowRow flow = rows.flow();
    RecordReader record = new RecordReader(new One(rows.records.get(0)));
    record.next();
    assertThat(record.timeNanos()).isEqualTo(Talk.START_NANOS);
    assertThat(record.text()).isEqualTo(flow.getFlowId());
    LpmRow row = record.row(Lpm.TABLE);
    assertThat(rows.exchanges).singleElement().hasToString(row.toString());
    assertThat(row.get(0)).hasToString(flow.getFlowId());
    assertThat(row.get(1)).hasToString(flow.getCommunityId());
    assertThat(row.get(4)).hasToString(flow.getSrcIp());
    assertThat(row.get(5)).isEqualTo(40_000);
    assertThat(row.get(6)).hasToString(flow.getDstIp());
    assertThat(row.get(7)).isEqualTo(50_000);
    assertThat(flow.getOriginatorRule()).isEqualTo("protocol");
  }

  /** Writes one row, and the same into a record. */
  private static final class WritesTwice implements ProtocolParser {
    private final FlowContext flow;
    private final SessionOutput out;
    private final RunSummary to;

    WritesTwice(FlowContext flow, SessionOutput out, RunSummary to) {
      this.flow = flow;
      this.out = out;
      this.to = to;
    }

    @Override
    public void onData(Direction from, Bytes data, long timeNanos) {}

    @Override
    public void onEnd(SessionEnd reason, long timeNanos) {
      LpmRow row = new LpmRow();
      row.put("request", "asked");
      out.complete(row, 7, timeNanos, 0, SessionOutput.NO_OFFSET);
      RecordWriter record = new RecordWriter(out).group("flow " + flow.flowId());
      record.time(flow.startNanos()).text(flow.flowId()).row(row).writeFor(to);
      LpmRow other = new LpmRow();
      other.put("request", "asked");
      out.exchange(Lpm.TABLE, other, 7, timeNanos, 0, SessionOutput.NO_OFFSET);
    }
  }

  private static final class One implements RunSummary.Records {
    private final byte[] record;

    One(byte[] record) {
      this.record = record;
    }

    @Override
    public boolean next() {
      return true;
    }

    @Override
    public byte[] bytes() {
      return record;
    }

    @Override
    public int offset() {
      return 0;
    }

    @Override
    public int length() {
      return record.length;
    }
  }
}
