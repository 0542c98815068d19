package org.flowbeam.protocol.ssh;

import java.util.List;
import org.flowbeam.protocol.ProtocolAnomaly;
import org.flowbeam.protocol.Severity;

/** What SSH may report. */
final class SshAnomalies {
  static final ProtocolAnomaly TEXT_BEFORE_BANNER =
      info("text_before_banner", "Lines before, or instead of, the identification string.");
  static final ProtocolAnomaly TEXT_AFTER_BANNER =
      info("text_after_banner", "A line where a packet should be, such as a refusal.");
  static final ProtocolAnomaly NO_AGREEMENT =
      info("no_agreement", "The lists of both sides have no algorithm in common.");
  static final ProtocolAnomaly LONG_BANNER =
      warning("long_banner", "An identification string longer than 255 bytes.");
  static final ProtocolAnomaly LONG_PACKET =
      warning("long_packet", "A packet in clear longer than 35,000 bytes; it is not read.");
  static final ProtocolAnomaly KEXINIT_MALFORMED =
      warning("kexinit_malformed", "A KEXINIT whose lists do not add up.");
  static final ProtocolAnomaly UNEXPECTED_MESSAGE =
      warning("unexpected_message", "A message in clear that belongs behind the key exchange.");
  static final ProtocolAnomaly REVERSED =
      warning("reversed", "The originator is the SSH server, the responder its client.");

  static final List<ProtocolAnomaly> ALL =
      List.of(
          TEXT_BEFORE_BANNER,
          TEXT_AFTER_BANNER,
          NO_AGREEMENT,
          LONG_BANNER,
          LONG_PACKET,
          KEXINIT_MALFORMED,
          UNEXPECTED_MESSAGE,
          REVERSED);

  private SshAnomalies() {}

  private static ProtocolAnomaly info(String kind, String meaning) {
    return new ProtocolAnomaly("ssh_" + kind, Severity.INFO, meaning);
  }

  private static ProtocolAnomaly warning(String kind, String meaning) {
    return new ProtocolAnomaly("ssh_" + kind, Severity.WARNING, meaning);
  }
}
