package org.flowbeam.protocol.sip;

import java.util.ArrayList;
import java.util.List;
import org.flowbeam.format.sdp.Sdp;
import org.flowbeam.format.sdp.SdpFormat;
import org.flowbeam.format.sdp.SdpMedia;
import org.flowbeam.schemas.SdpMediaRow;
import org.flowbeam.schemas.SdpPayloadRow;
import org.flowbeam.schemas.SipRow;
import org.jspecify.annotations.Nullable;

/** SDP as the columns of {@code sip}. */
final class SdpColumns {
  private SdpColumns() {}

  static void put(SipRow row, Sdp sdp) {
    row.setSdpOrigin(sdp.origin());
    row.setSdpSession(sdp.session());
    List<SdpMediaRow> media = new ArrayList<>(sdp.media().size());
    for (SdpMedia each : sdp.media()) {
      media.add(media(each));
    }
    row.setSdpMedia(media);
  }

  private static SdpMediaRow media(SdpMedia media) {
    SdpMediaRow row = new SdpMediaRow();
    row.setKind(media.kind());
    row.setAddress(media.address().isEmpty() ? null : media.address());
    row.setPort(media.port());
    row.setRtcpPort(orNull(media.rtcpPort()));
    row.setRtcpMux(media.isRtcpMux());
    row.setProto(media.protocol());
    row.setDirection(media.direction());
    List<SdpPayloadRow> payloads = new ArrayList<>(media.formats().size());
    for (SdpFormat format : media.formats()) {
      SdpPayloadRow payload = new SdpPayloadRow();
      payload.setPt(format.payloadType());
      payload.setEncoding(format.encoding());
      payload.setClockRate(orNull(format.clockRate()));
      payload.setChannels(orNull(format.channels()));
      payload.setFmtp(format.parameters());
      payloads.add(payload);
    }
    row.setPayloads(payloads);
    row.setCrypto(media.crypto());
    row.setFingerprint(media.fingerprint());
    return row;
  }

  private static @Nullable Integer orNull(int number) {
    return number == 0 ? null : (Integer) number;
  }
}
