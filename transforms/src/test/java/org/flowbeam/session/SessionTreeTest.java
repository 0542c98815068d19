package org.flowbeam.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.flowbeam.format.ProtocolException;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.ChildStreams;
import org.flowbeam.protocol.DatagramObserver;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.StartBytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the engine lets parsers do: hold, release, hand over, open children, share ports. */
class SessionTreeTest {
  /** Who heard what, in order. */
  private final List<String> heard = new ArrayList<>();

  private long now;

  private HostedSession tcp(Protocol... protocols) {
    return session(false, protocols);
  }

  private HostedSession udp(Protocol... protocols) {
    return session(true, protocols);
  }

  private HostedSession session(boolean datagrams, Protocol... protocols) {
    return new HostedSession(
        List.of(protocols), SessionOptions.defaults(), datagrams, 40_000, 4_711, false);
  }

  private void client(HostedSession session, String text) {
    session.data(Direction.CLIENT, text.getBytes(ISO_8859_1), ++now);
  }

  private void server(HostedSession session, String text) {
    session.data(Direction.SERVER, text.getBytes(ISO_8859_1), ++now);
  }

  /** A parser that writes down all that it gets. */
  private class Listener implements ProtocolParser {
    final String name;
    final FlowContext flow;

    Listener(String name, FlowContext flow) {
      this.name = name;
      this.flow = flow;
    }

    @Override
    public void onData(Direction from, Bytes data, long timeNanos) throws ProtocolException {
      hear(from, data, data.length());
    }

    void hear(Direction from, Bytes data, int count) {
      String side = from.name().toLowerCase(Locale.ROOT);
      heard.add(name + " " + side + " " + flow.streamOffset() + " " + text(data, count));
    }

    @Override
    public void onGap(Direction from, long lengthBytes, long timeNanos) throws ProtocolException {
      heard.add(name + " gap " + lengthBytes);
    }

    @Override
    public void onEnd(SessionEnd reason, long timeNanos) throws ProtocolException {
      heard.add(name + " " + reason);
    }
  }

  private static String text(Bytes data, int count) {
    return new String(data.copy(0, count), ISO_8859_1);
  }

  private Fake listening(String begin) {
    return Fake.beginning(begin, (flow, out) -> new Listener(begin, flow));
  }

  /** As STARTTLS: the client asks with "T!", the server says "ok" or anything else. */
  private final class Asking extends Listener {
    Asking(FlowContext flow) {
      super("ask", flow);
    }

    @Override
    public void onData(Direction from, Bytes data, long timeNanos) throws ProtocolException {
      if (from == Direction.CLIENT) {
        int asks = text(data, data.length()).indexOf("T!");
        int used = asks < 0 ? data.length() : asks + 2;
        hear(from, data, used);
        if (asks >= 0) {
          flow.hold(Direction.CLIENT, used);
        }
        return;
      }
      int used = Math.min(2, data.length());
      hear(from, data, flow.isHeld(Direction.CLIENT) ? used : data.length());
      if (flow.isHeld(Direction.CLIENT) && text(data, used).equals("ok")) {
        Bytes rest = data.slice(used, data.length() - used);
        flow.handOver(Direction.SERVER, rest, flow.streamOffset() + used);
      } else {
        flow.release(Direction.CLIENT);
      }
    }
  }

  private Fake asking() {
    return Fake.beginning("A", (flow, out) -> new Asking(flow));
  }

  @Test
  void whatIsHeldGoesToTheNextProtocolWhenTheOtherSideAgrees() {
    HostedSession session = tcp(asking(), listening("next"));
    client(session, "A T!ne");
    client(session, "xt one");
    server(session, "ok server");
    client(session, " two");
    session.end(SessionEnd.CLOSED, now);
    assertThat(heard)
        .containsExactly(
            "ask client 0 A T!",
            "ask server 0 ok",
            "ask HANDED_OVER",
            "next server 2  server",
            "next client 4 ne",
            "next client 6 xt one",
            "next client 12  two",
            "next CLOSED");
    assertThat(session.service()).isEqualTo("A,next");
    assertThat(session.serviceRule()).isEqualTo("hand_over");
    assertThat(session.deliveredBytes(Direction.CLIENT)).isEqualTo(16);
    assertThat(session.undeliveredBytes(Direction.CLIENT)).containsExactly(0L, 0L, 0L);
  }

