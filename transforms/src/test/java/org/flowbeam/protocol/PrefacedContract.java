package org.flowbeam.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every protocol must hold that may begin behind a preface nobody knows: the rows are those of
 * the protocol alone, further behind in the stream, however the bytes are cut; nothing else is
 * taken for it.
 */
public abstract class PrefacedContract {
  private static final int CLIENT_OFFSET = 9;
  private static final int SERVER_OFFSET = 10;
  private static final int UNKNOWN_PORT = 4711;
  private static final Script NOTHING = Script.tcp("", UNKNOWN_PORT);

  protected abstract Protocol.Prefaced protocol();

  /** Sessions of it in which both sides speak. */
  protected abstract List<Script> scripts();

  /** Those of the other side of which was nothing captured and that are found nevertheless. */
  protected List<Script> scriptsOfOneSide() {
    return List.of();
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  /** Dialogs, after which the client begins. */
  private static List<Script> prefaces() {
    return List.of(
        Script.tcp("SOCKS5", UNKNOWN_PORT)
            .client(hex("05 01 00"))
            .server(hex("05 00"))
            .client(hex("05 01 00 01 c6336402 01bb"))
            .server(hex("05 00 00 01 00000000 0000")),
        Script.tcp("SOCKS4", UNKNOWN_PORT)
            .client(hex("04 01 01bb c6336402 00"))
            .server(hex("00 5a 0000 00000000")),
        Script.tcp("RDP", UNKNOWN_PORT)
            .client(hex("03 00 0013 0e e0 0000 0000 00 01 00 0800 01000000"))
            .server(hex("03 00 0013 0e d0 0000 1234 00 02 00 0800 01000000")),
        Script.tcp("PostgreSQL", UNKNOWN_PORT)
            .client(hex("00000008 04d2162f"))
            .server(hex("53")), // 'S'
        Script.tcp("LDAP", UNKNOWN_PORT)
            .client(hex("30 1d 02 01 01 77 18 80 16 312e332e362e312e342e312e313436362e3230303337"))
            .server(hex("30 0c 02 01 01 78 07 0a 01 00 04 00 04 00")),
        Script.tcp("XMPP", UNKNOWN_PORT)
            .client("<?xml version='1.0'?><stream:stream to='a.example' version='1.0'>")
            .server("<?xml version='1.0'?><stream:stream id='1'><stream:features>")
            .client("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
            .server("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
        Script.tcp("IRC", UNKNOWN_PORT)
            .client("STARTTLS\r\n")
            .server(":irc.example 670 * :STARTTLS successful, go ahead\r\n"));
  }

  /** Prefaces whose client goes on without an answer. */
  private static List<Script> prefacesInOneBreath() {
    return List.of(
        Script.tcp("MySQL", UNKNOWN_PORT)
            .server(
                hex(
                    "4a000000 0a 382e302e3332 00 08000000 3a2b5c6d12345678 00 ffff ff 0200"
                        + " ffdf 15 00000000000000000000 112233445566778899aabbcc 00"
                        + " 6d7973716c5f6e61746976655f70617373776f726400"))
            .client(hex("20000001 05ae7f00 00000001 2d" + "00".repeat(23))));
  }

  private List<Script> allPrefaces() {
    List<Script> all = new ArrayList<>(prefaces());
    if (protocol().mayFollowAnyByte()) {
      all.addAll(prefacesInOneBreath());
    }
    return all;
  }

  /** One behind the other. */
  private static Script joined(Script preface, Script script) {
    Script both = Script.tcp(preface.name + ", " + script.name, UNKNOWN_PORT);
    preface.events.forEach(event -> again(both, event));
    script.events.forEach(event -> again(both, event));
    return both.endsBy(script.end);
  }

  private static void again(Script script, Script.Event event) {
    if (event.isData()) {
      Script ignored =
          event.from() == Direction.CLIENT
              ? script.client(event.bytes())
              : script.server(event.bytes());
    } else {
      Script ignored =
          event.fin() ? script.fin(event.from()) : script.gap(event.from(), event.gapBytes());
    }
  }

  private static long sent(Script script, Direction from) {
    return script.events.stream()
        .filter(event -> event.from() == from)
        .mapToLong(event -> event.bytes().length)
        .sum();
  }

  /** The rows as text, offsets as if nothing had come before, times left out. */
  private static List<String> rows(ParserRun run, Script preface) {
    List<String> rows = new ArrayList<>();
    for (ParserRun.Row row : run.rows) {
      for (int field : new int[] {CLIENT_OFFSET, SERVER_OFFSET}) {
        Direction side = field == CLIENT_OFFSET ? Direction.CLIENT : Direction.SERVER;
        if (row.row().get(field) instanceof Long offset) {
          row.row().put(field, offset - sent(preface, side));
        }
      }
      rows.add(row.toString().replaceAll("\"(ts|\\w+_ts)\": [^,]*", ""));
    }
    return rows;
  }

  @Test
  void behindEveryPrefaceTheRowsAreThoseOfTheProtocolAlone() {
    List<Script> scripts = new ArrayList<>(scripts());
    scripts.addAll(scriptsOfOneSide());
    for (Script script : scripts) {
      ParserRun alone = ParserRun.of(protocol(), joined(NOTHING, script));
      for (Script preface : allPrefaces()) {
        Script both = joined(preface, script);
        ParserRun run = ParserRun.probed(protocol(), both);
        assertThat(run.service()).as(both.name).isEqualTo(protocol().name());
        assertThat(run.anomalies).as(both.name).isEqualTo(alone.anomalies);
        assertThat(rows(run, preface)).as(both.name).isEqualTo(rows(alone, NOTHING)).isNotEmpty();
      }
    }
  }

  @Test
  void noCutOfEitherSideChangesAnything() {
    for (Script script : scripts()) {
      for (Script preface : allPrefaces()) {
        Script both = joined(preface, script);
        String whole = ParserRun.probed(protocol(), both).outcome();
        for (int i = 0; i < both.events.size(); i++) {
          int length = both.events.get(i).bytes().length;
          for (int cut = 1; cut < length; cut += 1 + length / 50) {
            assertThat(ParserRun.probed(protocol(), ProtocolContract.cut(both, i, cut)).outcome())
                .as("%s, event %d cut at %d", both.name, i, cut)
                .isEqualTo(whole);
          }
        }
        Script bytes = both.with(both.end, byteByByte(both));
        assertThat(ParserRun.probed(protocol(), bytes).outcome()).as(both.name).isEqualTo(whole);
      }
    }
  }

  private static List<Script.Event> byteByByte(Script script) {
    List<Script.Event> bytes = new ArrayList<>();
    for (Script.Event event : script.events) {
      for (byte b : event.bytes()) {
        bytes.add(event.withBytes(new byte[] {b}));
      }
      if (!event.isData()) {
        bytes.add(event);
      }
    }
    return bytes;
  }

  /** A lost packet, told and not told. */
  @Test
  void everyByteIsAccountedForWhicheverPacketIsLost() {
    for (Script script : scripts()) {
      for (Script preface : allPrefaces()) {
        Script both = joined(preface, script);
        for (int lost = 0; lost < both.events.size(); lost++) {
          for (boolean told : new boolean[] {true, false}) {
            assertAccounted(both, lost, told);
          }
        }
      }
    }
  }

  private void assertAccounted(Script both, int lost, boolean told) {
    List<Script.Event> some = new ArrayList<>(both.events);
    Script.Event event = some.remove(lost);
    if (told && event.isData()) {
      int length = event.bytes().length;
      some.add(lost, new Script.Event(event.from(), new byte[0], length, false, event.timeNanos()));
    }
    Script left = both.with(SessionEnd.CUT, some);
    ParserRun run = ParserRun.probed(protocol(), left);
    for (Direction side : Direction.values()) {
      assertThat(run.accountedBytes(side))
          .as("%s without %d", both.name, lost)
          .isEqualTo(sent(left, side));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void noiseIsNotTakenForIt(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 500; round++) {
      Script noise = Script.tcp("noise", UNKNOWN_PORT);
      for (int turn = 0; turn < 8; turn++) {
        byte[] bytes = new byte[1 + random.nextInt(2000)];
        random.nextBytes(bytes);
        Script ignored = random.nextBoolean() ? noise.client(bytes) : noise.server(bytes);
      }
      ParserRun run = ParserRun.probed(protocol(), noise);
      assertThat(run.service()).as("seed %d, round %d", seed, round).isNull();
      for (Direction side : Direction.values()) {
        assertThat(run.accountedBytes(side)).as("seed %d", seed).isEqualTo(sent(noise, side));
      }
    }
  }

  /** What stands in a file or in a packet of another protocol, whose other side says nothing. */
  @Test
  void aCopyOfOneSideAmongOtherBytesIsNone() {
    for (Script script : scripts()) {
      byte[] first = script.events.get(0).bytes();
      byte[] framed = Arrays.copyOf(hex("d4c3b2a1 00020004"), 8 + first.length + 4000);
      System.arraycopy(first, 0, framed, 8, first.length);
      Arrays.fill(framed, 8 + first.length, framed.length, (byte) 0xEE);
      Script file = Script.tcp("file", UNKNOWN_PORT).client(framed);
      assertThat(ParserRun.probed(protocol(), file).service()).as(script.name).isNull();
      Script answered = Script.tcp("answered", UNKNOWN_PORT).client(framed).server(hex("00 06"));
      assertThat(ParserRun.probed(protocol(), answered).service()).as(script.name).isNull();
    }
  }
}
