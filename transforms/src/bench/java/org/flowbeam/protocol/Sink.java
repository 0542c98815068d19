package org.flowbeam.protocol;

import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.format.content.StoredBody;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.schemas.Table;
import org.jspecify.annotations.Nullable;

/** Counts what parsers give out, and forgets it. */
public final class Sink implements FlowContext, SessionOutput {
  public final long[] offsets = new long[2];

  /** Rows and records. */
  public long rows;

  public @Nullable SpecificRecord last;

  private final boolean datagrams;
  private final int serverPort;
  private final SessionOptions options;
  private int transactions;

  public Sink(boolean datagrams, int serverPort, SessionOptions options) {
    this.datagrams = datagrams;
    this.serverPort = serverPort;
    this.options = options;
  }

  @Override
  public boolean isDatagrams() {
    return datagrams;
  }

  /** Of the current datagram. */
  public int datagramBytes;

  @Override
  public int datagramBytes() {
    return datagramBytes;
  }

  @Override
  public int port(Direction of) {
    return of == Direction.CLIENT ? 40_000 : serverPort;
  }

  @Override
  public boolean isOriginator(Direction side) {
    return side == Direction.CLIENT;
  }

  @Override
  public boolean isGroup(Direction side) {
    return false;
  }

  @Override
  public boolean isLocal(Direction side) {
    return false;
  }

  @Override
  public String address(Direction side) {
    return "192.0.2.1";
  }

  @Override
  public String flowId() {
    return "AAAAAAAAAAAAAAAA";
  }

  @Override
  public long startNanos() {
    return 0;
  }

  @Override
  public SessionOptions options() {
    return options;
  }

  @Override
  public long streamOffset() {
    return datagrams ? -1 : 0;
  }

  @Override
  public boolean isSnapped() {
    return false;
  }

  @Override
  public int nextTransaction() {
    return transactions++;
  }

  @Override
  public void serverName(String name) {}

  @Override
  public void hold(Direction side, int from) {}

  @Override
  public boolean isHeld(Direction side) {
    return false;
  }

  @Override
  public Bytes held(Direction side) {
    return Bytes.of();
  }

  @Override
  public void release(Direction side) {}

  @Override
  public void handOver(Direction from, Bytes rest, long restOffset) {}

  @Override
  public ChildStreams child(boolean datagrams) {
    throw new UnsupportedOperationException("no benchmark opens one");
  }

  @Override
  public ChildStreams child(boolean datagrams, String protocol) {
    return child(datagrams);
  }

  @Override
  public <R extends SpecificRecord> void exchange(
      Table<R> table, R row, int tx, long timeNanos, long clientOffset, long serverOffset) {
    rows++;
    last = row;
  }

  @Override
  public void complete(
      SpecificRecord row, int tx, long timeNanos, long clientOffset, long serverOffset) {
    // The first columns of all tables of sessions.
    row.put(0, "0123456789abcdef0123456789abcdef");
    row.put(1, "1:AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    row.put(2, timeNanos / 1000);
    row.put(3, 0);
    row.put(4, "192.0.2.1");
    row.put(6, "192.0.2.2");
    row.put(8, tx);
  }

  @Override
  public void anomaly(
      String kind, Severity severity, @Nullable Direction by, int tx, String detail, long time) {}

  @Override
  public void summary(RunSummary summary, byte[] record, int length) {
    rows += record[length - 1] & 1;
  }

  @Override
  public @Nullable StoredBody newBody() {
    return null;
  }
}
