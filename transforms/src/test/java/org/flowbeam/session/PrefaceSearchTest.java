package org.flowbeam.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.StartBytes;
import org.flowbeam.schemas.Table;
import org.junit.jupiter.api.Test;

/** What nobody wants is searched for a protocol that begins later. */
class PrefaceSearchTest {
  private final List<String> heard = new ArrayList<>();
  private long now;

  /**
   * Its client says {@code [?}, its server {@code [!}; alone it is believed unless a dot follows.
   */
  private final class Bracket implements Protocol.Prefaced {
    private final boolean anyByte;

    Bracket(boolean anyByte) {
      this.anyByte = anyByte;
    }

    @Override
    public String name() {
      return "bracket";
    }

    @Override
    public List<Table<?>> tables() {
      return List.of();
    }

    @Override
    public StartBytes startBytes(boolean datagrams) {
      return StartBytes.of("[");
    }

    @Override
    public Match probe(Evidence evidence) {
      Bytes start = evidence.start();
      if (start.length() < 2) {
        return Match.NEED_MORE;
      }
      return start.u8(1) == '?' ? Match.CLIENT : start.u8(1) == '!' ? Match.SERVER : Match.NO;
    }

    @Override
    public StartBytes prefacedBytes() {
      return StartBytes.of("[");
    }

    @Override
    public boolean mayFollowAnyByte() {
      return anyByte;
    }

    @Override
    public Match probePrefaced(Evidence evidence) {
      boolean refused = evidence.isLast() && evidence.start().indexOf('.', 0) >= 0;
      return refused ? Match.NO : probe(evidence);
    }

    @Override
    public ProtocolParser newParser(FlowContext flow, SessionOutput out) {
      return new ProtocolParser() {
        @Override
        public void onData(Direction from, Bytes data, long timeNanos) {
          String text = new String(data.copy(0, data.length()), ISO_8859_1);
          heard.add(side(from) + " " + flow.streamOffset() + " " + text);
        }

        @Override
        public void onGap(Direction from, long lengthBytes, long timeNanos) {
          heard.add(side(from) + " gap " + lengthBytes);
        }
      };
    }

    private String side(Direction from) {
      return from.name().toLowerCase(Locale.ROOT);
    }
  }

  private HostedSession session(boolean anyByte) {
    List<Protocol> protocols = List.of(new Bracket(anyByte));
    return new HostedSession(protocols, SessionOptions.defaults(), false, 40_000, 4_711, false);
  }

  private void client(HostedSession session, String text) {
    session.data(Direction.CLIENT, text.getBytes(ISO_8859_1), ++now);
  }

  private void server(HostedSession session, String text) {
    session.data(Direction.SERVER, text.getBytes(ISO_8859_1), ++now);
  }

  private void end(HostedSession session) {
    session.end(SessionEnd.CLOSED, ++now);
  }

  @Test
  void bothSidesBeginWhereTheyAgree() {
    HostedSession session = session(true);
    client(session, "abc[?de");
    server(session, "fgh");
    assertThat(session.service()).isNull();
    server(session, "[!i");
    assertThat(session.service()).isEqualTo("bracket");
    client(session, "j");
    end(session);
    assertThat(heard).containsExactly("client 3 [?de", "server 3 [!i", "client 7 j");
    assertThat(session.deliveredBytes(Direction.CLIENT)).isEqualTo(5);
    assertThat(session.undeliveredBytes(Direction.CLIENT)).containsExactly(3L, 0L, 0L);
    assertThat(session.deliveredBytes(Direction.SERVER)).isEqualTo(3);
    assertThat(session.undeliveredBytes(Direction.SERVER)).containsExactly(3L, 0L, 0L);
  }

  @Test
  void aloneItBeginsTheOtherSideWhereThatWasThen() {
    HostedSession session = session(true);
    client(session, "abc");
    server(session, "fgh");
    client(session, "d[?e");
    server(session, "ij");
    end(session);
    assertThat(heard).containsExactly("client 4 [?e", "server 3 ij");
    assertThat(session.undeliveredBytes(Direction.SERVER)).containsExactly(3L, 0L, 0L);
  }

