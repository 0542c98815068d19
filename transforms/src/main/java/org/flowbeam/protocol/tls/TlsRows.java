package org.flowbeam.protocol.tls;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.flowbeam.format.tls.ClientHello;
import org.flowbeam.format.tls.Ja3;
import org.flowbeam.format.tls.Ja4;
import org.flowbeam.format.tls.ServerHello;
import org.flowbeam.format.tls.TlsNames;
import org.flowbeam.format.x509.Certificate;
import org.flowbeam.format.x509.HostNames;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.schemas.TlsRow;
import org.jspecify.annotations.Nullable;

/** Turns a handshake into its row. */
final class TlsRows {
  private TlsRows() {}

  /**
   * @param end why there is no more; null when it was established
   * @param sawBoth whether both sides said something
   * @param hasHole whether bytes are missing
   */
  static TlsRow row(
      Handshake handshake, @Nullable SessionEnd end, boolean sawBoth, boolean hasHole) {
    TlsRow row = new TlsRow();
    setEstablishment(row, handshake);
    row.setOutcome(outcome(handshake, end, sawBoth, hasHole));
    setClient(row, handshake);
    setServer(row, handshake);
    setCertificates(row, handshake);
    row.setRisk(Risks.of(handshake, row.getSniMatchesCert()));
    row.setTransport("tcp");
    return row;
  }

  /** Of a connection that was captured behind its handshake. */
  static TlsRow midstream() {
    TlsRow row = new TlsRow();
    row.setEstablished(false);
    row.setSslHistory("");
    row.setHelloRetry(false);
    row.setOutcome("midstream");
    row.setRisk(List.of());
    row.setTransport("tcp");
    return row;
  }

  private static void setEstablishment(TlsRow row, Handshake handshake) {
    row.setEstablished(handshake.isEstablished());
    row.setSslHistory(handshake.history().toString());
    row.setHelloRetry(handshake.hasRetry());
    int alert = handshake.alerts().last();
    row.setLastAlert(alert < 0 ? null : TlsNames.alert(alert));
    if (handshake.isEstablished()) {
      long start = Math.floorDiv(handshake.startNanos(), 1000L);
      row.setHandshakeUs(Math.floorDiv(handshake.establishedNanos(), 1000L) - start);
    }
  }

  private static String outcome(
      Handshake handshake, @Nullable SessionEnd end, boolean sawBoth, boolean hasHole) {
    if (handshake.isEstablished()) {
      return handshake.encryption().endsWithAlert() ? "probable_failure" : "completed";
    }
    boolean over =
        end == SessionEnd.CLOSED || end == SessionEnd.RESET || end == SessionEnd.HANDED_OVER;
    boolean closed = over && !hasHole;
    Direction by = handshake.alerts().fatalBy();
    if (by == null && closed) {
      by = handshake.alerts().lastBy();
    }
    if (by != null) {
      return by == Direction.CLIENT ? "alerted_by_client" : "alerted_by_server";
    }
    boolean oneSided =
        !sawBoth
            && (handshake.encryption().hasBegun(Direction.CLIENT)
                || handshake.encryption().hasBegun(Direction.SERVER)
                || handshake.hellos().client() == null);
    return closed && !oneSided ? "probable_failure" : "truncated";
  }

  private static void setClient(TlsRow row, Handshake handshake) {
    ClientHello hello = handshake.hellos().client();
    if (hello == null) {
      return;
    }
    row.setServerName(hello.serverName);
    row.setAlpnOffered(hello.alpn);
    row.setEarlyData(hello.hasEarlyData);
    row.setClientRandom(hex(hello.random));
    row.setClientVersion(hello.version);
    row.setClientCiphers(list(hello.ciphers));
    row.setClientExtensions(list(hello.extensions));
    row.setSupportedGroups(listOrNull(hello.groups));
    row.setSignatureAlgorithms(listOrNull(hello.signatureAlgorithms));
    row.setKeyShareGroups(listOrNull(hello.keyShareGroups));
    row.setEch(ech(hello, handshake));
    if (hello.sessionId.length > 0) {
      row.setClientSessionId(hex(hello.sessionId));
    }
    if (!hello.isSsl2 && !hello.isBroken) {
      row.setJa3Raw(Ja3.raw(hello));
      row.setJa3(handshake.digests().md5Hex(row.getJa3Raw()));
      Ja4 ja4 = new Ja4(hello, handshake.digests());
      row.setJa4(ja4.hash);
      row.setJa4Raw(ja4.raw);
    }
  }

  private static String ech(ClientHello hello, Handshake handshake) {
    if (!hello.hasEch) {
      return "none";
    }
    ServerHello answer = handshake.hellos().answer();
    if (answer == null) {
      return "offered";
    }
    ServerHello retry = handshake.hellos().retry();
    boolean rejected =
        !TlsNames.encryptsHandshake(answer.negotiated()) || (retry != null && !retry.hasEch);
    return rejected ? "rejected" : "unknown";
  }

  private static void setServer(TlsRow row, Handshake handshake) {
    ServerHello hello = handshake.hellos().answer();
    if (hello == null) {
      return;
    }
    row.setVersion(TlsNames.version(hello.negotiated()));
    row.setCipher(handshake.hellos().cipher());
    row.setAlpn(hello.alpn);
    row.setResumed(handshake.hellos().isResumed());
    int group = handshake.group();
    row.setCurve(group < 0 ? null : TlsNames.group(group));
    row.setPostQuantum(TlsNames.isPostQuantum(group));
    if (hello.sessionId.length > 0) {
      row.setSessionId(hex(hello.sessionId));
    }
    if (!hello.isRetry && !hello.isBroken && hello.version != TlsNames.SSL2) {
      row.setJa3sRaw(Ja3.raw(hello));
      row.setJa3s(handshake.digests().md5Hex(row.getJa3sRaw()));
    }
  }

  private static void setCertificates(TlsRow row, Handshake handshake) {
    List<String> ofClient = handshake.fingerprints(Direction.CLIENT);
    row.setClientCertSha256(ofClient.isEmpty() ? null : ofClient);
    Certificate leaf = handshake.leaf();
    if (leaf == null) {
      return;
    }
    row.setCertSha256(handshake.fingerprints(Direction.SERVER));
    row.setSubject(leaf.subject);
    row.setIssuer(leaf.issuer);
    row.setNotBefore(leaf.notBefore);
    row.setNotAfter(leaf.notAfter);
    row.setSan(leaf.altNames);
    row.setSelfSigned(leaf.isSelfIssued);
    String serverName = row.getServerName();
    if (serverName != null && leaf.subject != null) {
      row.setSniMatchesCert(HostNames.matches(serverName, leaf));
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static @Nullable List<Integer> listOrNull(int @Nullable [] numbers) {
    return numbers == null ? null : list(numbers);
  }

  private static List<Integer> list(int[] numbers) {
    List<Integer> list = new ArrayList<>(numbers.length);
    for (int number : numbers) {
      list.add(number);
    }
    return list;
  }
}
