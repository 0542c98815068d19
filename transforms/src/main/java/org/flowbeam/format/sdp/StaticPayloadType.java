package org.flowbeam.format.sdp;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Payload types that need no {@code a=rtpmap} (RFC 3551, tables 4 and 5). G.722 runs at 8000 Hz in
 * timestamps.
 *
 * @param kind audio or video
 * @param clockRate in Hz
 * @param channels 0 for video
 */
public record StaticPayloadType(String kind, String encoding, int clockRate, int channels) {
  private static final int VIDEO_CLOCK = 90_000;
  private static final Map<Integer, StaticPayloadType> ALL = new TreeMap<>();

  static {
    audio(0, "PCMU", 8000, 1);
    audio(3, "GSM", 8000, 1);
    audio(4, "G723", 8000, 1);
    audio(5, "DVI4", 8000, 1);
    audio(6, "DVI4", 16_000, 1);
    audio(7, "LPC", 8000, 1);
    audio(8, "PCMA", 8000, 1);
    audio(9, "G722", 8000, 1);
    audio(10, "L16", 44_100, 2);
    audio(11, "L16", 44_100, 1);
    audio(12, "QCELP", 8000, 1);
    audio(13, "CN", 8000, 1);
    audio(14, "MPA", VIDEO_CLOCK, 1);
    audio(15, "G728", 8000, 1);
    audio(16, "DVI4", 11_025, 1);
    audio(17, "DVI4", 22_050, 1);
    audio(18, "G729", 8000, 1);
    video(25, "CelB");
    video(26, "JPEG");
    video(28, "nv");
    video(31, "H261");
    video(32, "MPV");
    video(33, "MP2T");
    video(34, "H263");
  }

  private static void audio(int type, String encoding, int clockRate, int channels) {
    ALL.put(type, new StaticPayloadType("audio", encoding, clockRate, channels));
  }

  private static void video(int type, String encoding) {
    ALL.put(type, new StaticPayloadType("video", encoding, VIDEO_CLOCK, 0));
  }

  /** Null for a type that RFC 3551 does not assign. */
  public static @Nullable StaticPayloadType of(int payloadType) {
    return ALL.get(payloadType);
  }
}
