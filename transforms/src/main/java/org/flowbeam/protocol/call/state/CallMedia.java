package org.flowbeam.protocol.call.state;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.flowbeam.schemas.CallRow;
import org.flowbeam.schemas.SdpMediaRow;
import org.flowbeam.schemas.SipRow;
import org.jspecify.annotations.Nullable;

/** What the SDP of a call says: media, codecs, protection, who puts whom on hold. */
public final class CallMedia {
  private static final int MAX_KINDS = 16;
  private static final int MAX_SIDES = 64;

  private final Set<String> media = new TreeSet<>();
  private final Set<String> codecs = new TreeSet<>();

  /** Whether a side, by its tag, holds the other. */
  private final Map<String, Boolean> held = new TreeMap<>();

  private int holds;
  private boolean early;
  private @Nullable String srtp;

  CallMedia() {}

  void add(SipRow message) {
    List<SdpMediaRow> lines = message.getSdpMedia();
    if (lines == null || lines.isEmpty()) {
      return;
    }
    for (SdpMediaRow line : lines) {
      if (line.getPort() > 0 && media.size() < MAX_KINDS) {
        media.add(line.getKind());
        line.getPayloads().forEach(payload -> codec(payload.getEncoding()));
      }
      String security = security(line);
      if (srtp == null || !security.equals("none")) {
        srtp = security;
      }
    }
    Integer status = message.getStatusCode();
    early |= status != null && status > 100 && status < 200;
    boolean request = message.getMethod() != null;
    hold(
        String.valueOf(request ? message.getFromTag() : message.getToTag()), request, lines.get(0));
  }

  /** How a media line says that it is protected: sdes, dtls or none. */
  public static String security(SdpMediaRow line) {
    boolean secure = line.getProto().contains("SAVP");
    boolean keyed = line.getFingerprint() != null || line.getProto().contains("TLS");
    return !secure && line.getCrypto() == null ? "none" : keyed ? "dtls" : "sdes";
  }

  private void codec(@Nullable String encoding) {
    if (encoding != null && codecs.size() < MAX_KINDS) {
      codecs.add(encoding);
    }
  }

  /** Who only agrees to be held (RFC 3264 6.1: inactive is answered by inactive) holds nobody. */
  private void hold(String side, boolean request, SdpMediaRow line) {
    boolean silent = line.getDirection().equals("inactive") || "0.0.0.0".equals(line.getAddress());
    boolean agrees = silent && !request && isHeldByOther(side);
    boolean now = !agrees && (silent || line.getDirection().equals("sendonly"));
    Boolean before = held.get(side);
    if (before != null && now && !before) {
      holds++;
    }
    if (before != null || held.size() < MAX_SIDES) {
      held.put(side, now);
    }
  }

  private boolean isHeldByOther(String side) {
    return held.entrySet().stream()
        .anyMatch(each -> each.getValue() && !each.getKey().equals(side));
  }

  void put(CallRow row) {
    row.setHolds(holds);
    row.setEarlyMedia(early);
    row.setSrtp(srtp);
    row.setMedia(media.isEmpty() ? null : List.copyOf(media));
    row.setCodecs(codecs.isEmpty() ? null : List.copyOf(codecs));
  }
}