  @Test
  void whatIsHeldComesBackInPiecesWhenTheOtherSideRefuses() {
    HostedSession session = tcp(asking(), listening("next"));
    client(session, "A T!ne");
    session.gap(Direction.CLIENT, 7, ++now);
    client(session, "more T!x");
    server(session, "no");
    server(session, "no");
    session.end(SessionEnd.CUT, now);
    assertThat(heard)
        .containsExactly(
            "ask client 0 A T!",
            "ask server 0 no",
            "ask client 4 ne",
            "ask gap 7",
            "ask client 13 more T!",
            "ask server 2 no",
            "ask client 20 x",
            "ask CUT");
    assertThat(session.deliveredBytes(Direction.CLIENT)).isEqualTo(14);
  }

  @Test
  void whatIsHeldAtTheEndIsOfferedToOtherProtocols() {
    HostedSession session = tcp(asking(), listening("next"));
    client(session, "A T!next");
    session.end(SessionEnd.CUT, now);
    assertThat(heard)
        .containsExactly("ask client 0 A T!", "ask CUT", "next client 4 next", "next CUT");
    HostedSession unknown = tcp(asking(), listening("next"));
    client(unknown, "A T!what");
    unknown.end(SessionEnd.CUT, now);
    assertThat(unknown.deliveredBytes(Direction.CLIENT)).isEqualTo(4);
    assertThat(unknown.undeliveredBytes(Direction.CLIENT)).containsExactly(4L, 0L, 0L);
  }

  @Test
  void moreThanMayBeHeldIsDroppedAndBecomesAGap() {
    HostedSession session = tcp(asking());
    client(session, "A T!");
    String piece = "x".repeat(FlowContext.MAX_HELD_BYTES / 2);
    client(session, piece);
    client(session, piece);
    client(session, "y");
    client(session, "z");
    server(session, "no");
    client(session, "after");
    session.end(SessionEnd.CUT, now);
    long dropped = FlowContext.MAX_HELD_BYTES + 2;
    assertThat(heard)
        .containsExactly(
            "ask client 0 A T!",
            "ask server 0 no",
            "ask gap " + dropped,
            "ask client " + (dropped + 4) + " after",
            "ask CUT");
    assertThat(session.deliveredBytes(Direction.CLIENT)).isEqualTo(9);
    assertThat(session.undeliveredBytes(Direction.CLIENT)).containsExactly(0L, 0L, dropped);
  }

  /** As SOCKS: what follows its first byte is another conversation. */
  private Fake carrying(boolean datagrams, @Nullable String protocol) {
    return Fake.beginning(
        "C",
        (flow, out) ->
            new Listener("carrier", flow) {
              private @Nullable ChildStreams child;

              @Override
              public void onData(Direction from, Bytes data, long timeNanos) {
                ChildStreams open = child;
                if (open == null) {
                  open = protocol == null ? flow.child(datagrams) : flow.child(datagrams, protocol);
                  child = open;
                  open.data(from, data.slice(1, data.length() - 1), flow.streamOffset() + 1);
                } else {
                  open.data(from, data, flow.streamOffset());
                }
              }
            });
  }

  @Test
  void aChildIsParsedAsAFlowIsAndCountedOnce() {
    HostedSession session = tcp(carrying(false, null), listening("inner"));
    client(session, "Cinn");
    client(session, "er 1");
    server(session, "answer");
    session.end(SessionEnd.CLOSED, now);
    assertThat(heard)
        .containsExactly(
            "inner client 1 inn",
            "inner client 4 er 1",
            "inner server 0 answer",
            "carrier CLOSED",
            "inner CLOSED");
    assertThat(session.service()).isEqualTo("C,inner");
    assertThat(session.deliveredBytes(Direction.CLIENT)).isEqualTo(8);
    assertThat(session.deliveredBytes(Direction.SERVER)).isEqualTo(6);
  }

  @Test
  void aChildOfAKnownProtocolIsNotProbed() {
    HostedSession session = tcp(carrying(false, "inner"), listening("inner"));
    client(session, "Cwhatever");
    session.end(SessionEnd.CLOSED, now);
    assertThat(heard).contains("inner client 1 whatever");
    HostedSession without = tcp(carrying(false, "absent"));
    client(without, "Cwhatever");
    without.end(SessionEnd.CLOSED, now);
    assertThat(without.service()).isEqualTo("C");
  }

