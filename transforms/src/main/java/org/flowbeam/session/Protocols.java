package org.flowbeam.session;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.dns.DnsProtocol;
import org.flowbeam.protocol.http.Http;
import org.flowbeam.protocol.tls.TlsProtocol;
import org.flowbeam.schemas.Table;

/** The protocols that sessions are parsed as. A new one is one line in {@link #ALL}. */
public final class Protocols {
  /** In the order in which they are asked whether the first bytes are theirs. */
  public static final List<Protocol> ALL =
      List.of(
          new Http(),
          new TlsProtocol(),
          DnsProtocol.DNS,
          DnsProtocol.MDNS,
          DnsProtocol.LLMNR,
          DnsProtocol.NBNS);

  private Protocols() {}

  public static List<String> names() {
    return ALL.stream().map(Protocol::name).toList();
  }

  /** Editions of the lists behind rows, by the name of the list. */
  public static SortedMap<String, String> editions() {
    SortedMap<String, String> editions = new TreeMap<>();
    ALL.forEach(protocol -> editions.putAll(protocol.editions()));
    return editions;
  }

  /** Those with these names, in the order of {@link #ALL}. */
  public static List<Protocol> named(List<String> names) {
    return ALL.stream().filter(protocol -> names.contains(protocol.name())).toList();
  }

  /** The tables of these protocols, each once. */
  public static List<Table<?>> tables(List<Protocol> protocols) {
    List<Table<?>> tables = new ArrayList<>();
    for (Protocol protocol : protocols) {
      for (Table<?> table : protocol.tables()) {
        if (!tables.contains(table)) {
          tables.add(table);
        }
      }
    }
    return tables;
  }
}
