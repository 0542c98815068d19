package org.flowbeam.protocol.dns;

import java.util.List;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.Ports;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOutput;
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

  /** The edition of the public suffix list behind {@code dns.registered_domain}. */
  public static final String SUFFIX_LIST = RegisteredDomains.LIST_VERSION;

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
  public Match probe(Ports ports, Bytes start) {
    if (of(ports) != this) {
      return Match.NO;
    }
    return ports.datagrams()
        ? DnsProbe.datagram(start, ports.has(port), this == NBNS)
        : DnsProbe.stream(start, ports.has(port));
  }

  /** On its own ports a message may be odd or cut; the other services are known by theirs alone. */
  @Override
  public boolean needsPort(Ports ports, Bytes start) {
    if (this != DNS) {
      return true;
    }
    Match match =
        ports.datagrams() ? DnsProbe.datagram(start, false, false) : DnsProbe.stream(start, false);
    return !match.found();
  }

  @Override
  public ProtocolParser newParser(FlowContext flow, SessionOutput out) {
    return new DnsParser(this, flow, out);
  }

  /** Port 53 goes first: any of the others may be the port that a resolver asks from. */
  private static DnsProtocol of(Ports ports) {
    for (DnsProtocol service : ALL) {
      if (ports.has(service.port) && (ports.datagrams() || service == DNS || service == LLMNR)) {
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
