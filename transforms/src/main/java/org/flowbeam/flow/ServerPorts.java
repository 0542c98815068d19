package org.flowbeam.flow;

import java.util.BitSet;

/**
 * The ports on which servers listen: all below 1024, and the registered ports of the protocols that
 * Flowbeam and its tunnels know. They decide who opened a flow only where nothing better is known.
 */
final class ServerPorts {
  private static final int WELL_KNOWN = 1024;
  private static final int[] REGISTERED = {
    1080, // SOCKS
    1812, 1813, // RADIUS
    1883, // MQTT
    2123, 2152, // GTP
    3128, 8000, 8080, 8443, 8888, // HTTP and HTTPS
    3268, // LDAP global catalogue
    3306, // MySQL
    3389, // RDP
    3544, // Teredo
    4789, // VXLAN
    5060, 5061, // SIP
    5072, // AYIYA
    5222, 5223, 5269, // XMPP
    5353, 5355, // mDNS, LLMNR
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

  static boolean contains(int port) {
    return port < WELL_KNOWN || OTHERS.get(port);
  }

  /** Whether a packet between these ports was rather sent by the server. */
  static boolean sentByServer(int sourcePort, int destinationPort) {
    if (!contains(sourcePort)) {
      return false;
    }
    return !contains(destinationPort) || sourcePort < destinationPort;
  }
}
