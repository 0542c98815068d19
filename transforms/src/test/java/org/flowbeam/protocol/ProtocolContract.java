package org.flowbeam.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.options.Option;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every protocol must hold; a protocol's contract test extends it and brings the scripts. */
public abstract class ProtocolContract {
  private static final int PIECE_BYTES = 64 << 10;

  /** 4 MiB, in which whatever has a bound of less reaches it. */
  private static final int FIRST_PIECES = 64;

  /** 32 MiB, of which an eighth would be too much: what waits may come and go by as much. */
  private static final int MORE_PIECES = 512;

  private static final long MAX_KEPT_BYTES = 8 << 20;
  private static final long MAX_GROWTH_BYTES = 4 << 20;

  protected abstract Protocol protocol();

  /** Small, well-formed sessions of it. */
  protected abstract List<Script> scripts();

  /** Columns whose values are told by the peers: a hole may lose them but not make them up. */
  protected abstract List<String> toldColumns();

  /** Bytes that, repeated, make an endless header, line, body, pipeline, ...; after a prefix. */
  protected abstract List<Endless> endless();

  /**
   * A session without an end.
   *
   * @param prefix how it begins
   * @param repeated what one side then sends for ever
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Endless(Script prefix, Direction from, byte[] repeated) {}

  @Test
  void theScriptsAreFoundByTheirFirstBytes() {
    for (Script script : scripts()) {
      Script.Event first = script.events.get(0);
      assertThat(protocol().probe(evidence(script, first, first.bytes())).found())
          .as(script.name)
          .isTrue();
    }
  }

  @Test
  void theFirstByteIsDeclared() {
    for (Script script : scripts()) {
      StartBytes declared = protocol().startBytes(script.datagrams);
      boolean onPorts = declared == StartBytes.ON_ITS_PORTS;
      Script.Event first = script.events.get(0);
      assertThat(onPorts || declared.has(first.bytes()[0] & 0xff)).as(script.name).isTrue();
    }
  }

  @Test
  void aPrefixNeverDecidesOtherwiseThanTheWhole() {
    for (Script script : scripts()) {
      if (script.datagrams) {
        continue;
      }
      Script.Event first = script.events.get(0);
      Match whole = protocol().probe(evidence(script, first, first.bytes()));
      for (int n = 0; n < first.bytes().length; n++) {
        byte[] prefix = Arrays.copyOf(first.bytes(), n);
        assertThat(protocol().probe(evidence(script, first, prefix)))
            .as("%s, %d bytes", script.name, n)
            .isIn(Match.NEED_MORE, whole);
      }
    }
  }

  @Test
  void theScriptsAreParsedWithoutFailure() {
    for (Script script : scripts()) {
      ParserRun run = ParserRun.of(protocol(), script);
      assertThat(run.failure).as(script.name).isNull();
      assertThat(run.rows).as(script.name).isNotEmpty();
    }
  }

  @Test
  void twoPiecesAtEveryCutGiveTheRowsOfOnePiece() {
    for (Script script : scripts()) {
      if (script.datagrams) {
        continue;
      }
      String whole = ParserRun.of(protocol(), script).outcome();
      for (int i = 0; i < script.events.size(); i++) {
        int length = script.events.get(i).bytes().length;
        for (int cut = 1; cut < length; cut += 1 + length / 2000) {
          assertThat(ParserRun.of(protocol(), cut(script, i, cut)).outcome())
              .as("%s, event %d cut at %d", script.name, i, cut)
              .isEqualTo(whole);
        }
      }
    }
  }

  @Test
  void theEngineFindsItWhereverEitherSideIsCut() {
    for (Script script : scripts()) {
      ParserRun whole = ParserRun.probed(protocol(), script);
      assertThat(whole.service()).as(script.name).startsWith(protocol().name());
      assertThat(whole.rows).as(script.name).isEqualTo(ParserRun.of(protocol(), script).rows);
      for (int i = 0; i < script.events.size() && !script.datagrams; i++) {
        int length = script.events.get(i).bytes().length;
        for (int cut = 1; cut < length; cut += 1 + length / 100) {
          ParserRun run = ParserRun.probed(protocol(), cut(script, i, cut));
          assertThat(run.outcome())
              .as("%s, event %d cut at %d", script.name, i, cut)
              .isEqualTo(whole.outcome());
          assertThat(run.service()).isEqualTo(whole.service());
        }
      }
    }
  }

  @Test
  void everyByteOfEitherSideIsAccountedFor() {
    for (Script script : scripts()) {
      for (int left = 0; left < script.events.size(); left++) {
        List<Script.Event> some = new ArrayList<>(script.events);
        some.remove(left); // a lost packet, whose bytes never come
        ParserRun run = ParserRun.probed(protocol(), script.with(SessionEnd.CUT, some));
        for (Direction side : Direction.values()) {
          long sent =
              some.stream()
                  .filter(event -> event.from() == side)
                  .mapToLong(event -> event.bytes().length)
                  .sum();
          assertThat(run.accountedBytes(side)).as("%s without %d", script, left).isEqualTo(sent);
        }
      }
    }
  }

  @Test
  void byteByByteGivesTheRowsOfOnePiece() {
    for (Script script : scripts()) {
      if (script.datagrams) {
        continue;
      }
      List<Script.Event> bytes = new ArrayList<>();
      for (Script.Event event : script.events) {
        if (event.isData()) {
          for (byte b : event.bytes()) {
            bytes.add(event.withBytes(new byte[] {b}));
          }
        } else {
          bytes.add(event);
        }
      }
      assertThat(ParserRun.of(protocol(), script.with(script.end, bytes)).outcome())
          .as(script.name)
          .isEqualTo(ParserRun.of(protocol(), script).outcome());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void mutatedAndRandomBytesThrowNothingElse(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (Script script : scripts()) {
      for (int round = 0; round < 200; round++) {
        play(mutated(script, random), "seed " + seed + ", round " + round + ", " + script.name);
      }
    }
    for (int round = 0; round < 200; round++) {
      Script noise = Script.tcp("noise", 80);
      for (int i = 0; i < 6; i++) {
        byte[] bytes = new byte[1 + random.nextInt(300)];
        random.nextBytes(bytes);
        Script ignored = random.nextBoolean() ? noise.client(bytes) : noise.server(bytes);
      }
      play(noise, "seed " + seed + ", noise " + round);
    }
  }

  @Test
  void aHoleAnywhereInventsNothing() {
    for (Script script : scripts()) {
      if (script.datagrams) {
        continue;
      }
      Set<Object> told = told(ParserRun.of(protocol(), script));
      for (int i = 0; i < script.events.size(); i++) {
        int length = script.events.get(i).bytes().length;
        for (int from = 0; from < length; from += 1 + length / 300) {
          for (int size : new int[] {1, 7, length - from}) {
            if (from + size <= length) {
              ParserRun holed = ParserRun.of(protocol(), holed(script, i, from, size));
              assertThat(told)
                  .as("%s, event %d, hole of %d at %d: %s", script, i, size, from, holed.rows)
                  .containsAll(told(holed));
            }
          }
        }
      }
    }
  }

  @Test
  void endlessInputKeepsLittle() {
    for (Endless endless : endless()) {
      byte[] piece = repeated(endless.repeated, PIECE_BYTES);
      long[] kept =
          ParserRun.keptBytes(
              protocol(), endless.prefix, endless.from, piece, FIRST_PIECES, MORE_PIECES);
      assertThat(kept[1]).as(endless.prefix.name).isLessThan(MAX_KEPT_BYTES);
      assertThat(kept[1] - kept[0])
          .as("growth, %s", endless.prefix.name)
          .isLessThan(MAX_GROWTH_BYTES);
    }
  }

  private void play(Script script, String what) {
    try {
      ParserRun.of(protocol(), script);
    } catch (RuntimeException e) {
      fail(what, e);
    }
  }

  private static Evidence evidence(Script script, Script.Event event, byte[] start) {
    boolean byClient = event.from() == Direction.CLIENT;
    int sender = byClient ? Script.CLIENT_PORT : script.serverPort;
    int receiver = byClient ? script.serverPort : Script.CLIENT_PORT;
    return script.datagrams
        ? Evidence.udp(sender, receiver, Bytes.of(start))
        : Evidence.tcp(sender, receiver, Bytes.of(start));
  }

  static Script cut(Script script, int index, int cut) {
    List<Script.Event> events = new ArrayList<>(script.events);
    Script.Event event = events.remove(index);
    byte[] bytes = event.bytes();
    events.add(index, event.withBytes(Arrays.copyOfRange(bytes, cut, bytes.length)));
    events.add(index, event.withBytes(Arrays.copyOf(bytes, cut)));
    return script.with(script.end, events);
  }

  private static Script holed(Script script, int index, int from, int size) {
    List<Script.Event> events = new ArrayList<>(script.events);
    Script.Event event = events.remove(index);
    byte[] bytes = event.bytes();
    if (from + size < bytes.length) {
      byte[] behind = Arrays.copyOfRange(bytes, from + size, bytes.length);
      events.add(index, event.withBytes(behind));
    }
    events.add(index, new Script.Event(event.from(), new byte[0], size, false, event.timeNanos()));
    if (from > 0) {
      events.add(index, event.withBytes(Arrays.copyOf(bytes, from)));
    }
    return script.with(script.end, events);
  }

  private static Script mutated(Script script, SplittableRandom random) {
    List<Script.Event> events = new ArrayList<>();
    for (Script.Event event : script.events) {
      byte[] bytes = event.bytes().clone();
      for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      int keep = random.nextInt(8) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
      if (keep > 0) {
        events.add(event.withBytes(Arrays.copyOf(bytes, keep)));
      }
    }
    return script.with(SessionEnd.CUT, events);
  }

  @Test
  void itsOptionsHaveDefaultsAndTravelToWorkers() throws Exception {
    for (Option<?> option : protocol().options()) {
      assertThat(option.defaultValue()).as("%s", option).isPresent();
      assertTravels(option);
    }
  }

  private static <T> void assertTravels(Option<T> option) throws Exception {
    T value = option.defaultValue().orElseThrow();
    SessionOptions sent = SessionOptions.defaults().with(option, value);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(sent);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(((SessionOptions) in.readObject()).get(option)).isEqualTo(value);
    }
  }

  private Set<Object> told(ParserRun run) {
    Set<Object> told = new HashSet<>();
    List<ParserRun.Row> rows = new ArrayList<>(run.rows);
    rows.addAll(run.summarize().rows); // those that wait for other flows
    for (ParserRun.Row row : rows) {
      SpecificRecord values = row.row();
      for (String column : toldColumns()) {
        var field = values.getSchema().getField(column);
        Object value = field == null ? null : values.get(field.pos());
        if (value != null) {
          told.add(column + "=" + value);
        }
      }
    }
    return told;
  }

  private static byte[] repeated(byte[] part, int length) {
    byte[] all = new byte[length / part.length * part.length];
    for (int at = 0; at < all.length; at += part.length) {
      System.arraycopy(part, 0, all, at, part.length);
    }
    return all;
  }
}