  @Test
  void aChildThatFailsDoesNotConcernItsParent() {
    ProtocolParser failing =
        (from, data, timeNanos) -> {
          throw new ProtocolException("no");
        };
    Fake inner = Fake.beginning("inner", (flow, out) -> failing);
    HostedSession session = tcp(carrying(false, null), inner);
    client(session, "Cinner");
    client(session, "more");
    session.end(SessionEnd.CLOSED, now);
    assertThat(heard).containsExactly("carrier CLOSED");
    assertThat(session.deliveredBytes(Direction.CLIENT)).isEqualTo(10);
    assertThat(session.undeliveredBytes(Direction.CLIENT)).containsExactly(0L, 0L, 0L);
  }

  @Test
  void conversationsInConversationsHaveAnEnd() {
    HostedSession session = tcp(carrying(false, null));
    client(session, "C".repeat(100));
    session.end(SessionEnd.CLOSED, now);
    assertThat(heard).hasSize(9).containsOnly("carrier CLOSED");
  }

  private static Fake twoSided(String name, String greeting, String command, Runnable found) {
    return new Fake(
        name,
        StartBytes.of(greeting.substring(0, 1) + command.charAt(0)),
        evidence -> {
          Bytes start = evidence.start();
          Bytes answer = evidence.answer();
          boolean greets = start.hasAscii(0, greeting);
          String reply = greets ? command : greeting;
          int known = Math.min(answer.length(), reply.length());
          if (!answer.hasAscii(0, reply.substring(0, known))) {
            return Match.NO;
          }
          return known < reply.length() ? Match.NEED_MORE : greets ? Match.SERVER : Match.CLIENT;
        },
        (flow, out) -> {
          found.run();
          return (from, data, timeNanos) -> {};
        });
  }

  @Test
  void whatNoSideAloneTellsIsFoundByBothWhicheverIsLonger() {
    for (boolean serverFirst : new boolean[] {true, false}) {
      for (int cut = 1; cut < 5; cut++) {
        Protocol smtp = twoSided("smtp", "220 ", "EHLO", () -> {});
        Protocol ftp = twoSided("ftp", "220 ", "USER", () -> {});
        HostedSession session = tcp(smtp, ftp);
        if (serverFirst) {
          server(session, "220 hello");
        }
        client(session, "USER bob".substring(0, cut));
        client(session, "USER bob".substring(cut));
        if (!serverFirst) {
          server(session, "220 hello");
        }
        session.end(SessionEnd.CLOSED, now);
        assertThat(session.service())
            .as("server first %s, cut %d", serverFirst, cut)
            .isEqualTo("ftp");
      }
    }
  }

  @Test
  void aClaimWithTheHelpOfAPortYieldsToContent() {
    Fake port =
        new Fake(
            "port",
            StartBytes.of("x"),
            evidence -> Match.CLIENT_BY_PORT,
            (flow, out) -> new Listener("port", flow));
    HostedSession session = tcp(port, listening("xyz"));
    client(session, "x");
    client(session, "yz");
    session.end(SessionEnd.CLOSED, now);
    assertThat(session.service()).isEqualTo("xyz");
    assertThat(session.serviceRule()).isEqualTo("content");
    HostedSession other = tcp(port, listening("xyz"));
    client(other, "xy");
    client(other, "y");
    other.end(SessionEnd.CLOSED, now);
    assertThat(other.service()).isEqualTo("port");
    assertThat(other.serviceRule()).isEqualTo("port");
  }

  private Fake owning(String begin) {
    return Fake.beginning(
        begin,
        (flow, out) ->
            new Listener(begin, flow) {
              @Override
              public boolean owns(Direction from, Bytes datagram) {
                return datagram.hasAscii(0, begin);
              }
            });
  }

  @Test
  void severalProtocolsShareOnePairOfPorts() {
    HostedSession session = udp(owning("stun"), owning("dtls"));
    client(session, "?");
    client(session, "stun 1");
    server(session, "dtls 1");
    client(session, "stun 2");
    client(session, "??");
    session.end(SessionEnd.CUT, now);
    assertThat(heard)
        .containsExactly(
            "stun client -1 stun 1",
            "dtls client -1 dtls 1", // its client speaks first
            "stun client -1 stun 2",
            "stun CUT",
            "dtls CUT");
    assertThat(session.service()).isEqualTo("stun,dtls");
    assertThat(session.deliveredBytes(Direction.CLIENT)).isEqualTo(12);
    assertThat(session.deliveredBytes(Direction.SERVER)).isEqualTo(6);
    assertThat(session.undeliveredBytes(Direction.CLIENT)).containsExactly(3L, 0L, 0L);
  }

