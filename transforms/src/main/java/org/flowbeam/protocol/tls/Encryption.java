package org.flowbeam.protocol.tls;

import org.flowbeam.format.tls.ClientHello;
import org.flowbeam.protocol.Direction;

/**
 * Who has begun to encrypt. TLS 1.3 encrypts records of the type application data only. Before it,
 * what follows a ChangeCipherSpec is encrypted; so it is while the version is not known.
 */
final class Encryption {
  private static final int ALERT_BYTES = 2;

  /** Java pads its records of TLS 1.3 by so much. */
  private static final int JAVA_PADDING_BYTES = 16;

  private final Hellos hellos;
  private final boolean[] changedCipherSpec = new boolean[2];
  private final boolean[] encrypted = new boolean[2];
  private boolean endsWithAlert;

  Encryption(Hellos hellos) {
    this.hellos = hellos;
  }

  void onChangeCipherSpec(Direction from) {
    changedCipherSpec[from.index()] = true;
  }

  /** Whether a record of this type, coming next, is encrypted. */
  boolean isEncrypted(Direction from, int type, boolean behindHole) {
    boolean data = type == RecordReader.APPLICATION_DATA;
    if (hellos.encryptsHandshake()) {
      return data;
    }
    boolean unknown = hellos.answer() == null;
    return changedCipherSpec[from.index()] || (data && (unknown || behindHole));
  }

  /**
   * An encrypted record.
   *
   * @return whether both sides have sent one after the key exchange
   */
  boolean onEncrypted(Direction from, int type, int length) {
    boolean early =
        type == RecordReader.APPLICATION_DATA
            && from == Direction.CLIENT
            && hellos.server() == null
            && !encrypted[Direction.SERVER.index()];
    if (early) {
      return false; // it may be early data, which precedes the key exchange
    }
    if (hellos.encryptsHandshake() && !encrypted[from.index()]) {
      endsWithAlert |= isEncryptedAlert(from, length);
    }
    encrypted[from.index()] = true;
    return encrypted[from.other().index()];
  }

  /**
   * Whether the first encrypted record of a side in TLS 1.3 can only be an alert by its length: all
   * other messages that may come first are longer, or have another length with Java's padding.
   */
  private boolean isEncryptedAlert(Direction from, int recordBytes) {
    String cipher = hellos.cipher();
    int tagBytes = cipher != null && cipher.contains("CCM_8") ? 8 : 16;
    int contentBytes = recordBytes - tagBytes - 1;
    if (from == Direction.SERVER) {
      return contentBytes == ALERT_BYTES;
    }
    ClientHello offer = hellos.client();
    boolean early = offer != null && offer.hasEarlyData;
    return !early
        && (contentBytes == ALERT_BYTES || contentBytes == ALERT_BYTES + JAVA_PADDING_BYTES);
  }

  /** An encrypted record as long as an alert was the first of a side. */
  boolean endsWithAlert() {
    return endsWithAlert;
  }

  boolean hasBegun(Direction from) {
    return changedCipherSpec[from.index()] || encrypted[from.index()];
  }
}
