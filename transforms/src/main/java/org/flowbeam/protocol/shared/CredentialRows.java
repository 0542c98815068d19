package org.flowbeam.protocol.shared;

import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.flowbeam.format.Digests;
import org.flowbeam.format.text.Secrets;
import org.flowbeam.io.bytes.EscapedText;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.schemas.CredentialRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/**
 * Writes table {@code credentials} for one conversation: each credential once per success. It knows
 * {@link #MAX_KNOWN}; further ones are written each time.
 */
public final class CredentialRows {
  static final int MAX_KNOWN = 64;

  private final SessionOutput out;
  private final String protocol;
  private final FlowContext flow;
  private final boolean keepSecrets;
  private final Set<List<@Nullable Object>> known = new HashSet<>(0);

  public CredentialRows(FlowContext flow, SessionOutput out, String protocol) {
    this.flow = flow;
    this.out = out;
    this.protocol = protocol;
    this.keepSecrets = flow.options().keepSecrets();
  }

  /**
   * A credential was shown.
   *
   * @param success whether it was accepted; null when that is not told
   */
  public void seen(
      Credential credential,
      @Nullable Boolean success,
      int tx,
      long timeNanos,
      long clientOffset,
      long serverOffset) {
    CredentialRow row = new CredentialRow();
    row.setProtocol(protocol);
    row.setMechanism(credential.mechanism());
    row.setUser(credential.user());
    row.setRealm(credential.realm());
    row.setHost(credential.host());
    String secret = credential.secret();
    if (secret != null) {
      row.setSecret(keepSecrets || credential.isPublic() ? secret : Secrets.MASK);
      row.setSecretSha256(sha256(secret));
      if (!keepSecrets && !credential.isPublic()) {
        flow.secret(secret);
      }
    }
    row.setSuccess(success);
    if (isNew(row)) {
      out.exchange(Tables.CREDENTIALS, row, tx, timeNanos, clientOffset, serverOffset);
    }
  }

  private boolean isNew(CredentialRow row) {
    List<@Nullable Object> key =
        Arrays.asList(
            row.getMechanism(),
            row.getUser(),
            row.getRealm(),
            row.getHost(),
            row.getSecretSha256(),
            row.getSuccess());
    return known.size() < MAX_KNOWN ? known.add(key) : !known.contains(key);
  }

  private static String sha256(String secret) {
    byte[] bytes = EscapedText.bytes(secret);
    return HexFormat.of().formatHex(Digests.digest("SHA-256").digest(bytes));
  }
}
