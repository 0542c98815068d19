package org.flowbeam.protocol.ftp;

import org.flowbeam.format.content.ContentFacts;
import org.flowbeam.format.content.FileContent;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.RecordWriter;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.shared.FileRows;
import org.flowbeam.schemas.FileRow;
import org.jspecify.annotations.Nullable;

/**
 * What a connection carries that may be FTP's for data: hashed as it comes, and told to {@link
 * DataFlows}, which knows whether a command asked for it. It is not stored, since that is known too
 * late.
 */
final class Transfer implements ProtocolParser {
  private final FlowContext flow;
  private final FileRows clientFiles;
  private final FileRows serverFiles;
  private final RecordWriter records;
  private final FileContent content;
  private @Nullable Direction sender;
  private boolean sawEnd;

  Transfer(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    this.clientFiles = new FileRows(flow, out, "ftp", Direction.CLIENT);
    this.serverFiles = new FileRows(flow, out, "ftp", Direction.SERVER);
    this.records = new RecordWriter(out);
    this.content = new FileContent(clientFiles.plan(), () -> null);
    content.begin();
  }

  @Override
  public void onData(Direction from, Bytes data, long timeNanos) {
    sender = from;
    content.write(data.array(), data.offset(), data.length());
  }

  @Override
  public void onGap(Direction from, long lengthBytes, long timeNanos) {
    content.skip(lengthBytes);
  }

  @Override
  public void onFin(Direction from, long timeNanos) {
    sawEnd |= from == sender;
  }

  @Override
  public void onEnd(SessionEnd reason, long timeNanos) {
    Direction from = sender;
    if (reason == SessionEnd.STOPPED || from == null) {
      return;
    }
    ContentFacts facts = content.end(sawEnd);
    boolean complete = sawEnd && facts.missingBytes() == 0;
    FileRows files = from == Direction.CLIENT ? clientFiles : serverFiles;
    files.begin(0, null, flow.startNanos(), 0);
    FileRow row = files.row(1, facts, facts.seenBytes(), complete);
    files.complete(row);
    DataFlows.carried(records, flow, row);
  }
}
