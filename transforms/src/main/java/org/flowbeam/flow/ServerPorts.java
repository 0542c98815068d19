package org.flowbeam.flow;

import java.util.BitSet;

/**
 * The ports on which servers listen: all below 1024, those that protocols declare, and registered
 * ones of protocols that are not parsed. They decide who opened a flow only where nothing better is
 * known.
 */
final class ServerPorts {
  private static final int WELL_KNOWN = 1024;

  /** Of protocols and tunnels that no parser of ours declares. */
  private static final int[] REGISTERED = {
    1080, // SOCKS
    1812, 1813, // RADIUS
    1883, // MQTT
    2123, 2152, // GTP
    3268, // LDAP global catalogue
    3306, // MySQL
    3389, // RDP
    3544, // Teredo
    4789, // VXLAN
    5060, 5061, // SIP
    5072, // AYIYA
    5222, 5223, 5269, // XMPP
    5246, 5247, // CAPWAP
    5432, // PostgreSQL
    6081, // Geneve
    6379, // Redis
    6666, 6667, 6668, 6669, // IRC
    20000, // DNP3
  };

  private static final BitSet OTHERS = new BitSet();

  static {
    for (int port : REGISTERED) {
      OTHERS.set(port);
    }
  }

  private ServerPorts() {}

  private static boolean contains(int port, OriginatorHints hints) {
    return port < WELL_KNOWN || OTHERS.get(port) || hints.isServerPort(port);
  }

  /** Whether a packet between these ports was rather sent by the server. */
  static boolean sentByServer(int sourcePort, int destinationPort, OriginatorHints hints) {
    if (!contains(sourcePort, hints)) {
      return false;
    }
    return !contains(destinationPort, hints) || sourcePort < destinationPort;
  }
}
