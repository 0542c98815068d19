package org.flowbeam.protocol.tls;

import java.util.List;
import org.flowbeam.protocol.ProtocolAnomaly;
import org.flowbeam.protocol.Severity;

/** What TLS may report. */
final class TlsAnomalies {
  static final List<ProtocolAnomaly> ALL =
      List.of(
          warning("tls_certificate_malformed", "A certificate, or the list of them, is not DER."),
          warning("tls_certificate_too_large", "A certificate longer than is read; it is hashed."),
          warning("tls_invalid_extension_list", "Extensions of a hello that do not add up."),
          warning("tls_key_exchange_malformed", "A ServerKeyExchange that cannot be read."),
          warning("tls_message_too_large", "A handshake message longer than is read."),
          warning("tls_record_overflow", "A record longer than the protocol allows."));

  private TlsAnomalies() {}

  private static ProtocolAnomaly warning(String kind, String meaning) {
    return new ProtocolAnomaly(kind, Severity.WARNING, meaning);
  }
}