  @Test
  void aloneItIsAskedAboutAllThatFollows() {
    HostedSession session = session(true);
    client(session, "abc");
    server(session, "fgh");
    client(session, "[?e.");
    end(session);
    assertThat(session.service()).isNull();
    assertThat(session.undeliveredBytes(Direction.CLIENT)).containsExactly(7L, 0L, 0L);
  }

  @Test
  void whereOnlyTurnsCountTheMidstOfOneIsNone() {
    HostedSession session = session(false);
    client(session, "abc");
    server(session, "fgh");
    client(session, "d[?e");
    end(session);
    assertThat(session.service()).isNull();
    session = session(false);
    client(session, "abc");
    server(session, "fgh");
    client(session, "[");
    client(session, "?e");
    end(session);
    assertThat(heard).containsExactly("client 3 [", "client 4 ?e");
  }

  @Test
  void nothingIsReadAcrossAGapAndBehindOneNoTurnBegins() {
    HostedSession session = session(true);
    client(session, "abc[");
    server(session, "fgh");
    session.gap(Direction.CLIENT, 7, ++now);
    client(session, "?e");
    end(session);
    assertThat(session.service()).isNull();
    session = session(false);
    client(session, "abc");
    server(session, "fgh");
    session.gap(Direction.CLIENT, 7, ++now);
    client(session, "[?e");
    end(session);
    assertThat(session.service()).isNull();
  }

  @Test
  void aGapBehindTheBeginIsToldOneInFrontIsNot() {
    HostedSession session = session(true);
    client(session, "abc");
    server(session, "fgh");
    session.gap(Direction.CLIENT, 7, ++now);
    client(session, "[?");
    session.gap(Direction.SERVER, 5, ++now);
    session.gap(Direction.CLIENT, 9, ++now);
    client(session, "d");
    server(session, "i");
    end(session);
    assertThat(heard)
        .containsExactly(
            "client 10 [?", "server gap 5", "client gap 9", "client 21 d", "server 8 i");
  }

  @Test
  void whatComesLateIsNotLookedAt() {
    HostedSession session = session(true);
    client(session, "a".repeat(PrefaceSearch.MAX_BYTES - 1));
    server(session, "f");
    client(session, "[?"); // one byte too late
    server(session, "[!");
    end(session);
    assertThat(session.service()).isNull();
    assertThat(session.undeliveredBytes(Direction.SERVER)).containsExactly(3L, 0L, 0L);
    session = session(true);
    client(session, "a".repeat(PrefaceSearch.MAX_BYTES - 2));
    server(session, "f");
    client(session, "[?");
    end(session);
    assertThat(session.service()).isEqualTo("bracket");
  }

  @Test
  void afterManyTurnsTheSearchIsOver() {
    for (int turns : new int[] {PrefaceSearch.MAX_TURNS - 2, PrefaceSearch.MAX_TURNS}) {
      HostedSession session = session(true);
      for (int turn = 0; turn < turns; turn += 2) {
        client(session, "a");
        server(session, "f");
      }
      client(session, "[?");
      server(session, "[!");
      end(session);
      assertThat(session.service()).isEqualTo(turns < PrefaceSearch.MAX_TURNS ? "bracket" : null);
    }
  }

  @Test
  void whatIsLetGoOfDoesNotDependOnPieces() {
    for (int piece : new int[] {100, 1000, 5 * Prober.CAP_BYTES}) {
      heard.clear();
      HostedSession session = session(true);
      String all = "ab[?" + "c".repeat(2 * Prober.CAP_BYTES);
      for (int at = 0; at < all.length(); at += piece) {
        client(session, all.substring(at, Math.min(all.length(), at + piece)));
      }
      end(session);
      assertThat(session.deliveredBytes(Direction.CLIENT)).isEqualTo(Prober.CAP_BYTES - 2);
      assertThat(heard.get(heard.size() - 1))
          .isEqualTo("client gap " + (all.length() - Prober.CAP_BYTES));
    }
  }
}
