package org.flowbeam.protocol.tls;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.flowbeam.format.Digests;
import org.flowbeam.format.x509.Certificate;
import org.flowbeam.format.x509.PublicKey;
import org.flowbeam.io.bytes.Bits;
import org.flowbeam.protocol.RowOutput;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.SummaryOutput;
import org.flowbeam.schemas.Tables;
import org.flowbeam.schemas.X509Row;
import org.jspecify.annotations.Nullable;

/**
 * One row per certificate of the run. A record is one sighting: SHA-256 of the certificate, time,
 * certificate; so the sightings of one certificate come together, in the order of their times.
 */
final class X509Summary implements RunSummary {
  static final X509Summary INSTANCE = new X509Summary();

  /** Longer ones are only named by their hash in the row of the handshake. */
  static final int MAX_CERTIFICATE_BYTES = 64 << 10;

  private static final int HASH_BYTES = 32;
  private static final int HEADER_BYTES = HASH_BYTES + Long.BYTES;

  private X509Summary() {}

  static byte[] record(byte[] sha256, long timeNanos, byte[] der) {
    byte[] record = Arrays.copyOf(sha256, HEADER_BYTES + der.length);
    Bits.put64(record, HASH_BYTES, timeNanos ^ Long.MIN_VALUE); // negative times sort first
    System.arraycopy(der, 0, record, HEADER_BYTES, der.length);
    return record;
  }

  @Override
  public void summarize(Records records, SessionOptions options, SummaryOutput out) {
    X509Row row = null;
    byte[] hash = new byte[HASH_BYTES];
    while (records.next()) {
      byte[] bytes = records.bytes();
      int at = records.offset();
      long micros = Math.floorDiv(Bits.i64(bytes, at + HASH_BYTES) ^ Long.MIN_VALUE, 1000L);
      if (row == null || !Arrays.equals(hash, 0, HASH_BYTES, bytes, at, at + HASH_BYTES)) {
        emit(row, out);
        System.arraycopy(bytes, at, hash, 0, HASH_BYTES);
        int from = at + HEADER_BYTES;
        row = row(hash, Arrays.copyOfRange(bytes, from, at + records.length()));
        row.setFirstTs(micros);
      }
      row.setLastTs(micros);
      row.setSeen(row.getSeen() + 1);
    }
    emit(row, out);
  }

  private static void emit(@Nullable X509Row row, RowOutput out) {
    if (row != null) {
      out.row(Tables.X509, row);
    }
  }

  private static X509Row row(byte[] sha256, byte[] der) {
    Certificate certificate = Certificate.parse(der, 0, der.length);
    X509Row row = new X509Row();
    row.setCertSha256(HexFormat.of().formatHex(sha256));
    row.setCertSha1(Digests.sha1Hex(der));
    row.setVersion(certificate.version);
    row.setSerial(certificate.serial);
    row.setSubject(certificate.subject);
    row.setSubjectCn(certificate.subjectCn);
    row.setIssuer(certificate.issuer);
    row.setNotBefore(certificate.notBefore);
    row.setNotAfter(certificate.notAfter);
    row.setSigAlg(certificate.signatureAlgorithm);
    row.setKeyUsage(certificate.keyUsage);
    row.setSanDns(orNull(certificate.dnsNames));
    row.setSanIp(orNull(certificate.addresses));
    row.setSanEmail(orNull(certificate.mailAddresses));
    row.setSanUri(orNull(certificate.uris));
    row.setCa(certificate.isAuthority);
    row.setPathLen(certificate.pathLength);
    row.setSelfSigned(certificate.isSelfIssued);
    row.setParseError(certificate.error);
    setKey(row, certificate.key);
    return row;
  }

  private static void setKey(X509Row row, @Nullable PublicKey key) {
    if (key != null) {
      row.setKeyAlg(key.algorithm());
      row.setKeyLength(key.bits());
      row.setExponent(key.exponent());
      row.setCurve(key.curve());
    }
  }

  private static @Nullable List<String> orNull(List<String> names) {
    return names.isEmpty() ? null : names;
  }
}
