package org.flowbeam.protocol;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.format.ProtocolException;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.schemas.Table;
import org.jspecify.annotations.Nullable;

/** Lets a parser play a {@link Script} and keeps what it gave out. */
public final class ParserRun implements FlowContext, SessionOutput {
  /** One row as it was given out. */
  public record Row(Table<?> table, SpecificRecord row) {
    @Override
    public String toString() {
      return table.name() + " " + row;
    }
  }

  public final List<Row> rows = new ArrayList<>();
  public final List<String> anomalies = new ArrayList<>();
  public final List<String> summaries = new ArrayList<>();
  public final Map<Direction, String> handedOver = new TreeMap<>();

  /** Bytes of stored bodies in hex, by their SHA-256. */
  public final Map<String, String> storedBodies = new TreeMap<>();

  public @Nullable String serverName;
  public @Nullable ProtocolException failure;

  private final Script script;
  private final SessionOptions options;
  private final long[] offsets = new long[2];
  private long streamOffset;
  private int transactions;

  private ParserRun(Script script, SessionOptions options) {
    this.script = script;
    this.options = options;
  }

  public static ParserRun of(Protocol protocol, Script script) {
    return of(protocol, script, SessionOptions.defaults());
  }

  public static ParserRun of(Protocol protocol, Script script, SessionOptions options) {
    ParserRun run = new ParserRun(script, options);
    run.play(protocol.newParser(run, run));
    return run;
  }

  /**
   * Plays a script, then the same piece again and again, and returns by how much the heap grew
   * while the parser is alive. Rows and records are let go of, as a sweep does.
   */
  static long keptBytes(
      Protocol protocol, Script prefix, Direction from, byte[] piece, int pieces) {
    ParserRun run = new ParserRun(prefix, SessionOptions.defaults());
    ProtocolParser parser = protocol.newParser(run, run);
    long before = usedBytes();
    try {
      for (Script.Event event : prefix.events) {
        run.play(parser, event);
      }
      Script.Event event = new Script.Event(from, piece, 0, false, Script.START_NANOS);
      for (int i = 0; i < pieces && run.handedOver.isEmpty(); i++) {
        run.play(parser, event);
        run.forget();
      }
    } catch (ProtocolException e) {
      run.failure = e;
    }
    long kept = usedBytes() - before;
    parser.onEnd(SessionEnd.CUT, Script.START_NANOS);
    return kept;
  }

  private void forget() {
    rows.clear();
    anomalies.clear();
    summaries.clear();
  }

  private static long usedBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** The rows of one table. */
  public <R extends SpecificRecord> List<R> rows(Table<R> table) {
    return rows.stream()
        .filter(row -> row.table.equals(table))
        .map(row -> table.rowClass().cast(row.row))
        .toList();
  }

  private void play(ProtocolParser parser) {
    long time = Script.START_NANOS;
    try {
      for (Script.Event event : script.events) {
        time = event.timeNanos();
        play(parser, event);
        if (!handedOver.isEmpty()) {
          parser.onEnd(SessionEnd.HANDED_OVER, time);
          return;
        }
      }
    } catch (ProtocolException e) {
      failure = e;
      parser.onEnd(SessionEnd.STOPPED, time);
      return;
    }
    parser.onEnd(script.end, time);
  }

  private void play(ProtocolParser parser, Script.Event event) throws ProtocolException {
    Direction from = event.from();
    if (event.fin()) {
      parser.onFin(from, event.timeNanos());
      return;
    }
    streamOffset = script.datagrams ? -1 : offsets[from.index()];
    if (event.gapBytes() > 0) {
      offsets[from.index()] += event.gapBytes();
      parser.onGap(from, event.gapBytes(), event.timeNanos());
    } else {
      offsets[from.index()] += event.bytes().length;
      byte[] lent = event.bytes().clone();
      parser.onData(from, Bytes.of(lent), event.timeNanos());
      Arrays.fill(lent, (byte) 0xEE); // what was lent must have been copied
    }
  }

  @Override
  public boolean isDatagrams() {
    return script.datagrams;
  }

  @Override
  public int port(Direction of) {
    return of == Direction.CLIENT ? Script.CLIENT_PORT : script.serverPort;
  }

  @Override
  public boolean isGroup(Direction side) {
    return side == Direction.SERVER && (script.serverPort == 5353 || script.serverPort == 5355);
  }

  @Override
  public String address(Direction side) {
    return side == Direction.CLIENT ? "192.0.2.1" : "198.51.100.2";
  }

  @Override
  public SessionOptions options() {
    return options;
  }

  @Override
  public long streamOffset() {
    return streamOffset;
  }

  @Override
  public long sentOffset(Direction side) {
    return script.datagrams ? -1 : offsets[side.index()];
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
  public void serverName(String name) {
    serverName = serverName == null ? name : serverName;
  }

  @Override
  public void handOver(Direction from, Bytes rest, long restOffset) {
    byte[] copy = rest.copy(0, rest.length());
    handedOver.merge(from, HexFormat.of().formatHex(copy), String::concat);
  }

  @Override
  public <R extends SpecificRecord> void exchange(
      Table<R> table, R row, int tx, long timeNanos, long clientOffset, long serverOffset) {
    row.put(2, Math.floorDiv(timeNanos, 1000));
    row.put(3, (int) Math.floorMod(timeNanos, 1000L));
    row.put(8, tx);
    row.put(9, clientOffset == NO_OFFSET ? null : clientOffset);
    row.put(10, serverOffset == NO_OFFSET ? null : serverOffset);
    rows.add(new Row(table, row));
  }

  @Override
  public void anomaly(
      String kind, Severity severity, @Nullable Direction by, int tx, String detail, long time) {
    anomalies.add(kind + " " + by + " " + tx);
  }

  @Override
  public void summary(RunSummary summary, byte[] record, int length) {
    summaries.add(HexFormat.of().formatHex(record, 0, length));
  }

  @Override
  public @Nullable StoredBody newBody() {
    return options.bodies() == SessionOptions.Bodies.STORE ? new KeptBody() : null;
  }

  private final class KeptBody implements StoredBody {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean over;

    @Override
    public void write(byte[] from, int offset, int length) {
      bytes.write(from, offset, length);
    }

    @Override
    public void keep(String sha256Hex) {
      discard();
      storedBodies.put(sha256Hex, HexFormat.of().formatHex(bytes.toByteArray()));
    }

    @Override
    public void discard() {
      if (over) {
        throw new IllegalStateException("a body ends once");
      }
      over = true;
    }
  }

  /** All that came out, as text, to compare two runs. */
  String outcome() {
    return rows + "\n" + anomalies + "\n" + summaries + "\n" + serverName + "\n" + failure;
  }
}
