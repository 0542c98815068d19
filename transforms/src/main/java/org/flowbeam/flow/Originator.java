package org.flowbeam.flow;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.Address;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.packet.IpProtocol;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.SctpChunks;
import org.flowbeam.packet.TcpSegment;
import org.jspecify.annotations.Nullable;

/**
 * Decides which side opened a flow: at its first packet by the best rule that applies, later again
 * when a stronger one does.
 */
final class Originator {
  private final OriginatorHints hints;
  private boolean isB;
  private boolean settled;
  private boolean firstFromB;
  private OriginatorRule rule = OriginatorRule.FIRST;

  Originator(OriginatorHints hints) {
    this.hints = hints;
  }

  boolean isB() {
    return isB;
  }

  OriginatorRule rule() {
    return rule;
  }

  /** Whether the first packet came from the responder. */
  boolean flipped() {
    return isB != firstFromB;
  }

  /** Starts with the first packet of an epoch, which {@link #look} then sees as well. */
  void start(PacketRecord packet) {
    firstFromB = packet.fromB();
    isB = firstFromB;
    settled = false;
    rule = OriginatorRule.FIRST;
    if (Transport.hasPorts(packet.protocol())
        && ServerPorts.sentByServer(port(packet, firstFromB), port(packet, !firstFromB), hints)
        && !isGroup(packet, !firstFromB)) {
      decide(OriginatorRule.PORT, !firstFromB);
    }
  }

  /**
   * Looks at one packet.
   *
   * @param telling it is the first of its side from which the protocol may be told
   */
  void look(PacketRecord packet, @Nullable TcpSegment s, boolean telling) {
    if (rule == OriginatorRule.SYN) {
      return;
    }
    boolean fromB = packet.fromB();
    if (s != null && s.isPureSyn()) {
      decide(OriginatorRule.SYN, fromB);
    } else if (s != null && s.isSynAck()) {
      decide(OriginatorRule.SYN_ACK, !fromB);
    } else if (packet.protocol() == IpProtocol.SCTP) {
      lookAtChunk(packet, fromB);
    } else if (telling && rule.compareTo(OriginatorRule.PROTOCOL) > 0) {
      lookAtPayload(packet, fromB);
    }
  }

  /** From now on the side stays as it is; a stronger rule may still say the same. */
  void settle() {
    settled = true;
  }

  private void lookAtChunk(PacketRecord packet, boolean fromB) {
    switch (SctpChunks.first(packet)) {
      case SctpChunks.INIT -> decide(OriginatorRule.SYN, fromB);
      case SctpChunks.INIT_ACK -> decide(OriginatorRule.SYN_ACK, !fromB);
      case SctpChunks.COOKIE_ECHO -> decide(OriginatorRule.PROTOCOL, fromB);
      case SctpChunks.COOKIE_ACK -> decide(OriginatorRule.PROTOCOL, !fromB);
      default -> {}
    }
  }

  private void lookAtPayload(PacketRecord packet, boolean fromB) {
    Sender sender =
        Transport.isIcmp(packet.protocol()) ? IcmpHints.sender(packet) : hints.sender(packet);
    if (sender == Sender.CLIENT) {
      decide(OriginatorRule.PROTOCOL, fromB);
    } else if (sender == Sender.SERVER && !isGroup(packet, !fromB)) {
      decide(OriginatorRule.PROTOCOL, !fromB);
    }
  }

  private void decide(OriginatorRule better, boolean originatorIsB) {
    if (better.compareTo(rule) < 0 && (!settled || originatorIsB == isB)) {
      rule = better;
      isB = originatorIsB;
    }
  }

  private static int port(PacketRecord packet, boolean ofB) {
    int field = ofB ? FlowKey.B_PORT : FlowKey.A_PORT;
    return Bits.u16(packet.bytes(), packet.keyOffset() + field);
  }

  /** Multicast and broadcast addresses open no flow. */
  private static boolean isGroup(PacketRecord packet, boolean ofB) {
    int field = ofB ? FlowKey.B_ADDRESS : FlowKey.A_ADDRESS;
    return Address.isGroup(packet.bytes(), packet.keyOffset() + field);
  }
}
