package org.flowbeam.session;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.flowbeam.protocol.DatagramObserver;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.StartBytes;
import org.flowbeam.schemas.Table;

/** Protocols as a test needs them. */
record Fake(
    String name,
    StartBytes start,
    Function<Evidence, Match> judge,
    BiFunction<FlowContext, SessionOutput, ProtocolParser> parser)
    implements Protocol {

  /** One that begins with this text, said by its client. */
  static Fake beginning(
      String text, BiFunction<FlowContext, SessionOutput, ProtocolParser> parser) {
    String first = text.substring(0, 1);
    return new Fake(text, StartBytes.of(first), evidence -> begins(evidence, text), parser);
  }

  private static Match begins(Evidence evidence, String text) {
    int known = Math.min(evidence.start().length(), text.length());
    if (!evidence.start().hasAscii(0, text.substring(0, known))) {
      return Match.NO;
    }
    return known < text.length() ? Match.NEED_MORE : Match.CLIENT;
  }

  @Override
  public List<Table<?>> tables() {
    return List.of();
  }

  @Override
  public StartBytes startBytes(boolean datagrams) {
    return start;
  }

  @Override
  public Match probe(Evidence evidence) {
    return judge.apply(evidence);
  }

  @Override
  public ProtocolParser newParser(FlowContext flow, SessionOutput out) {
    return parser.apply(flow, out);
  }

  /** One that is found by an observer only. */
  record Observing(String name, BiFunction<FlowContext, SessionOutput, DatagramObserver> observer)
      implements Protocol.Observing {
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
      throw new IllegalStateException("it has an observer only");
    }

    @Override
    public DatagramObserver newObserver(FlowContext flow, SessionOutput out) {
      return observer.apply(flow, out);
    }
  }
}
