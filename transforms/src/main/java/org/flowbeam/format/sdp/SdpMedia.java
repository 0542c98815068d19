package org.flowbeam.format.sdp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One media line with its attributes; those of the session hold where it has none of its own. */
public final class SdpMedia {
  static final int MAX_FORMATS = 64;

  /** Consecutive ports of one line; more are not looked at. */
  private static final int MAX_PORTS = 8;

  private static final int MAX_CANDIDATES = 16;
  private static final int MAX_PORT = 0xffff;

  private final String kind;
  private final String protocol;
  private final int port;
  private final int ports;
  private final List<SdpFormat> formats = new ArrayList<>(4);
  private String address;
  private String direction;
  private int rtcpPort;
  private boolean rtcpMux;
  private final List<IceCandidate> candidates = new ArrayList<>(0);
  private @Nullable String crypto;
  private @Nullable String fingerprint;
  private boolean cut;

  private SdpMedia(String[] parts, String address, String direction) {
    this.kind = parts[0];
    this.protocol = parts[2];
    this.address = address;
    this.direction = direction;
    int slash = parts[1].indexOf('/');
    int told = SdpText.number(slash < 0 ? parts[1] : parts[1].substring(0, slash));
    this.port = told > MAX_PORT ? 0 : told;
    int count = slash < 0 ? 1 : SdpText.number(parts[1].substring(slash + 1));
    this.ports = Math.max(1, Math.min(count, MAX_PORTS));
  }

  /** The media of {@code m=}; null when the line is none. */
  static @Nullable SdpMedia of(String line, String address, String direction) {
    String[] parts = line.strip().split(" +", MAX_FORMATS + 4);
    if (parts.length < 3) {
      return null;
    }
    SdpMedia media = new SdpMedia(parts, address, direction);
    for (int i = 3; i < parts.length && media.isRtp(); i++) {
      media.format(parts[i]);
    }
    return media;
  }

  private void format(String text) {
    boolean isType = text.matches("\\d{1,3}") && Integer.parseInt(text) < 128;
    if (formats.size() == MAX_FORMATS) {
      cut = true;
    } else if (isType) {
      formats.add(new SdpFormat(Integer.parseInt(text)));
    }
  }

  void connection(String line) {
    String told = SdpText.address(line);
    address = told.isEmpty() ? address : told;
  }

  void attribute(String name, String value) {
    switch (name) {
      case "sendrecv", "sendonly", "recvonly", "inactive" -> direction = name;
      case "rtcp-mux" -> rtcpMux = true;
      case "rtcp" -> rtcpPort = SdpText.number(value.strip().split(" ", 2)[0]);
      case "crypto" -> crypto = crypto == null ? suite(value) : crypto;
      case "fingerprint" -> fingerprint = value;
      case "candidate" -> candidate(IceCandidate.of(value));
      case "rtpmap", "fmtp" -> formatAttribute(name, value);
      default -> {}
    }
  }

  private void candidate(@Nullable IceCandidate candidate) {
    if (candidate != null && candidates.size() < MAX_CANDIDATES) {
      candidates.add(candidate);
    }
  }

  void fingerprintOfSession(@Nullable String value) {
    fingerprint = fingerprint == null ? value : fingerprint;
  }

  private static @Nullable String suite(String crypto) {
    String[] parts = crypto.strip().split(" +", 3);
    return parts.length < 2 ? null : parts[1];
  }

  private void formatAttribute(String name, String value) {
    int blank = value.strip().indexOf(' ');
    if (blank < 0) {
      return;
    }
    String type = value.strip().substring(0, blank);
    String rest = value.strip().substring(blank + 1);
    for (SdpFormat format : formats) {
      if (type.equals(Integer.toString(format.payloadType()))) {
        if (name.equals("rtpmap")) {
          format.map(rest);
        } else {
          format.parameters(rest);
        }
      }
    }
  }

  /** audio, video, image, ... */
  public String kind() {
    return kind;
  }

  /** RTP/AVP, UDP/TLS/RTP/SAVPF, udptl, ... */
  public String protocol() {
    return protocol;
  }

  /** Whether its packets are RTP: its formats are payload types. */
  public boolean isRtp() {
    return protocol.contains("RTP");
  }

  /** Where to send it; empty when not told. */
  public String address() {
    return address;
  }

  /** 0 when the media is refused, or no port was told. */
  public int port() {
    return port;
  }

  /** How many ports, every second one from {@link #port} on. */
  public int ports() {
    return ports;
  }

  /** 0 when not told. */
  public int rtcpPort() {
    return rtcpPort;
  }

  public boolean isRtcpMux() {
    return rtcpMux;
  }

  /** Where it may be sent to as well (RFC 8839), in order, at most 16. */
  public List<IceCandidate> candidates() {
    return candidates;
  }

  /** sendrecv, sendonly, recvonly or inactive. */
  public String direction() {
    return direction;
  }

  /** In order, at most 64. */
  public List<SdpFormat> formats() {
    return formats;
  }

  /** Suite of SDES. */
  public @Nullable String crypto() {
    return crypto;
  }

  public @Nullable String fingerprint() {
    return fingerprint;
  }

  /** Whether it had more formats. */
  boolean isCut() {
    return cut;
  }
}
