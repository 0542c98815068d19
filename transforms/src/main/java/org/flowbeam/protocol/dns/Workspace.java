package org.flowbeam.protocol.dns;

/** What all parsers of a thread share: buffers and memory of what was asked before. */
final class Workspace {
  private static final ThreadLocal<Workspace> OF_THREAD = ThreadLocal.withInitial(Workspace::new);

  final DnsText texts = new DnsText();
  final DnsMessage message = new DnsMessage(texts);
  final Entropy entropy = new Entropy();
  final RegisteredDomains domains = new RegisteredDomains(texts);

  /** A record of {@link DomainRecords}. */
  final byte[] record = new byte[DomainRecords.MAX_BYTES];

  static Workspace ofThread() {
    return OF_THREAD.get();
  }
}
