package org.flowbeam.session;

import java.util.Arrays;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.dedup.DedupScope;
import org.flowbeam.dedup.SourceTimes;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.flow.EndReason;
import org.flowbeam.flow.Epochs;
import org.flowbeam.flow.FlowNames;
import org.flowbeam.flow.FlowOptions;
import org.flowbeam.flow.FlowTracker;
import org.flowbeam.flow.LocalNets;
import org.flowbeam.flow.RunFacts;
import org.flowbeam.format.content.StoredBody;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.TcpSegment;
import org.flowbeam.packet.decode.PacketDecoder;
import org.flowbeam.packet.decode.PacketEncoder;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.schemas.Table;
import org.flowbeam.session.PayloadAccount.SessionBytes;
import org.jspecify.annotations.Nullable;

/**
 * A session of the engine without packets: streams and datagrams come as a test says. The client
 * opened the flow; it is side a. Rows go nowhere; a test that wants some gives its parsers its own
 * output.
 */
public final class HostedSession {
  private static final int LINKTYPE_ETHERNET = 1;
  private static final String CLIENT = "192.0.2.1";
  private static final String SERVER = "198.51.100.2";
  private static final String GROUP = "224.0.0.251";

  private final Session session;
  private final long[] sentBytes = new long[2];
  private final boolean datagrams;

  /** A flow of the client, with a group's address for its server if need be. */
  public HostedSession(
      List<Protocol> protocols,
      SessionOptions options,
      boolean datagrams,
      int clientPort,
      int serverPort,
      boolean toGroup) {
    this.datagrams = datagrams;
    FlowNames names = new FlowNames(0, LocalNets.PRIVATE);
    Epochs epochs =
        new Epochs(FlowOptions.defaults(), new ProtocolHints(protocols), new Began(names));
    ExchangeRows rows = new ExchangeRows(epochs.tracker(), names, NO_FACTS, NO_OUTPUT);
    session = new Session(protocols, options, epochs.tracker(), names, rows);
    session.sentBytes(ofB -> datagrams ? -1 : sentBytes[ofB ? 1 : 0]);
    epochs.begin();
    epochs.packet(first(datagrams, clientPort, serverPort, toGroup ? GROUP : SERVER));
    rows.begin();
    session.begin();
  }

  private static PacketRecord first(
      boolean datagrams, int clientPort, int serverPort, String server) {
    var packet = Packets.ethernet().ipv4(CLIENT, server);
    byte[] frame =
        datagrams
            ? packet.udp(clientPort, serverPort).payload(new byte[0])
            : packet.tcp(clientPort, serverPort).seq(100).syn().payload(new byte[0]);
    DecodedPacket decoded = new DecodedPacket();
    int length = frame.length;
    new PacketDecoder()
        .decode(frame, 0, length, length, LINKTYPE_ETHERNET, 0, Integer.MAX_VALUE, decoded);
    byte[] record = new byte[PacketEncoder.maxLength(decoded)];
    int count = new PacketEncoder(true, DedupScope.IP).encode(decoded, 1, 0, 1, 24, record, 0);
    PacketRecord first = new PacketRecord();
    first.wrap(record, 0, count);
    return first;
  }

  /** Starts this protocol's parser without looking at any byte. */
  public void parseAs(String protocol) {
    session.flow().parseAs(protocol, false);
  }

  /** Bytes of a side's stream, or a datagram; they are spoiled after the call. */
  public void data(Direction from, byte[] bytes, long timeNanos) {
    int side = from.index();
    long at = datagrams ? -1 : sentBytes[side];
    sentBytes[side] += bytes.length;
    byte[] lent = bytes.clone();
    session.flow().data(side == 1, lent, 0, lent.length, at, timeNanos);
    Arrays.fill(lent, (byte) 0xEE);
  }

  public void gap(Direction from, long lengthBytes, long timeNanos) {
    int side = from.index();
    long at = sentBytes[side];
    sentBytes[side] += lengthBytes;
    session.flow().gap(side == 1, lengthBytes, at, timeNanos);
  }

  public void fin(Direction from, long timeNanos) {
    session.flow().fin(from.index() == 1, timeNanos);
  }

  public void end(SessionEnd reason, long timeNanos) {
    session.flow().end(reason, timeNanos);
  }

  public @Nullable String service() {
    return session.service().path();
  }

  public @Nullable String serviceRule() {
    return session.service().rule();
  }

  public @Nullable String serverName() {
    return session.serverName();
  }

  /** Bytes of a side that a parser got. */
  public long deliveredBytes(Direction of) {
    return session.flow().bytes(of.index() == 1).delivered;
  }

  /** Bytes of a side that no parser got, by reason: no parser, stopped, held too long. */
  public List<Long> undeliveredBytes(Direction of) {
    SessionBytes bytes = session.flow().bytes(of.index() == 1);
    return List.of(bytes.noParser, bytes.stopped, bytes.heldTooLong);
  }

  private static final RunFacts NO_FACTS =
      new RunFacts() {
        @Override
        public String sourceId(long source) {
          return "";
        }

        @Override
        public SourceTimes sourceTimes() {
          return new SourceTimes(List.of());
        }

        @Override
        public long latestTimeNanos() {
          return 0;
        }
      };

  private static final AssemblyOutput NO_OUTPUT =
      new AssemblyOutput() {
        @Override
        public <R extends SpecificRecord> void row(Table<R> table, R row) {}

        @Override
        public void summary(RunSummary summary, byte[] record, int length) {}

        @Override
        public @Nullable StoredBody newBody() {
          return null;
        }
      };

  private record Began(FlowNames names) implements Epochs.Listener {
    @Override
    public void began(FlowTracker epoch) {
      names.begin(epoch);
    }

    @Override
    public void counted(
        FlowTracker epoch,
        PacketRecord packet,
        @Nullable TcpSegment segment,
        boolean copy,
        boolean stray) {}

    @Override
    public void removed(FlowTracker epoch, PacketRecord packet) {}

    @Override
    public void ignored(PacketRecord packet) {}

    @Override
    public void ended(FlowTracker epoch, EndReason reason) {}
  }
}
