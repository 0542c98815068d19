package org.flowbeam.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
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

/** Connections that nobody wants, on which one side speaks, are shown to those that may carry. */
class OneWayStreamTest {
  private final List<String> heard = new ArrayList<>();
  private long now;

  /** Never found by its bytes; writes down what it is shown. */
  private final class Carrier implements Protocol.Carrying {
    @Override
    public String name() {
      return "carrier";
    }

    @Override
    public List<Table<?>> tables() {
      return List.of();
    }

    @Override
    public StartBytes startBytes(boolean datagrams) {
      return StartBytes.NONE;
    }

    @Override
    public Match probe(Evidence evidence) {
      return Match.NO;
    }

    @Override
    public ProtocolParser newParser(FlowContext flow, SessionOutput out) {
      throw new AssertionError("never found");
    }

    @Override
    public ProtocolParser newWatcher(FlowContext flow, SessionOutput out) {
      return new ProtocolParser() {
        @Override
        public void onData(Direction from, Bytes data, long timeNanos) {
          heard.add(from + " " + data.length() + " at " + flow.streamOffset());
        }

        @Override
        public void onGap(Direction from, long lengthBytes, long timeNanos) {
          heard.add("gap " + lengthBytes);
        }

        @Override
        public void onEnd(SessionEnd reason, long timeNanos) {
          heard.add(reason.name());
        }
      };
    }
  }

  private HostedSession session(Protocol... others) {
    List<Protocol> protocols = new ArrayList<>(List.of(others));
    protocols.add(new Carrier());
    return new HostedSession(protocols, SessionOptions.defaults(), false, 40_000, 4_711, false);
  }

  private void say(HostedSession session, Direction from, String text) {
    session.data(from, text.getBytes(ISO_8859_1), ++now);
  }

  @Test
  void aStreamIsShownFromItsFirstByte() {
    HostedSession session = session();
    say(session, Direction.SERVER, "abc");
    say(session, Direction.SERVER, "de");
    session.end(SessionEnd.CLOSED, ++now);
    assertThat(heard).containsExactly("SERVER 3 at 0", "SERVER 2 at 3", "CLOSED");
    assertThat(session.service()).isNull();
  }

  @Test
  void whatIsKeptForProbingIsShownOnce() {
    HostedSession session = session(Fake.beginning("xyz", (flow, out) -> (from, data, time) -> {}));
    say(session, Direction.CLIENT, "xy"); // may become the other protocol
    say(session, Direction.CLIENT, "ab");
    say(session, Direction.CLIENT, "c".repeat(Prober.CAP_BYTES));
    say(session, Direction.CLIENT, "d");
    session.end(SessionEnd.CLOSED, ++now);
    assertThat(heard)
        .containsExactly(
            "CLIENT 2 at 0",
            "CLIENT 2 at 2",
            "CLIENT " + (Prober.CAP_BYTES - 4) + " at 4",
            "CLIENT 4 at " + Prober.CAP_BYTES, // no longer kept
            "CLIENT 1 at " + (Prober.CAP_BYTES + 4),
            "CLOSED");
  }

  @Test
  void oneThatEndsUndecidedIsShownAtItsEnd() {
    HostedSession session = session(Fake.beginning("xyz", (flow, out) -> (from, data, time) -> {}));
    say(session, Direction.CLIENT, "xy");
    session.end(SessionEnd.CLOSED, ++now);
    assertThat(heard).containsExactly("CLIENT 2 at 0", "CLOSED");
  }

  @Test
  void itIsNoSuchConnectionWhenTheOtherSideSpeaks() {
    HostedSession session = session();
    say(session, Direction.CLIENT, "abc");
    say(session, Direction.SERVER, "d");
    say(session, Direction.CLIENT, "e");
    session.end(SessionEnd.CLOSED, ++now);
    assertThat(heard).containsExactly("CLIENT 3 at 0", "STOPPED");
  }

  @Test
  void aProtocolThatIsFoundBehindAGapEndsIt() {
    HostedSession session = session(Fake.beginning("xyz", (flow, out) -> (from, data, time) -> {}));
    say(session, Direction.CLIENT, "abc");
    session.gap(Direction.CLIENT, 7, ++now);
    say(session, Direction.CLIENT, "xyz");
    session.end(SessionEnd.CLOSED, ++now);
    assertThat(heard).containsExactly("CLIENT 3 at 0", "gap 7", "STOPPED");
  }
}
