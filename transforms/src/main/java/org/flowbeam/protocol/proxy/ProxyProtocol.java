package org.flowbeam.protocol.proxy;

import java.util.Arrays;
import java.util.List;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.StartBytes;
import org.flowbeam.schemas.Table;

/** The PROXY protocol: its header is noted in the flow, and what follows is found anew. */
public final class ProxyProtocol implements Protocol {
  /** A line, or the signature of version 2. */
  private static final StartBytes START_BYTES = StartBytes.of("P\r");

  @Override
  public String name() {
    return "proxy";
  }

  @Override
  public boolean isPreamble() {
    return true;
  }

  @Override
  public List<Table<?>> tables() {
    return List.of();
  }

  @Override
  public StartBytes startBytes(boolean datagrams) {
    return datagrams ? StartBytes.NONE : START_BYTES;
  }

  @Override
  public Match probe(Evidence evidence) {
    return ProxyHeader.probe(evidence.start());
  }

  @Override
  public ProtocolParser newParser(FlowContext flow, SessionOutput out) {
    return new Parser(flow);
  }

  /** Keeps the header until it is whole, and as many bytes of the server. */
  private static final class Parser implements ProtocolParser {
    private final FlowContext flow;
    private final byte[][] kept = new byte[2][0];
    private final long[] offsets = new long[2];

    Parser(FlowContext flow) {
      this.flow = flow;
    }

    @Override
    public void onData(Direction from, Bytes data, long timeNanos) {
      int side = from.index();
      byte[] before = kept[side];
      int room = ProxyHeader.MAX_BYTES - before.length;
      int count = from == Direction.CLIENT ? data.length() : Math.min(room, data.length());
      if (before.length == 0) {
        offsets[side] = flow.streamOffset();
      }
      kept[side] = Arrays.copyOf(before, before.length + count);
      System.arraycopy(data.array(), data.offset(), kept[side], before.length, count);
      if (from == Direction.CLIENT) {
        Bytes all = Bytes.of(kept[side]);
        ProxyHeader header = ProxyHeader.read(all);
        if (header != null) {
          passOn(header, all);
        }
      }
    }

    /** A hole in the header leaves nothing to read. */
    @Override
    public void onGap(Direction from, long lengthBytes, long timeNanos) {
      if (from == Direction.CLIENT) {
        flow.handOver(from, new Bytes(), SessionOutput.NO_OFFSET);
      }
    }

    private void passOn(ProxyHeader header, Bytes client) {
      ProxyHeader.Endpoints ends = header.endpoints();
      if (ends != null) {
        flow.proxied(ends.srcIp(), ends.srcPort(), ends.dstIp(), ends.dstPort());
      }
      int length = header.lengthBytes();
      Bytes rest = client.slice(length, client.length() - length);
      flow.handOver(Direction.CLIENT, rest, offsets[Direction.CLIENT.index()] + length);
      int server = Direction.SERVER.index();
      if (kept[server].length > 0) {
        flow.handOver(Direction.SERVER, Bytes.of(kept[server]), offsets[server]);
      }
    }
  }
}
