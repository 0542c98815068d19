package org.flowbeam.protocol.call;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.flowbeam.format.ProtocolException;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.DatagramObserver;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.Sink;
import org.flowbeam.protocol.rtp.RtpProtocol;
import org.flowbeam.protocol.sip.SipProtocol;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a message of SIP with SDP costs from its datagram to its row, a packet of RTP in a stream of
 * 20 seconds each way, and a datagram of what is no RTP until that is known.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CallBenchmark {
  private static final int MESSAGES = 100;
  private static final int PACKETS = 2000;
  private static final int OTHERS = 64;
  private static final long PACKET_NANOS = 10_000_000;
  private static final String SDP =
      "v=0\r\no=alice 1 1 IN IP4 192.0.2.1\r\ns=talk\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
          + "m=audio 5004 RTP/AVP 0 8 9 101\r\na=rtpmap:101 telephone-event/8000\r\n"
          + "a=fmtp:101 0-16\r\na=sendrecv\r\n";
  private static final String HEADERS =
      "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK776asdhds;rport\r\nMax-Forwards: 70\r\n"
          + "From: \"Alice\" <sip:alice@atlanta.example>;tag=1928301774\r\n"
          + "To: \"Bob\" <sip:+4930123456@biloxi.example>\r\nCall-ID: a84b4c76e66710@192.0.2.1\r\n"
          + "CSeq: 314159 INVITE\r\nContact: <sip:alice@192.0.2.1:5060>\r\n"
          + "Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY\r\nSupported: replaces\r\n"
          + "User-Agent: softphone/1.0\r\nContent-Type: application/sdp\r\n";

  private final byte[] invite =
      ("INVITE sip:+4930123456@biloxi.example SIP/2.0\r\n"
              + HEADERS
              + "Content-Length: "
              + SDP.length()
              + "\r\n\r\n"
              + SDP)
          .getBytes(ISO_8859_1);
  private final byte[] audio = new byte[172];
  private final byte[] other = new byte[100];
  private final Bytes window = new Bytes();

  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public long message() throws ProtocolException {
    Sink sink = new Sink(true, 5060, SessionOptions.defaults());
    ProtocolParser parser = new SipProtocol().newParser(sink, sink);
    for (int i = 0; i < MESSAGES; i++) {
      parser.onData(Direction.CLIENT, window.wrap(invite, 0, invite.length), i);
    }
    parser.onEnd(SessionEnd.CUT, 0);
    return sink.rows;
  }

  @Benchmark
  @OperationsPerInvocation(PACKETS)
  public long packet() throws ProtocolException {
    Sink sink = new Sink(true, 5004, SessionOptions.defaults());
    DatagramObserver observer = new RtpProtocol().newObserver(sink, sink);
    sink.datagramBytes = audio.length;
    ByteBuffer header = ByteBuffer.wrap(audio);
    for (int i = 0; i < PACKETS; i++) {
      int number = i / 2;
      header.put(0, (byte) 0x80).putShort(2, (short) number).putInt(4, 160 * number);
      header.putInt(8, i & 1);
      Direction from = (i & 1) == 0 ? Direction.CLIENT : Direction.SERVER;
      observer.onData(from, window.wrap(audio, 0, audio.length), PACKET_NANOS * i);
    }
    if (!observer.claims()) {
      throw new IllegalStateException("no RTP");
    }
    observer.onEnd(SessionEnd.CUT, 0);
    return sink.rows;
  }

  @Benchmark
  @OperationsPerInvocation(OTHERS)
  public boolean otherDatagram() throws ProtocolException {
    Sink sink = new Sink(true, 53, SessionOptions.defaults());
    DatagramObserver observer = new RtpProtocol().newObserver(sink, sink);
    sink.datagramBytes = other.length;
    other[0] = 0x55;
    for (int i = 0; i < OTHERS; i++) {
      observer.onData(Direction.CLIENT, window.wrap(other, 0, other.length), PACKET_NANOS * i);
    }
    return observer.isDone();
  }
}
