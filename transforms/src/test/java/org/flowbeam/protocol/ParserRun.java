package org.flowbeam.protocol;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.format.ProtocolException;
import org.flowbeam.format.content.StoredBody;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.schemas.Table;
import org.flowbeam.session.HostedSession;
import org.jspecify.annotations.Nullable;

/**
 * Lets the session engine feed a parser with a {@link Script}, and keeps what the parser gave out.
 * What it hands over, or leaves held, goes to a protocol that takes everything and keeps it.
 */
public final class ParserRun implements SessionOutput {
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

  /** What went to the next protocol, in hex. */
  public final Map<Direction, String> handedOver = new TreeMap<>();

  /** Bytes of stored bodies in hex, by their SHA-256. */
  public final Map<String, String> storedBodies = new TreeMap<>();

  public @Nullable String serverName;
  public @Nullable ProtocolException failure;

  private final Script script;
  private final SessionOptions options;
  private final Protocol protocol;

  /** Looked up for each of the millions of anomalies that endless junk gives. */
  private final Map<String, Set<Severity>> declared = new HashMap<>();

  private final boolean probed;
  private final HostedSession session;
  private @Nullable FlowContext context;
  private SummaryRun records = new SummaryRun();
  private @Nullable Throwable bug;

  private ParserRun(Protocol protocol, Script script, SessionOptions options, boolean probed) {
    this.script = script;
    this.protocol = protocol;
    this.probed = probed;
    this.options = options;
    this.session =
        new HostedSession(
            probed ? List.of(kept(protocol)) : List.of(kept(protocol), new TakesAll()),
            options,
            script.datagrams,
            Script.CLIENT_PORT,
            script.serverPort,
            script.serverPort == 5353 || script.serverPort == 5355);
    if (!probed) {
      session.parseAs(protocol.name());
    }
  }

  private Protocol kept(Protocol protocol) {
    return protocol instanceof Protocol.Prefaced prefaced
        ? new KeptPrefaced(prefaced)
        : new Kept(protocol);
  }

  public static ParserRun of(Protocol protocol, Script script) {
    return of(protocol, script, SessionOptions.defaults());
  }

  public static ParserRun of(Protocol protocol, Script script, SessionOptions options) {
    ParserRun run = new ParserRun(protocol, script, options, false);
    run.play();
    return run;
  }

  /** The engine has to find the protocol first; what it hands over goes to nobody. */
  public static ParserRun probed(Protocol protocol, Script script) {
    ParserRun run = new ParserRun(protocol, script, SessionOptions.defaults(), true);
    run.play();
    return run;
  }

  /** The protocols that the engine found. */
  public @Nullable String service() {
    return session.service();
  }

  /** Bytes of a side that the parser got, and the others. */
  long accountedBytes(Direction of) {
    long sum = session.deliveredBytes(of);
    for (long undelivered : session.undeliveredBytes(of)) {
      sum += undelivered;
    }
    return sum;
  }

  /**
   * Plays a script, then the same piece again and again, and returns by how much the heap grew
   * after each of so many pieces while the parser is alive. Rows and records are let go of, as a
   * sweep does.
   */
  static long[] keptBytes(
      Protocol protocol, Script prefix, Direction from, byte[] piece, int... pieces) {
    Script.Event event = new Script.Event(from, piece, 0, false, Script.START_NANOS);
    List<Script.Event> once = new ArrayList<>(prefix.events);
    once.add(event);
    of(protocol, prefix.with(SessionEnd.CUT, once)); // what is kept for ever is there
    ParserRun run = new ParserRun(protocol, prefix, SessionOptions.defaults(), false);
    long before = usedBytes();
    for (Script.Event each : prefix.events) {
      run.play(each);
    }
    long[] kept = new long[pieces.length];
    for (int part = 0; part < pieces.length; part++) {
      for (int i = 0; i < pieces[part] && run.failure == null && run.handedOver.isEmpty(); i++) {
        run.play(event);
        run.forget();
      }
      kept[part] = usedBytes() - before;
    }
    run.session.end(SessionEnd.CUT, Script.START_NANOS);
    run.throwBug();
    return kept;
  }

