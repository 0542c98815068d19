package org.flowbeam.packet;

/**
 * What can lie between a frame and an IP packet, or between two IP packets, and how {@code
 * flows.tunnels} writes it: the name alone, or the name, a colon and the identifier. Link layers
 * (VLANs, 802.11, Frame Relay, ...) are no tunnels.
 */
public enum Tunnel {
  /** RFC 3032; the label. */
  MPLS(0, "mpls", Identifier.DECIMAL),
  /** Ethernet in MPLS, RFC 4448. */
  PSEUDOWIRE(1, "pw", Identifier.NONE),
  /** RFC 2516; the session, which implies the PPP in it. */
  PPPOE(2, "pppoe", Identifier.DECIMAL),
  /** PPP in a tunnel whose name does not imply it, as in GRE or L2TPv3. */
  PPP(3, "ppp", Identifier.NONE),
  /** Version 2, RFC 2661; the session, which implies the PPP in it. */
  L2TP(4, "l2tp", Identifier.DECIMAL),
  /** RFC 3931; the session. */
  L2TPV3(5, "l2tpv3", Identifier.DECIMAL),
  /** GRE version 1, RFC 2637; the call, which implies the PPP in it. */
  PPTP(6, "pptp", Identifier.DECIMAL),
  /** RFC 2784. */
  GRE(7, "gre", Identifier.NONE),
  /** RFC 2890; the key. */
  GRE_KEY(8, "gre", Identifier.HEX),
  /** RFC 7637; the VSID. The GRE header is part of it. */
  NVGRE(9, "nvgre", Identifier.DECIMAL),
  /** Type I: a bare GRE header. */
  ERSPAN(10, "erspan", Identifier.NONE),
  /** Type II or III; the session. The GRE header is part of it. */
  ERSPAN_SESSION(11, "erspan", Identifier.DECIMAL),
  /** IPv4 in IPv4, RFC 2003. */
  IPIP(12, "ipip", Identifier.NONE),
  /** IPv6 in IPv4, RFC 4213. */
  SIX_IN_FOUR(13, "6in4", Identifier.NONE),
  /** IPv4 in IPv6, RFC 2473. */
  FOUR_IN_SIX(14, "4in6", Identifier.NONE),
  /** IPv6 in IPv6, RFC 2473. */
  SIX_IN_SIX(15, "6in6", Identifier.NONE),
  /** RFC 7348, draft-ietf-nvo3-vxlan-gpe; the VNI. */
  VXLAN(16, "vxlan", Identifier.DECIMAL),
  /** RFC 8926; the VNI. */
  GENEVE(17, "geneve", Identifier.DECIMAL),
  /** 3GPP TS 29.281; the TEID. */
  GTPU(18, "gtpu", Identifier.HEX),
  /** RFC 4380. */
  TEREDO(19, "teredo", Identifier.NONE),
  /** Anything in Anything, draft-massar-v6ops-ayiya. */
  AYIYA(20, "ayiya", Identifier.NONE),
  /** RFC 2410; the SPI. */
  ESP_NULL(21, "esp-null", Identifier.HEX),
  /** RFC 8300; the service path. */
  NSH(22, "nsh", Identifier.DECIMAL),
  /** RFC 5415: frames between an access point and its controller. */
  CAPWAP(23, "capwap", Identifier.NONE),
  /** TaZmen Sniffer Protocol: frames that somebody captured and passed on. */
  TZSP(24, "tzsp", Identifier.NONE),
  /** Ethernet in IP, RFC 3378. */
  ETHERIP(25, "etherip", Identifier.NONE);

  private enum Identifier {
    NONE,
    DECIMAL,
    HEX
  }

  private static final Tunnel[] BY_CODE = new Tunnel[values().length];

  static {
    for (Tunnel tunnel : values()) {
      BY_CODE[tunnel.code] = tunnel;
    }
  }

  private final int code;
  private final String name;
  private final Identifier identifier;

  Tunnel(int code, String name, Identifier identifier) {
    this.code = code;
    this.name = name;
    this.identifier = identifier;
  }

  /** The byte that stands for this tunnel in a {@link TunnelStack}. */
  int code() {
    return code;
  }

  static Tunnel of(int code) {
    return BY_CODE[code];
  }

  /**
   * The text of {@code flows.tunnels}.
   *
   * @param id an unsigned number; without meaning where the tunnel has no identifier
   */
  public String text(int id) {
    return switch (identifier) {
      case NONE -> name;
      case DECIMAL -> name + ':' + Integer.toUnsignedString(id);
      case HEX -> name + ':' + Integer.toHexString(id);
    };
  }
}
