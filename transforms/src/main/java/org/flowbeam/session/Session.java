package org.flowbeam.session;

import java.util.List;
import org.flowbeam.flow.EndReason;
import org.flowbeam.flow.FlowNames;
import org.flowbeam.flow.FlowTracker;
import org.flowbeam.format.ShownSecrets;
import org.flowbeam.packet.IpProtocol;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.protocol.SessionOptions;
import org.jspecify.annotations.Nullable;

/**
 * The session of one epoch: its conversation, with the conversations that parsers open inside, and
 * what they share: one numbering of transactions, the path of protocols, the name of the server.
 * Both streams, or the datagrams, come in packet order. One object serves one epoch after the
 * other.
 */
final class Session {
  /** Conversations in conversations: no encapsulation is deeper. */
  private static final int MAX_DEPTH = 8;

  /** Open conversations in one flow at a time; further ones are not parsed. */
  private static final int MAX_CHILDREN = 256;

  private final Dispatch dispatch;
  private final List<Protocol.Observing> observing;
  private final List<Protocol.Carrying> carrying;
  private final SessionOptions options;
  private final FlowNames names;
  private final ExchangeRows rows;
  private final FlowTracker epoch;
  private final StreamConversation streams;
  private final DatagramConversation datagrams;
  private final Service service = new Service();
  private @Nullable PacketRecord packet;
  private SentBytes sentBytes = ofB -> -1;
  private boolean isUdp;
  private int transactions;
  private int children;
  private @Nullable String serverName;
  private final ShownSecrets secrets = new ShownSecrets();
  private @Nullable Proxied proxied;

  Session(
      List<Protocol> protocols,
      SessionOptions options,
      FlowTracker epoch,
      FlowNames names,
      ExchangeRows rows) {
    this.dispatch = new Dispatch(protocols);
    this.observing =
        protocols.stream()
            .filter(Protocol.Observing.class::isInstance)
            .map(Protocol.Observing.class::cast)
            .toList();
    this.carrying =
        protocols.stream()
            .filter(Protocol.Carrying.class::isInstance)
            .map(Protocol.Carrying.class::cast)
            .toList();
    this.options = options;
    this.epoch = epoch;
    this.names = names;
    this.rows = rows;
    this.streams = new StreamConversation(this, 0);
    this.datagrams = new DatagramConversation(this, 0);
  }

  /** How far a side of a TCP connection is known to have sent; -1 when that is not known. */
  interface SentBytes {
    long of(boolean ofB);
  }

  /** Who knows how far TCP has come. */
  void sentBytes(SentBytes source) {
    sentBytes = source;
  }

  /** Turns to another epoch, of which tracker and names know already. */
  void begin() {
    isUdp = epoch.protocol() == IpProtocol.UDP;
    transactions = 0;
    children = 0;
    serverName = null;
    secrets.clear();
    proxied = null;
    service.reset();
    if (isUdp) {
      datagrams.begin();
    } else {
      streams.begin();
    }
  }

  /** The packet from which everything until the next call of this method stems. */
  void packet(@Nullable PacketRecord current) {
    packet = current;
    rows.packet(current);
  }

  /** Whether the current packet was cut by the snap length. */
  boolean isSnapped() {
    return packet != null && packet.has(PacketRecord.SNAPPED);
  }

  /** Length of the current packet's payload as sent; 0 when the flow has ended. */
  int datagramBytes() {
    return packet == null ? 0 : Math.max(0, packet.payloadLength());
  }

  /** Shows observers the first bytes of a datagram that no parser gets. */
  void observe(boolean fromB, byte[] array, int offset, int length, long timeNanos) {
    datagrams.observe(fromB, array, offset, length, timeNanos);
  }

  /** Time of the flow's first packet. */
  long startNanos() {
    return epoch.times().startNanos();
  }

  /** The flow's own conversation. */
  Conversation flow() {
    return isUdp ? datagrams : streams;
  }

  /** The end of the epoch; nothing more comes for it. */
  void end(EndReason reason, long timeNanos) {
    packet(null);
    flow().end(sessionEnd(reason), timeNanos);
  }

  private static SessionEnd sessionEnd(EndReason reason) {
    return switch (reason) {
      case FIN -> SessionEnd.CLOSED;
      case RST -> SessionEnd.RESET;
      case REUSED, IDLE, END_OF_CAPTURE -> SessionEnd.CUT;
    };
  }

  /** A conversation inside another; null when there are too many. */
  @Nullable Conversation openChild(int depth, boolean ofDatagrams) {
    if (depth > MAX_DEPTH || children == MAX_CHILDREN) {
      return null;
    }
    children++;
    if (ofDatagrams) {
      DatagramConversation child = new DatagramConversation(this, depth);
      child.begin();
      return child;
    }
    StreamConversation child = new StreamConversation(this, depth);
    child.begin();
    return child;
  }

  void closeChild() {
    children--;
  }

  /** A conversation was found to speak a protocol: the flow's own says all that it speaks. */
  void found(Conversation conversation, String protocol, String rule) {
    if (conversation.depth() == 0 && !conversation.isDatagrams()) {
      service.add(protocol, rule);
    } else {
      service.addOnce(protocol, rule);
    }
  }

  /**
   * Whether side b is the client where this was found. A group address answers to nobody: whoever
   * sends to it plays no server.
   */
  boolean clientIsB(Match match, boolean fromB) {
    boolean untold = !match.isClient() && !match.isServer();
    if (untold || (match.isServer() && names.isGroup(!fromB))) {
      return epoch.originatorIsB();
    }
    return match.isClient() == fromB;
  }

  /** The protocol of this name; null when it was not asked for. */
  @Nullable Protocol protocol(String name) {
    for (Protocol protocol : dispatch.protocols()) {
      if (protocol.name().equals(name)) {
        return protocol;
      }
    }
    return null;
  }

  Dispatch dispatch() {
    return dispatch;
  }

  List<Protocol.Observing> observing() {
    return observing;
  }

  List<Protocol.Carrying> carrying() {
    return carrying;
  }

  /** Whether side b opened the flow, as far as that is known now. */
  boolean originatorIsB() {
    return epoch.originatorIsB();
  }

  SessionOptions options() {
    return options;
  }

  FlowNames names() {
    return names;
  }

  ExchangeRows rows() {
    return rows;
  }

  /** See {@link SentBytes}. */
  long sentBytes(boolean ofB) {
    return sentBytes.of(ofB);
  }

  int nextTransaction() {
    return transactions++;
  }

  /** Keeps the first name that an exchange tells. */
  void serverName(String name) {
    if (serverName == null && !name.isEmpty()) {
      serverName = name;
    }
  }

  /** The connection that a proxy passes on in the flow. */
  record Proxied(String srcIp, int srcPort, String dstIp, int dstPort) {}

  /** Keeps the first that a preamble tells. */
  void proxied(Proxied told) {
    proxied = proxied == null ? told : proxied;
  }

  @Nullable Proxied proxied() {
    return proxied;
  }

  /** All protocols found in the flow. */
  Service service() {
    return service;
  }

  /** The secrets that its row must not show. */
  ShownSecrets secrets() {
    return secrets;
  }

  @Nullable String serverName() {
    return serverName;
  }
}
