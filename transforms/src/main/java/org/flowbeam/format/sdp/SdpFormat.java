package org.flowbeam.format.sdp;

import org.jspecify.annotations.Nullable;

/** One payload type of a media line; what neither {@code a=rtpmap} nor RFC 3551 tells is 0. */
public final class SdpFormat {
  private final int payloadType;
  private @Nullable String encoding;
  private int clockRate;
  private int channels;
  private @Nullable String parameters;

  SdpFormat(int payloadType) {
    this.payloadType = payloadType;
    StaticPayloadType known = StaticPayloadType.of(payloadType);
    if (known != null) {
      encoding = known.encoding();
      clockRate = known.clockRate();
      channels = known.channels();
    }
  }

  /** Takes {@code name/clock[/channels]}. */
  void map(String rtpmap) {
    String[] parts = rtpmap.strip().split("/", 4);
    encoding = parts[0].strip();
    clockRate = parts.length > 1 ? SdpText.number(parts[1]) : 0;
    channels = parts.length > 2 ? SdpText.number(parts[2]) : 1;
  }

  void parameters(String fmtp) {
    parameters = fmtp;
  }

  public int payloadType() {
    return payloadType;
  }

  public @Nullable String encoding() {
    return encoding;
  }

  /** In Hz; 0 when not told. */
  public int clockRate() {
    return clockRate;
  }

  /** 0 when not told. */
  public int channels() {
    return channels;
  }

  /** {@code a=fmtp}. */
  public @Nullable String parameters() {
    return parameters;
  }
}
