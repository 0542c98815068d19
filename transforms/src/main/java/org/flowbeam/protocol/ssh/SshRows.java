package org.flowbeam.protocol.ssh;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.flowbeam.format.Digests;
import org.flowbeam.io.bytes.EscapedText;
import org.flowbeam.protocol.ssh.KexInit.NameList;
import org.flowbeam.schemas.SshRow;
import org.jspecify.annotations.Nullable;

/** Fills the columns of a connection's row. */
final class SshRows {
  private static final String TO_SERVER = "_to_server";
  private static final String TO_CLIENT = "_to_client";
  private static final HexFormat COLONS = HexFormat.ofDelimiter(":");
  private static final Base64.Encoder BASE64 = Base64.getEncoder().withoutPadding();

  /** By their numbers in SSH 1.5. */
  private static final List<String> SSH1_CIPHERS =
      List.of("none", "idea", "des", "3des", "tss", "rc4", "blowfish");

  private SshRows() {}

  static SshRow row(Side client, Side server, LoginInference logins) {
    Digests digests = new Digests();
    SshRow row = new SshRow();
    row.setVersion(client.version.with(server.version));
    row.setAuthSuccess(logins.success());
    row.setAuthAttempts(logins.attempts());
    row.setClient(client.identification);
    row.setServer(server.identification);
    byte[] key = server.hostKey;
    if (key != null) {
      row.setHostKey(COLONS.formatHex(digests.md5(key)));
      byte[] sha256 = digests.sha256(key, 0, key.length);
      row.setHostKeyFingerprint("SHA256:" + BASE64.encodeToString(sha256));
    }
    int cipher = client.ssh1Cipher;
    if (cipher >= 0) {
      boolean known = cipher < SSH1_CIPHERS.size();
      row.setCipherAlg(known ? SSH1_CIPHERS.get(cipher) : "unknown-" + cipher);
    }
    if (client.kexInit != null) {
      String hassh = setOffer(row, "client_", TO_SERVER, client.kexInit);
      row.setHasshRaw(EscapedText.ofLatin1(hassh));
      row.setHassh(digests.md5Hex(hassh));
    }
    if (server.kexInit != null) {
      String hassh = setOffer(row, "server_", TO_CLIENT, server.kexInit);
      row.setHasshServerRaw(EscapedText.ofLatin1(hassh));
      row.setHasshServer(digests.md5Hex(hassh));
    }
    if (client.kexInit != null && server.kexInit != null) {
      setAgreed(row, client.kexInit, server.kexInit);
    }
    return row;
  }

  /** Returns the lists that are a side's fingerprint: github.com/salesforce/hassh. */
  private static String setOffer(SshRow row, String side, String direction, KexInit offer) {
    for (NameList list : NameList.values()) {
      row.put(side + list.column, offer.names(list).stream().map(EscapedText::ofLatin1).toList());
    }
    row.put(side + "first_kex_packet_follows", offer.firstKexPacketFollows);
    return Arrays.stream(NameList.values())
        .filter(list -> list == NameList.KEX_ALGORITHMS || list.agreed.endsWith(direction))
        .map(offer::text)
        .collect(Collectors.joining(";"));
  }

  private static void setAgreed(SshRow row, KexInit client, KexInit server) {
    for (NameList list : NameList.values()) {
      String name = KexInit.agreed(list, client, server);
      if (name != null && !list.agreed.isEmpty()) {
        row.put(list.agreed, EscapedText.ofLatin1(name));
      }
    }
    row.setCipherAlg(both(row.getCipherAlgToServer(), row.getCipherAlgToClient()));
    row.setMacAlg(both(row.getMacAlgToServer(), row.getMacAlgToClient()));
    row.setCompressionAlg(both(row.getCompressionAlgToServer(), row.getCompressionAlgToClient()));
  }

  /** One name for both directions, as Zeek writes it. */
  private static @Nullable String both(@Nullable String toServer, @Nullable String toClient) {
    if (toServer == null || toClient == null) {
      return null;
    }
    return toServer.equals(toClient)
        ? toServer
        : "To server: " + toServer + ", to client: " + toClient;
  }

  /** The first algorithm that both sides offered without one in common; null if there is none. */
  static @Nullable String withoutAgreement(SshRow row) {
    boolean offered = row.getHassh() != null && row.getHasshServer() != null;
    return Arrays.stream(NameList.values())
        .map(list -> list.agreed)
        .filter(name -> offered && !name.isEmpty() && row.get(name) == null)
        .filter(name -> !name.startsWith("mac_")) // which ciphers may do without
        .findFirst()
        .orElse(null);
  }
}
