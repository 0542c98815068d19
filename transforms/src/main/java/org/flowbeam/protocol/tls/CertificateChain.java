package org.flowbeam.protocol.tls;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.flowbeam.format.Digests;
import org.flowbeam.format.x509.Certificate;
import org.flowbeam.protocol.SessionOutput;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that one side sends: each is hashed and recorded for the table x509, the first
 * is read.
 */
final class CertificateChain {
  /** No chain in use is nearly as long; what follows is not looked at. */
  static final int MAX_CERTIFICATES = 64;

  private final SessionOutput out;
  private final Digests digests;
  private final List<String> fingerprints = new ArrayList<>(4);
  private @Nullable Certificate leaf;
  private @Nullable String error;
  private @Nullable String excess;

  CertificateChain(SessionOutput out, Digests digests) {
    this.out = out;
    this.digests = digests;
  }

  void add(byte[] der, long timeNanos) {
    if (fingerprints.size() == MAX_CERTIFICATES) {
      excess = "more than " + MAX_CERTIFICATES + " certificates";
      return;
    }
    byte[] sha256 = digests.sha256(der, 0, der.length);
    if (fingerprints.isEmpty()) {
      leaf = Certificate.parse(der, 0, der.length);
      error = leaf.error;
    }
    fingerprints.add(HexFormat.of().formatHex(sha256));
    if (der.length > X509Summary.MAX_CERTIFICATE_BYTES) {
      excess = "a certificate of " + der.length + " bytes";
    } else {
      byte[] record = X509Summary.record(sha256, timeNanos, der);
      out.summary(X509Summary.INSTANCE, record, record.length);
    }
  }

  boolean isEmpty() {
    return fingerprints.isEmpty();
  }

  /** SHA-256 of each, in the order sent. */
  List<String> fingerprints() {
    return fingerprints;
  }

  @Nullable Certificate leaf() {
    return leaf;
  }

  /** What could not be read of the first; null for a well-formed one. */
  @Nullable String error() {
    return error;
  }

  /** Which limit they exceed; null when they do not. */
  @Nullable String excess() {
    return excess;
  }
}
