package org.flowbeam.session;

import java.util.BitSet;
import java.util.List;
import org.flowbeam.flow.OriginatorHints;
import org.flowbeam.flow.Sender;
import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.packet.IpProtocol;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.Protocol;

/**
 * What protocols know about who opened a flow: the first bytes of a packet, and the ports of
 * servers. Made of all protocols, also those that a run does not parse, so that who is {@code src}
 * does not depend on what is parsed. One per thread.
 */
public final class ProtocolHints implements OriginatorHints {
  private final Dispatch dispatch;
  private final BitSet ports = new BitSet();
  private final Evidence evidence = new Evidence();

  public ProtocolHints(List<Protocol> protocols) {
    dispatch = new Dispatch(protocols);
    for (Protocol protocol : protocols) {
      protocol.ports().forEach(ports::set);
    }
  }

  @Override
  public boolean isServerPort(int port) {
    return ports.get(port);
  }

  @Override
  public Sender sender(PacketRecord packet) {
    boolean datagrams = packet.protocol() == IpProtocol.UDP;
    int length = packet.payloadCarried();
    if (length <= 0 || (!datagrams && packet.protocol() != IpProtocol.TCP)) {
      return Sender.UNKNOWN;
    }
    int sender = port(packet, packet.fromB());
    int receiver = port(packet, !packet.fromB());
    evidence.between(datagrams, sender, receiver).last(true);
    evidence.start().wrap(packet.bytes(), packet.payloadOffset(), length);
    int first = evidence.start().u8(0);
    Sender told = ask(dispatch.beginningWith(first, datagrams));
    if (told == Sender.UNKNOWN) {
      told = ask(dispatch.onPort(sender, datagrams));
    }
    return told == Sender.UNKNOWN ? ask(dispatch.onPort(receiver, datagrams)) : told;
  }

  private Sender ask(Protocol[] protocols) {
    for (Protocol protocol : protocols) {
      Match match = protocol.hint(evidence);
      if (match.isClient()) {
        return Sender.CLIENT;
      }
      if (match.isServer()) {
        return Sender.SERVER;
      }
    }
    return Sender.UNKNOWN;
  }

  private static int port(PacketRecord packet, boolean ofB) {
    int field = ofB ? FlowKey.B_PORT : FlowKey.A_PORT;
    return Bits.u16(packet.bytes(), packet.keyOffset() + field);
  }
}
