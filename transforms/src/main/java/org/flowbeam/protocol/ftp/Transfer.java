package org.flowbeam.protocol.ftp;

import org.flowbeam.format.content.ContentFacts;
import org.flowbeam.format.content.FileContent;
import org.flowbeam.format.content.StoredBody;
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
 * What a connection carries that may be FTP's for data: hashed as it comes, set aside where bodies
 * are stored, and told to {@link DataFlows}, which knows whether a command asked for it.
 */
final class Transfer implements ProtocolParser {
  private final FlowContext flow;
  private final SessionOutput out;
  private final FileRows clientFiles;
  private final FileRows serverFiles;
  private final RecordWriter records;
  private final FileContent content;
  private @Nullable String aside;
  private @Nullable Direction sender;
  private boolean sawEnd;

  Transfer(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    this.out = out;
    this.clientFiles = new FileRows(flow, out, "ftp", Direction.CLIENT);
    this.serverFiles = new FileRows(flow, out, "ftp", Direction.SERVER);
    this.records = new RecordWriter(out);
    this.content = new FileContent(clientFiles.plan(), this::newBody);
    content.begin();
  }

  private @Nullable StoredBody newBody() {
    StoredBody body = out.newBody();
    return body == null ? null : new Aside(body);
  }

  /** Is not kept, but set aside. */
  private final class Aside implements StoredBody {
    private final StoredBody body;

    Aside(StoredBody body) {
      this.body = body;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      body.write(bytes, offset, length);
    }

    @Override
    public void keep(String sha256Hex) {
      aside = setAside(sha256Hex);
    }

    @Override
    public String setAside(String sha256Hex) {
      return body.setAside(sha256Hex);
    }

    @Override
    public void discard() {
      body.discard();
    }
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
      content.discard();
      return;
    }
    ContentFacts facts = content.end(sawEnd);
    boolean complete = sawEnd && facts.missingBytes() == 0;
    FileRows files = from == Direction.CLIENT ? clientFiles : serverFiles;
    files.begin(0, null, flow.startNanos(), 0);
    FileRow row = files.row(1, facts, facts.seenBytes(), complete);
    files.complete(row);
    DataFlows.carried(records, flow, row, aside);
  }
}