  private void forget() {
    rows.clear();
    anomalies.clear();
    summaries.clear();
    records = new SummaryRun();
  }

  private static long usedBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private void play() {
    long time = Script.START_NANOS;
    for (Script.Event event : script.events) {
      if (probed || (failure == null && handedOver.isEmpty())) {
        time = event.timeNanos();
        play(event);
      }
    }
    session.end(script.end, time);
    serverName = session.serverName();
    throwBug();
  }

  private void play(Script.Event event) {
    if (event.fin()) {
      session.fin(event.from(), event.timeNanos());
    } else if (event.gapBytes() > 0) {
      session.gap(event.from(), event.gapBytes(), event.timeNanos());
    } else {
      session.data(event.from(), event.bytes(), event.timeNanos());
    }
  }

  /** The engine reports a bug of a parser and goes on; a test must fail. */
  private void throwBug() {
    if (bug != null) {
      throw new IllegalStateException(bug);
    }
  }

  /** Lets the summaries read what the parser wrote for them. */
  public SummaryRun summarize() {
    return records.summarize(options);
  }

  /** The rows of one table. */
  public <R extends SpecificRecord> List<R> rows(Table<R> table) {
    return rows.stream()
        .filter(row -> row.table.equals(table))
        .map(row -> table.rowClass().cast(row.row))
        .toList();
  }

  @Override
  public <R extends SpecificRecord> void exchange(
      Table<R> table, R row, int tx, long timeNanos, long clientOffset, long serverOffset) {
    put(row, tx, timeNanos, clientOffset, serverOffset);
    rows.add(new Row(table, row));
  }

  private static void put(
      SpecificRecord row, int tx, long timeNanos, long clientOffset, long serverOffset) {
    row.put(2, Math.floorDiv(timeNanos, 1000));
    row.put(3, (int) Math.floorMod(timeNanos, 1000L));
    row.put(8, tx);
    row.put(9, clientOffset == NO_OFFSET ? null : clientOffset);
    row.put(10, serverOffset == NO_OFFSET ? null : serverOffset);
  }

