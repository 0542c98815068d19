package org.flowbeam.protocol.ftp;

import java.util.Objects;
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
 * What a connection carries that may be FTP's for data: hashed as it comes, and as it is inflated
 * if it may be in MODE Z, set aside where bodies are stored, and told to {@link DataFlows}, which
 * knows whether a command asked for it.
 */
final class Transfer implements ProtocolParser {
  private final FlowContext flow;
  private final FileRows clientFiles;
  private final FileRows serverFiles;
  private final RecordWriter records;
  private final Aside body = new Aside();
  private final Aside inflatedBody = new Aside();
  private final FileContent content;
  private final InflatedTransfer inflated;
  private @Nullable Direction sender;
  private boolean sawEnd;

  Transfer(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    this.clientFiles = new FileRows(flow, out, "ftp", Direction.CLIENT);
    this.serverFiles = new FileRows(flow, out, "ftp", Direction.SERVER);
    this.records = new RecordWriter(out);
    this.content = new FileContent(clientFiles.plan(), () -> body.of(out.newBody()));
    this.inflated = new InflatedTransfer(clientFiles.plan(), () -> inflatedBody.of(out.newBody()));
    content.begin();
  }

  /** Is not kept, but set aside. */
  private static final class Aside implements StoredBody {
    private @Nullable StoredBody body;

    /** Where it was set aside; null when it was not. */
    @Nullable String place;

    @Nullable Aside of(@Nullable StoredBody begun) {
      body = begun;
      return begun == null ? null : this;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      Objects.requireNonNull(body).write(bytes, offset, length);
    }

    @Override
    public void keep(String sha256Hex) {
      place = setAside(sha256Hex);
    }

    @Override
    public String setAside(String sha256Hex) {
      return Objects.requireNonNull(body).setAside(sha256Hex);
    }

    @Override
    public void discard() {
      Objects.requireNonNull(body).discard();
    }
  }

  @Override
  public void onData(Direction from, Bytes data, long timeNanos) {
    sender = from;
    content.write(data.array(), data.offset(), data.length());
    inflated.write(data.array(), data.offset(), data.length());
  }

  @Override
  public void onGap(Direction from, long lengthBytes, long timeNanos) {
    content.skip(lengthBytes);
    inflated.gap();
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
      inflated.discard();
      return;
    }
    ContentFacts facts = content.end(sawEnd);
    boolean complete = sawEnd && facts.missingBytes() == 0;
    FileRows files = from == Direction.CLIENT ? clientFiles : serverFiles;
    files.begin(0, null, flow.startNanos(), 0);
    FileRow row = files.row(1, facts, facts.seenBytes(), complete);
    files.complete(row);
    ContentFacts inside = inflated.end(complete);
    FileRow inflatedRow = inside == null ? null : files.row(1, inside, facts.seenBytes(), true);
    if (inflatedRow != null) {
      files.complete(inflatedRow);
    }
    DataFlows.carried(records, flow, new Carried(row, body.place, inflatedRow, inflatedBody.place));
  }
}
