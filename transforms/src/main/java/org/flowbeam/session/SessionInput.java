package org.flowbeam.session;

import java.util.List;
import org.flowbeam.flow.AnomalyKind;
import org.flowbeam.flow.EndReason;
import org.flowbeam.flow.FlowNames;
import org.flowbeam.flow.FlowTracker;
import org.flowbeam.flow.RunFacts;
import org.flowbeam.packet.CarriedPayload;
import org.flowbeam.packet.IpProtocol;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.TcpSegment;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.schemas.SideOfRow;
import org.flowbeam.stream.StreamListener;
import org.flowbeam.stream.StreamOptions;
import org.flowbeam.stream.TcpStreams;
import org.jspecify.annotations.Nullable;

/**
 * The way of an epoch's payload to its session: TCP through reassembly, UDP datagram by datagram,
 * with an account of every byte. One object serves one epoch after the other.
 */
public final class SessionInput {
  private final FlowTracker epoch;
  private final ExchangeRows rows;
  private final Session session;
  private final long depthBytes;
  private final TcpStreams streams;

  /** Captured payload of each side that is no stream and no datagram of a session. */
  private final long[] neither = new long[2];

  /** Of datagrams, beyond the stream depth. */
  private final long[] tooDeep = new long[2];

  private @Nullable PacketRecord packet;

  public SessionInput(
      StreamOptions streaming,
      SessionOptions options,
      List<Protocol> protocols,
      FlowTracker epoch,
      FlowNames names,
      RunFacts run,
      AssemblyOutput out) {
    this.epoch = epoch;
    this.rows = new ExchangeRows(epoch, names, run, out);
    this.session = new Session(protocols, options, epoch, names, rows);
    this.depthBytes = streaming.depthBytes();
    this.streams = new TcpStreams(streaming, epoch.numbers(), new ToSession());
    session.sentBytes(streams::sentBytes);
  }

  /** Turns to another epoch, of which tracker and names know already. */
  public void begin() {
    rows.begin();
    session.begin();
    streams.reset();
    for (int side = 0; side < 2; side++) {
      neither[side] = 0;
      tooDeep[side] = 0;
    }
  }

  /**
   * Takes a packet that the tracker has counted.
   *
   * @param segment null unless TCP
   * @param stray a SYN that is not of this connection
   */
  public void packet(PacketRecord current, @Nullable TcpSegment segment, boolean stray) {
    packet = current;
    session.packet(current);
    int length = Math.max(0, current.payloadLength());
    int captured = Math.min(length, Math.max(0, current.payloadCaptured()));
    if (segment != null && !stray) {
      segment(current, captured);
    } else if (captured > 0 && isDatagram(current)) {
      datagram(current, captured);
    } else {
      neither[side(current.fromB())] += captured;
    }
  }

  /** The payload of a tunnel is parsed in the flows that it carries. */
  private static boolean isDatagram(PacketRecord packet) {
    return packet.protocol() == IpProtocol.UDP && !packet.has(PacketRecord.OUTER);
  }

  private void segment(PacketRecord current, int captured) {
    streams.segment(
        current.fromB(),
        current.bytes(),
        current.payloadOffset(),
        current.payloadCarried(),
        captured,
        current.timeNanos());
  }

  private void datagram(PacketRecord current, int captured) {
    boolean fromB = current.fromB();
    int carried = current.payloadCarried();
    if (epoch.side(fromB).payloadLengthBytes > depthBytes) {
      tooDeep[side(fromB)] += captured;
      epoch.note(AnomalyKind.STREAM_DEPTH_REACHED, fromB, current);
      int shown = Math.min(carried, CarriedPayload.MIN_UDP_BYTES);
      session.observe(fromB, current.bytes(), current.payloadOffset(), shown, current.timeNanos());
    } else if (carried > 0) {
      tooDeep[side(fromB)] += captured - carried;
      session
          .flow()
          .data(fromB, current.bytes(), current.payloadOffset(), carried, -1, current.timeNanos());
    }
  }

  /** The epoch has ended: what waits is settled, and the parser gives out what is unfinished. */
  public void end(EndReason reason) {
    packet = null;
    session.packet(null);
    streams.end(epoch.times().lastNanos());
    session.end(reason, epoch.times().lastNanos());
  }

  /** Completes the row of the epoch that ended. */
  public void describe(FlowRow row) {
    row.setService(session.service().path());
    row.setServiceRule(session.service().rule());
    row.setServerName(session.serverName());
    row.setSrcFirstBytes(session.secrets().masked(row.getSrcFirstBytes()));
    row.setDstFirstBytes(session.secrets().masked(row.getDstFirstBytes()));
    Session.Proxied proxied = session.proxied();
    if (proxied != null) {
      row.setProxiedSrcIp(proxied.srcIp());
      row.setProxiedSrcPort(proxied.srcPort());
      row.setProxiedDstIp(proxied.dstIp());
      row.setProxiedDstPort(proxied.dstPort());
    }
    boolean ofB = epoch.originatorIsB();
    account(ofB).describe(SideOfRow.src(row));
    account(!ofB).describe(SideOfRow.dst(row));
  }

  private PayloadAccount account(boolean ofB) {
    int side = side(ofB);
    return new PayloadAccount(
        streams.account(ofB), session.flow().bytes(ofB), neither[side], tooDeep[side]);
  }

  /** Writes what the parsers found odd, once the row is complete. */
  public void writeAnomalies(FlowRow row) {
    rows.end(row);
  }

  private static int side(boolean ofB) {
    return ofB ? 1 : 0;
  }

  private final class ToSession implements StreamListener {
    @Override
    public void onData(
        boolean fromB, byte[] bytes, int offset, int length, long streamOffset, long timeNanos) {
      session.flow().data(fromB, bytes, offset, length, streamOffset, timeNanos);
    }

    @Override
    public void onGap(
        boolean fromB, long lengthBytes, boolean acknowledged, long streamOffset, long timeNanos) {
      session.flow().gap(fromB, lengthBytes, streamOffset, timeNanos);
    }

    @Override
    public void onFin(boolean fromB, long timeNanos) {
      session.flow().fin(fromB, timeNanos);
    }

    @Override
    public void onConflict(boolean fromB, long bytes, long timeNanos) {
      note(AnomalyKind.OVERLAP_CONFLICT, fromB);
    }

    @Override
    public void onOverflow(boolean fromB, long bytes, long timeNanos) {
      note(AnomalyKind.BUFFER_OVERFLOW, fromB);
    }

    @Override
    public void onDepth(boolean fromB, long timeNanos) {
      note(AnomalyKind.STREAM_DEPTH_REACHED, fromB);
    }

    private void note(AnomalyKind kind, boolean ofB) {
      if (packet != null) {
        epoch.note(kind, ofB, packet);
      }
    }
  }
}
