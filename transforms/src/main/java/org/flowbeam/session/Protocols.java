package org.flowbeam.session;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.dns.DnsProtocol;
import org.flowbeam.protocol.ftp.Ftp;
import org.flowbeam.protocol.http.Http;
import org.flowbeam.protocol.imap.ImapProtocol;
import org.flowbeam.protocol.pop3.Pop3Protocol;
import org.flowbeam.protocol.proxy.ProxyProtocol;
import org.flowbeam.protocol.rtp.RtpProtocol;
import org.flowbeam.protocol.sip.SipProtocol;
import org.flowbeam.protocol.smtp.SmtpProtocol;
import org.flowbeam.protocol.ssh.SshProtocol;
import org.flowbeam.protocol.tls.TlsMidstream;
import org.flowbeam.protocol.tls.TlsProtocol;
import org.flowbeam.schemas.Table;

/** The protocols that sessions are parsed as. A new one is one line in {@link #ALL}. */
public final class Protocols {
  /** In the order in which they are asked whether the first bytes are theirs. */
  public static final List<Protocol> ALL =
      List.of(
          new ProxyProtocol(),
          new Http(),
          new TlsProtocol(),
          DnsProtocol.DNS,
          DnsProtocol.MDNS,
          DnsProtocol.LLMNR,
          DnsProtocol.NBNS,
          new SshProtocol(),
          new Ftp(),
          new SipProtocol(),
          new RtpProtocol(),
          new SmtpProtocol(),
          new Pop3Protocol(),
          new ImapProtocol(),
          new TlsMidstream());

  private Protocols() {}

  public static List<String> names() {
    return ALL.stream()
        .filter(protocol -> !protocol.isPreamble())
        .map(Protocol::name)
        .distinct()
        .toList();
  }

  /** Editions of the lists behind rows, by the name of the list. */
  public static SortedMap<String, String> editions() {
    SortedMap<String, String> editions = new TreeMap<>();
    ALL.forEach(protocol -> editions.putAll(protocol.editions()));
    return editions;
  }

  /** Those with these names and what may precede them, in the order of {@link #ALL}. */
  public static List<Protocol> named(List<String> names) {
    return ALL.stream()
        .filter(p -> p.isPreamble() ? !names.isEmpty() : names.contains(p.name()))
        .toList();
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