  /** With the client as the originator. */
  @Override
  public void complete(
      SpecificRecord row, int tx, long timeNanos, long clientOffset, long serverOffset) {
    FlowContext flow = Objects.requireNonNull(context);
    put(row, tx, timeNanos, clientOffset, serverOffset);
    row.put(0, flow.flowId());
    row.put(1, "1:AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    row.put(4, flow.address(Direction.CLIENT));
    row.put(5, flow.port(Direction.CLIENT));
    row.put(6, flow.address(Direction.SERVER));
    row.put(7, flow.port(Direction.SERVER));
  }

  @Override
  public void anomaly(
      String kind, Severity severity, @Nullable Direction by, int tx, String detail, long time) {
    if (declared.isEmpty()) {
      for (ProtocolAnomaly each : protocol.allAnomalies()) {
        declared.computeIfAbsent(each.kind(), any -> new HashSet<>()).add(each.severity());
      }
    }
    if (!declared.getOrDefault(kind, Set.of()).contains(severity)) {
      throw new IllegalStateException("the protocol does not declare " + kind + ", " + severity);
    }
    anomalies.add(kind + " " + by + " " + tx);
  }

  @Override
  public void summary(RunSummary summary, byte[] record, int length) {
    summaries.add(HexFormat.of().formatHex(record, 0, length));
    records.summary(summary, record, length);
  }

  @Override
  public StoredBody newBody() {
    return new KeptBody();
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
    public String setAside(String sha256Hex) {
      discard();
      return "aside " + sha256Hex;
    }

    @Override
    public void discard() {
      if (over) {
        throw new IllegalStateException("a body ends once");
      }
      over = true;
    }
  }

  /** The protocol under test, whose parser gives everything to this run. */
  private class Kept implements Protocol {
    private final Protocol protocol;

    Kept(Protocol protocol) {
      this.protocol = protocol;
    }

    @Override
    public String name() {
      return protocol.name();
    }

    @Override
    public List<Table<?>> tables() {
      return protocol.tables();
    }

    @Override
    public StartBytes startBytes(boolean datagrams) {
      return protocol.startBytes(datagrams);
    }

    @Override
    public List<Integer> ports() {
      return protocol.ports();
    }

    @Override
    public Match probe(Evidence evidence) {
      return protocol.probe(evidence);
    }

    @Override
    public ProtocolParser newParser(FlowContext flow, SessionOutput out) {
      context = flow;
      return new Watched(protocol.newParser(flow, ParserRun.this));
    }
  }

  private final class KeptPrefaced extends Kept implements Protocol.Prefaced {
    private final Protocol.Prefaced protocol;

    KeptPrefaced(Protocol.Prefaced protocol) {
      super(protocol);
      this.protocol = protocol;
    }

    @Override
    public StartBytes prefacedBytes() {
      return protocol.prefacedBytes();
    }

    @Override
    public boolean mayFollowAnyByte() {
      return protocol.mayFollowAnyByte();
    }

    @Override
    public Match probePrefaced(Evidence evidence) {
      return protocol.probePrefaced(evidence);
    }
  }

  /** Notes how a parser fails. */
  private final class Watched implements ProtocolParser {
    private final ProtocolParser parser;

    Watched(ProtocolParser parser) {
      this.parser = parser;
    }

    private interface Call {
      void run() throws ProtocolException;
    }

    private void watch(Call call) throws ProtocolException {
      try {
        call.run();
      } catch (ProtocolException e) {
        failure = e;
        throw e;
      } catch (RuntimeException | StackOverflowError e) {
        bug = e;
        throw e;
      }
    }

    @Override
    public void onData(Direction from, Bytes data, long timeNanos) throws ProtocolException {
      watch(() -> parser.onData(from, data, timeNanos));
    }

    @Override
    public void onGap(Direction from, long lengthBytes, long timeNanos) throws ProtocolException {
      watch(() -> parser.onGap(from, lengthBytes, timeNanos));
    }

    @Override
    public void onFin(Direction from, long timeNanos) throws ProtocolException {
      watch(() -> parser.onFin(from, timeNanos));
    }

    @Override
    public void onHeldTooLong(Direction side, long timeNanos) throws ProtocolException {
      watch(() -> parser.onHeldTooLong(side, timeNanos));
    }

    @Override
    public boolean owns(Direction from, Bytes datagram) {
      return parser.owns(from, datagram);
    }

    @Override
    public void onEnd(SessionEnd reason, long timeNanos) throws ProtocolException {
      watch(() -> parser.onEnd(reason, timeNanos));
    }
  }

  /** Keeps what was handed over. */
  private final class TakesAll implements Protocol {
    @Override
    public String name() {
      return "rest";
    }

    @Override
    public List<Table<?>> tables() {
      return List.of();
    }

    @Override
    public StartBytes startBytes(boolean datagrams) {
      return StartBytes.ANY;
    }

    @Override
    public Match probe(Evidence evidence) {
      return Match.EITHER;
    }

    @Override
    public ProtocolParser newParser(FlowContext flow, SessionOutput out) {
      return (from, data, timeNanos) ->
          handedOver.merge(
              from, HexFormat.of().formatHex(data.copy(0, data.length())), String::concat);
    }
  }

  /** All that came out, as text, to compare two runs. */
  public String outcome() {
    return rows + "\n" + anomalies + "\n" + summaries + "\n" + serverName + "\n" + failure;
  }
}
