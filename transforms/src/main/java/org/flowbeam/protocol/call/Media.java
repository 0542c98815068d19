package org.flowbeam.protocol.call;

import java.util.List;
import java.util.StringJoiner;
import org.flowbeam.format.sdp.StaticPayloadType;
import org.flowbeam.protocol.RecordReader;
import org.flowbeam.protocol.RecordWriter;
import org.flowbeam.protocol.call.state.CallMedia;
import org.flowbeam.schemas.SdpMediaRow;
import org.flowbeam.schemas.SdpPayloadRow;
import org.jspecify.annotations.Nullable;

/**
 * What SDP tells of a stream.
 *
 * @param kind audio, video, ...
 * @param formats {@code type encoding clock} separated by line ends
 * @param security sdes, dtls or none
 */
record Media(String kind, String formats, String security) {
  static final Media UNKNOWN = new Media("", "", "");

  /** A format: encoding "" and clock 0 when not known. */
  record Format(String encoding, int clockRate) {}

  static Media of(SdpMediaRow row) {
    StringJoiner formats = new StringJoiner("\n");
    for (SdpPayloadRow payload : row.getPayloads()) {
      if (payload.getEncoding() != null) {
        Integer clock = payload.getClockRate();
        formats.add(
            payload.getPt() + " " + payload.getEncoding() + " " + (clock == null ? 0 : clock));
      }
    }
    return new Media(row.getKind(), formats.toString(), CallMedia.security(row));
  }

  RecordWriter write(RecordWriter to) {
    return to.text(kind).text(formats).text(security);
  }

  static Media read(RecordReader from) {
    return new Media(from.text(), from.text(), from.text());
  }

  /** By SDP, else by RFC 3551. */
  Format format(int payloadType) {
    for (String line : formats.split("\n", -1)) {
      String[] parts = line.split(" ", -1);
      if (parts.length >= 3 && parts[0].equals(Integer.toString(payloadType))) {
        String clock = parts[parts.length - 1];
        return new Format(parts[1], clock.matches("\\d{1,9}") ? Integer.parseInt(clock) : 0);
      }
    }
    StaticPayloadType known = StaticPayloadType.of(payloadType);
    return known == null ? new Format("", 0) : new Format(known.encoding(), known.clockRate());
  }

  /** By SDP, else by the payload type; null when neither tells. */
  @Nullable String kindOf(List<Integer> payloadTypes) {
    if (!kind.isEmpty()) {
      return kind;
    }
    StaticPayloadType known =
        payloadTypes.isEmpty() ? null : StaticPayloadType.of(payloadTypes.get(0));
    return known == null ? null : known.kind();
  }
}
