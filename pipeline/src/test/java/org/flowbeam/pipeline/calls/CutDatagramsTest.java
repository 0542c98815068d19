package org.flowbeam.pipeline.calls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.pipeline.calls.CallScene.ALICE;
import static org.flowbeam.pipeline.calls.CallScene.BOB;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flowbeam.fixtures.capture.PcapBuilder;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.AnomalyRow;
import org.flowbeam.schemas.RtpRow;
import org.flowbeam.schemas.SipRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datagrams that the snap length cut, at every byte; each in a flow of its own. */
class CutDatagramsTest {
  private static final int HEADERS = 14 + 20 + 8; // Ethernet, IPv4, UDP
  private static final long MILLI = 1_000_000;

  private static final String INVITE =
      String.join(
          "\r\n",
          "INVITE sip:bob@b.example SIP/2.0",
          "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1",
          "From: \"A\" <sip:alice@a.example>;tag=a",
          "To: <sip:bob@b.example>",
          "Call-ID: c1",
          "CSeq: 1 INVITE",
          "Content-Type: application/sdp",
          "Content-Length: ");

  @TempDir Path folder;

  private final PcapBuilder pcap = PcapBuilder.pcap();
  private int packets;

  private void cut(int flow, byte[] payload, int length) {
    byte[] frame = Packets.ethernet().ipv4(ALICE, BOB).udp(10_000 + flow, 5060).payload(payload);
    long nanos = PcapBuilder.START_NANOS + packets++ * MILLI;
    pcap.snapped(nanos, frame, HEADERS + length);
  }

  private PlainSweep.Result sweep() throws IOException {
    return PlainSweep.of(Files.write(folder.resolve("cut.pcap"), pcap.bytes())).run();
  }

  @Test
  void aMessageThatIsCutSaysOnlyWhatIsThere() throws IOException {
    String sdp = CallScene.audio(ALICE, 4000);
    String message = INVITE + sdp.length() + "\r\n\r\n" + sdp;
    byte[] bytes = message.getBytes(ISO_8859_1);
    for (int length = 0; length <= bytes.length; length++) {
      cut(length, bytes, length);
    }
    PlainSweep.Result result = sweep();
    assertThat(result.flows()).hasSize(bytes.length + 1);
    List<SipRow> rows = result.rows(Tables.SIP);
    int startLine = message.indexOf('\r') + 1;
    assertThat(rows).as("one for each start line").hasSize(bytes.length + 1 - startLine);
    for (SipRow row : rows) {
      int length = row.getSrcPort() - 10_000;
      assertThat(row.getTruncated()).as("%d bytes", length).isEqualTo(length < bytes.length);
      assertThat(row.getMethod()).isEqualTo("INVITE");
      assertThat(row.getCallId()).as("%d bytes", length).isIn("c1", null);
      assertThat(row.getToHost()).as("%d bytes", length).isIn("b.example", null);
      assertThat(row.getContentLength()).isIn((long) sdp.length(), null);
    }
    assertThat(result.anomalies())
        .extracting(AnomalyRow::getKind)
        .noneMatch(kind -> kind.startsWith("sip_"));
  }

  @Test
  void mediaOfWhichOnlyHeadersWereCapturedIsCountedWhole() throws IOException {
    byte[] packet = new byte[172];
    byte[] report = ByteBuffer.allocate(40).putInt(0x80c80006).putInt(7).array(); // sender report
    ByteBuffer.wrap(report).putInt(28, 0x81ca0002).putInt(32, 7); // source description
    for (int length = 0; length <= packet.length; length++) {
      for (int i = 0; i < 4; i++) {
        ByteBuffer.wrap(packet).put((byte) 0x80).put((byte) 0).putShort((short) i);
        ByteBuffer.wrap(packet).putInt(4, 160 * i).putInt(8, 0x0a0b0c0d);
        cut(length, packet, length);
      }
      cut(length, report, Math.min(length, report.length));
    }
    PlainSweep.Result result = sweep();
    List<RtpRow> rows = result.rows(Tables.RTP);
    assertThat(rows).as("those with a whole header").hasSize(packet.length + 1 - 12);
    assertThat(rows).extracting(RtpRow::getPayloadBytes).containsOnly(4L * 160);
    assertThat(rows).extracting(RtpRow::getLost).containsOnly(0L);
    assertThat(rows).extracting(RtpRow::getRtcp).containsOnly(true);
    assertThat(result.rows(Tables.RTCP))
        .hasSizeGreaterThanOrEqualTo(packet.length + 1 - 12)
        .allSatisfy(row -> assertThat(row.getMalformed()).isZero());
  }
}
