package org.flowbeam.protocol.rtp;

import static org.flowbeam.protocol.rtp.RtpBytes.SSRC;
import static org.flowbeam.protocol.rtp.RtpBytes.audio;
import static org.flowbeam.protocol.rtp.RtpBytes.concat;
import static org.flowbeam.protocol.rtp.RtpBytes.flow;
import static org.flowbeam.protocol.rtp.RtpBytes.rtcp;
import static org.flowbeam.protocol.rtp.RtpBytes.rtp;

import java.util.List;
import org.flowbeam.protocol.ObserverContract;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.Script;

class RtpContractTest extends ObserverContract {
  private static final byte[] REPORTS =
      concat(
          rtcp(1, 200, SSRC, 1, 0, 160, 10, 1600, 7, 0x40000001, 9, 80, 1, 2),
          rtcp(1, 202, SSRC, 0x01036140, 0x62000000),
          rtcp(1, 203, SSRC, 0x03656e64));

  @Override
  protected Protocol.Observing protocol() {
    return new RtpProtocol();
  }

  @Override
  protected List<Script> scripts() {
    Script both = flow();
    Script media = flow();
    for (int i = 0; i < 5; i++) {
      both.client(audio(i, 160 * i)).server(rtp(96, 7 + i, 3000 * i, 9, new byte[40]));
      media.client(audio(65_533 + i, 160 * i));
    }
    both.client(REPORTS).server(rtcp(0, 201, 9));
    byte[] digit = {5, (byte) 0x8a, 1, (byte) 0x90};
    return List.of(both, media.client(rtp(101, 2, 800, SSRC, digit)), flow().client(REPORTS));
  }

  @Override
  protected List<byte[]> endless() {
    byte[] stun = new byte[20];
    return List.of(audio(1, 1), REPORTS, rtcp(31, 201, SSRC), stun, new byte[] {(byte) 0x80}, stun);
  }
}