  @Test
  void aStrangerNeverEndsTheSearchOfDatagrams() {
    HostedSession session = udp(listening("known"));
    for (int i = 0; i < 1_000; i++) {
      client(session, "?");
    }
    client(session, "known");
    session.end(SessionEnd.CUT, now);
    assertThat(session.service()).isEqualTo("known");
    assertThat(session.undeliveredBytes(Direction.CLIENT)).containsExactly(1_000L, 0L, 0L);
  }

  /** It says yes to an answer "pong" only when "ping" was seen before. */
  private Fake inStep() {
    return new Fake(
        "step",
        StartBytes.of("p"),
        evidence -> {
          boolean ping = evidence.start().hasAscii(0, "ping");
          boolean answers = evidence.answer().hasAscii(0, "ping");
          return ping ? Match.NEED_MORE : answers ? Match.SERVER : Match.NO;
        },
        (flow, out) -> new Listener("step", flow));
  }

  @Test
  void aDatagramThatOnlyAnotherConfirmsWaitsForIt() {
    HostedSession session = udp(inStep());
    client(session, "ping");
    server(session, "pong");
    session.end(SessionEnd.CUT, now);
    assertThat(heard).containsExactly("step client -1 ping", "step server -1 pong", "step CUT");
    HostedSession alone = udp(inStep());
    for (int i = 0; i < 100; i++) {
      client(alone, "ping");
    }
    alone.end(SessionEnd.CUT, now);
    assertThat(alone.service()).isNull();
    assertThat(alone.undeliveredBytes(Direction.CLIENT)).containsExactly(400L, 0L, 0L);
  }

  /** Claims a flow of which it saw three datagrams that begin with R. */
  private Fake.Observing observing(int doneAfter) {
    return new Fake.Observing(
        "seen",
        (flow, out) ->
            new DatagramObserver() {
              private int own;
              private int all;

              @Override
              public void onData(Direction from, Bytes data, long timeNanos) {
                all++;
                own += data.hasAscii(0, "R") ? 1 : 0;
              }

              @Override
              public boolean owns(Direction from, Bytes datagram) {
                return datagram.hasAscii(0, "R");
              }

              @Override
              public boolean isDone() {
                return all == doneAfter;
              }

              @Override
              public boolean claims() {
                return own >= 3;
              }

              @Override
              public void onEnd(SessionEnd reason, long timeNanos) {
                heard.add("seen " + all);
              }
            });
  }

  @Test
  void anObserverSeesAllDatagramsAndClaimsTheFlowAtItsEnd() {
    HostedSession session = udp(owning("stun"), observing(99));
    client(session, "R 1");
    client(session, "stun");
    server(session, "R 2");
    client(session, "??");
    server(session, "R 3");
    session.end(SessionEnd.CUT, now);
    assertThat(heard).containsExactly("stun client -1 stun", "stun CUT", "seen 5");
    assertThat(session.service()).isEqualTo("stun,seen");
    assertThat(session.deliveredBytes(Direction.CLIENT)).isEqualTo(7);
    assertThat(session.undeliveredBytes(Direction.CLIENT)).containsExactly(2L, 0L, 0L);
    assertThat(session.deliveredBytes(Direction.SERVER)).isEqualTo(6);
  }

  @Test
  void whatAnObserverDoesNotClaimIsNobodys() {
    for (int doneAfter : new int[] {1, 99}) {
      heard.clear();
      HostedSession session = udp(observing(doneAfter));
      client(session, "R 1");
      client(session, "R 2");
      session.end(SessionEnd.CUT, now);
      assertThat(heard).isEmpty();
      assertThat(session.service()).isNull();
      assertThat(session.undeliveredBytes(Direction.CLIENT)).containsExactly(6L, 0L, 0L);
    }
  }

  @Test
  void aParserThatCannotReadItsFirstDatagramLeavesTheFlowToOthers() {
    ProtocolParser failing =
        (from, data, timeNanos) -> {
          throw new ProtocolException("no");
        };
    HostedSession session = udp(Fake.beginning("k", (flow, out) -> failing), listening("known"));
    client(session, "k");
    client(session, "known");
    session.end(SessionEnd.CUT, now);
    assertThat(session.service()).isEqualTo("k,known");
    assertThat(heard).containsExactly("known client -1 known", "known CUT");
  }
}
