package org.flowbeam.pipeline.courier;

import java.util.List;
import org.flowbeam.format.ProtocolException;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.RecordWriter;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.schemas.HttpRow;

/** One record per announcement, with its row as far as it is known. */
final class CourierParser implements ProtocolParser {
  private static final int MAX_LINE_BYTES = 200;

  private final FlowContext flow;
  private final SessionOutput out;
  private final RecordWriter record;
  private final StringBuilder line = new StringBuilder();
  private long lineTimeNanos;
  private long lineOffset;

  CourierParser(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    this.out = out;
    this.record = new RecordWriter(out);
  }

  @Override
  public void onData(Direction from, Bytes data, long timeNanos) throws ProtocolException {
    for (int i = 0; from == Direction.CLIENT && i < data.length(); i++) {
      if (line.isEmpty()) {
        lineTimeNanos = timeNanos;
        lineOffset = flow.streamOffset() + i;
      }
      if (data.u8(i) == '\n') {
        announcement(List.of(line.toString().split(" ", -1)));
        line.setLength(0);
      } else if (line.length() < MAX_LINE_BYTES) {
        line.append((char) data.u8(i));
      }
    }
  }

  private void announcement(List<String> words) throws ProtocolException {
    if (words.size() != 4) {
      throw new ProtocolException("expected SEND, a name, an address and a port");
    }
    HttpRow row = new HttpRow();
    row.setMethod(words.get(0));
    row.setUri(words.get(1));
    row.setHost(words.get(2) + " " + words.get(3));
    row.setOutcome("announced");
    int tx = flow.nextTransaction();
    out.complete(row, tx, lineTimeNanos, lineOffset, SessionOutput.NO_OFFSET);
    record.group(Courier.endpoint(words.get(2), words.get(3))).time(lineTimeNanos);
    record.u8(Transfers.ANNOUNCED).row(row).writeFor(Transfers.INSTANCE);
  }
}
