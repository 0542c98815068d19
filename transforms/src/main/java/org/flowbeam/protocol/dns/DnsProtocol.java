package org.flowbeam.protocol.dns;

import java.util.List;
import java.util.Map;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.options.Option;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolAnomaly;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.StartBytes;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;

/**
 * The services that speak the message format of DNS (RFC 1035), which content cannot tell apart:
 * multicast DNS (RFC 6762), LLMNR (RFC 4795) and the NetBIOS name service (RFC 1002) are known by
 * their ports.
 */
public final class DnsProtocol implements Protocol {
  public static final DnsProtocol DNS = new DnsProtocol("dns", 53);
  public static final DnsProtocol MDNS = new DnsProtocol("mdns", 5353);
  public static final DnsProtocol LLMNR = new DnsProtocol("llmnr", 5355);
  public static final DnsProtocol NBNS = new DnsProtocol("nbns", 137);

  /** All of them. */
  public static final List<DnsProtocol> ALL = List.of(DNS, MDNS, LLMNR, NBNS);

  private final String name;
  private final int port;

  private DnsProtocol(String name, int port) {
    this.name = name;
    this.port = port;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Table<?>> tables() {
    return this == DNS ? List.of(Tables.DNS, Tables.DNS_DOMAINS) : List.of(Tables.DNS);
  }

  @Override
  public List<RunSummary> summaries() {
    return this == DNS ? List.of(DnsDomains.INSTANCE) : List.of();
  }

  @Override
  public List<Option<?>> options() {
    return this == DNS ? DnsOptions.ALL : List.of();
  }

  @Override
  public List<ProtocolAnomaly> anomalies() {
    return Problem.anomalies(this);
  }

  /** The public suffix list is behind {@code dns.registered_domain}. */
  @Override
  public Map<String, String> editions() {
    return Map.of("public_suffixes", RegisteredDomains.LIST_VERSION);
  }

  @Override
  public StartBytes startBytes(boolean datagrams) {
    if (this == DNS) {
      return StartBytes.ANY;
    }
    return datagrams || this == LLMNR ? StartBytes.ON_ITS_PORTS : StartBytes.NONE;
  }

  @Override
  public List<Integer> ports() {
    return List.of(port);
  }

  /** On its own ports a message may be odd or cut; the other services are known by theirs alone. */
  @Override
  public Match probe(Evidence evidence) {
    if (of(evidence) != this) {
      return Match.NO;
    }
    boolean onPort = evidence.hasPort(port);
    Match match = probe(evidence, onPort);
    if (!onPort || !match.found()) {
      return match;
    }
    Match elsewhere = this == DNS ? probe(evidence, false) : Match.NO;
    if (elsewhere == Match.NEED_MORE && !evidence.isLast()) {
      return elsewhere;
    }
    return elsewhere.found() ? match : match.byPort();
  }

  private Match probe(Evidence evidence, boolean onPort) {
    return evidence.isDatagrams()
        ? DnsProbe.datagram(evidence.start(), onPort, this == NBNS)
        : DnsProbe.stream(evidence.start(), onPort);
  }

  /** Of datagrams the QR bit (RFC 1035, section 4.1.1), where the port says that it is one. */
  @Override
  public Match hint(Evidence packet) {
    Bytes start = packet.start();
    if (!packet.isDatagrams() || !packet.hasPort(port)) {
      return probe(packet);
    }
    if (start.length() < DnsMessage.HEADER_BYTES) {
      return Match.NO;
    }
    return start.u8(2) >= 0x80 ? Match.SERVER : Match.CLIENT;
  }

  @Override
  public ProtocolParser newParser(FlowContext flow, SessionOutput out) {
    return new DnsParser(this, flow, out);
  }

  /** Port 53 goes first: any of the others may be the port that a resolver asks from. */
  private static DnsProtocol of(Evidence flow) {
    for (DnsProtocol service : ALL) {
      if (flow.hasPort(service.port)
          && (flow.isDatagrams() || service == DNS || service == LLMNR)) {
        return service;
      }
    }
    return DNS;
  }

  @Override
  public String toString() {
    return name;
  }
}
