package org.flowbeam.protocol.tls;

import java.util.ArrayList;
import java.util.List;
import org.flowbeam.format.tls.ServerHello;
import org.flowbeam.format.tls.TlsNames;
import org.flowbeam.format.x509.Certificate;
import org.jspecify.annotations.Nullable;

/** Values of {@code tls.risk}, in ascending order. */
final class Risks {
  private static final int MIN_KEY_BITS = 2048;
  private static final int MIN_EC_BITS = 224;
  private static final List<String> WEAK_CIPHERS =
      List.of("_NULL_", "_EXPORT", "_RC2_", "_RC4_", "_DES_", "_DES40_", "_3DES_", "_IDEA_");
  private static final List<String> WEAK_SIGNATURES = List.of("md2", "md4", "md5", "sha1", "SHA1");

  private Risks() {}

  static List<String> of(Handshake handshake, @Nullable Boolean sniMatches) {
    List<String> risks = new ArrayList<>(0);
    String cipher = handshake.cipher();
    Certificate leaf = handshake.leaf();
    long micros = Math.floorDiv(handshake.startNanos(), 1000L);
    addIf(risks, cipher != null && cipher.contains("_ANON_"), "anonymous");
    addIf(risks, leaf != null && isBefore(leaf.notAfter, micros), "expired");
    addIf(risks, leaf != null && isAfter(leaf.notBefore, micros), "not_yet_valid");
    addIf(risks, isObsolete(handshake.answer()), "obsolete_version");
    addIf(risks, leaf != null && Boolean.TRUE.equals(leaf.isSelfIssued), "self_signed");
    addIf(risks, isShort(handshake.dhBits()) || hasShortKey(leaf), "short_key");
    addIf(risks, Boolean.FALSE.equals(sniMatches), "sni_mismatch");
    addIf(risks, cipher != null && isWeak(cipher), "weak_cipher");
    addIf(risks, hasWeakSignature(leaf), "weak_signature");
    return risks;
  }

  private static void addIf(List<String> risks, boolean condition, String risk) {
    if (condition) {
      risks.add(risk);
    }
  }

  private static boolean isBefore(@Nullable Long time, long micros) {
    return time != null && time < micros;
  }

  private static boolean isAfter(@Nullable Long time, long micros) {
    return time != null && time > micros;
  }

  private static boolean isObsolete(@Nullable ServerHello hello) {
    return hello != null && hello.negotiated() < TlsNames.TLS12;
  }

  private static boolean isShort(int bits) {
    return bits > 0 && bits < MIN_KEY_BITS;
  }

  private static boolean hasShortKey(@Nullable Certificate leaf) {
    if (leaf == null || leaf.key == null || leaf.key.bits() == null) {
      return false;
    }
    int bits = leaf.key.bits();
    return switch (leaf.key.algorithm()) {
      case "id-ecPublicKey" -> bits < MIN_EC_BITS;
      case "rsaEncryption", "rsassaPss", "md5WithRSAEncryption", "dsaEncryption" ->
          bits < MIN_KEY_BITS;
      default -> false;
    };
  }

  private static boolean isWeak(String cipher) {
    return cipher.startsWith("SSLv20") || WEAK_CIPHERS.stream().anyMatch(cipher::contains);
  }

  private static boolean hasWeakSignature(@Nullable Certificate leaf) {
    return leaf != null
        && leaf.signatureAlgorithm != null
        && !Boolean.TRUE.equals(leaf.isSelfIssued)
        && WEAK_SIGNATURES.stream().anyMatch(leaf.signatureAlgorithm::contains);
  }
}
