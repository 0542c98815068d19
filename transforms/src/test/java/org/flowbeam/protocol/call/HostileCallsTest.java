package org.flowbeam.protocol.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.protocol.RecordOutput;
import org.flowbeam.protocol.RecordWriter;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.SummaryOutput;
import org.flowbeam.protocol.call.state.CallState;
import org.flowbeam.schemas.AnomalyRow;
import org.flowbeam.schemas.CallRow;
import org.flowbeam.schemas.SdpMediaRow;
import org.flowbeam.schemas.SipRow;
import org.flowbeam.schemas.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Groups of any size are read in bounded memory, and what is beyond is said. */
@Timeout(120)
class HostileCallsTest {
  private static final int MILLION = 1_000_000;
  private static final long SECOND = 1_000_000_000L;
  private static final long MAX_KEPT_BYTES = 24 << 20;

  /** Records that are made when they are asked for, so that only the summary keeps some. */
  private static final class Made implements RunSummary.Records, RecordOutput {
    private final int count;
    private final IntConsumer maker;
    private final Queue<byte[]> made = new ArrayDeque<>();
    private byte[] current = {};
    private int next;
    long mostUsedBytes;

    Made(int count, Function<RecordWriter, IntConsumer> maker) {
      this.count = count;
      this.maker = maker.apply(new RecordWriter(this));
    }

    @Override
    public void summary(RunSummary summary, byte[] record, int length) {
      made.add(Arrays.copyOf(record, length));
    }

    @Override
    public boolean next() {
      if (next == count) {
        return false;
      }
      maker.accept(next++);
      current = made.remove();
      if (next % (count / 4) == 0) {
        mostUsedBytes = Math.max(mostUsedBytes, usedBytes());
      }
      return true;
    }

    @Override
    public byte[] bytes() {
      return current;
    }

    @Override
    public int offset() {
      return 0;
    }

    @Override
    public int length() {
      return current.length;
    }
  }

  /** Counts what comes out. */
  private static final class Counted implements SummaryOutput {
    final List<String> anomalies = new ArrayList<>();
    int records;

    @Override
    public <R extends SpecificRecord> void row(Table<R> table, R row) {
      if (row instanceof AnomalyRow anomaly) {
        anomalies.add(anomaly.getKind());
      }
    }

    @Override
    public void summary(RunSummary summary, byte[] record, int length) {
      records++;
    }

    @Override
    public void body(String reference) {
      throw new AssertionError("calls store nothing");
    }
  }

  private static long usedBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static Counted run(RunSummary summary, Made records) {
    long before = usedBytes();
    Counted out = new Counted();
    summary.summarize(records, SessionOptions.defaults(), out);
    assertThat(records.mostUsedBytes - before).isLessThan(MAX_KEPT_BYTES);
    return out;
  }

  private static SipRow message(int number) {
    SipRow row = new SipRow();
    row.setFlowId("flow" + number % 1000);
    row.setCommunityId("");
    row.setTs(0L);
    row.setTsNanos(0);
    row.setSrcIp("192.0.2.1");
    row.setSrcPort(5060);
    row.setDstIp("192.0.2.2");
    row.setDstPort(5060);
    row.setTx(0);
    row.setIsOrig(true);
    row.setTransport("udp");
    row.setCallId("c1");
    row.setBodyLen(0L);
    row.setRetransmission(false);
    row.setTruncated(false);
    row.setMethod(number % 3 == 0 ? "INVITE" : number % 3 == 1 ? "REFER" : "INFO");
    row.setCseq((long) number);
    row.setCseqMethod(row.getMethod());
    row.setFromTag("a" + number);
    row.setReferTo("<sip:u" + number + "@x>");
    row.setSessionId("s" + number);
    row.setDtmf(Integer.toString(number % 10));
    SdpMediaRow media = new SdpMediaRow();
    media.setKind("kind" + number);
    media.setAddress("192.0.2.3");
    media.setPort(1 + number % 65_000);
    media.setRtcpMux(false);
    media.setProto("RTP/AVP");
    media.setDirection("sendrecv");
    media.setPayloads(List.of());
    row.setSdpMedia(List.of(media));
    return row;
  }

  /** As they are when they were read, since reading a million would be most of the work. */
  @Test
  void aCallIdThatComesAMillionTimesIsReported() {
    long before = usedBytes();
    CallState call = new CallState();
    CallEndpoints endpoints = new CallEndpoints(SECOND);
    for (int number = 0; number < MILLION; number++) {
      SipRow message = message(number);
      call.add(message, List.of("r" + number), number);
      endpoints.add(message, List.of(), number);
    }
    assertThat(usedBytes() - before).isLessThan(MAX_KEPT_BYTES);
    Counted out = new Counted();
    CallMessages.write(call, endpoints, out);
    assertThat(out.anomalies)
        .containsExactlyInAnyOrder("sip_call_too_large", "sip_too_many_endpoints");
  }

  @Test
  void messagesOfACallAreReadOneByOne() {
    Made records =
        new Made(
            20_000,
            to ->
                number ->
                    CallMessages.write(
                        to, message(number), List.of("r" + number), List.of(), number));
    assertThat(run(CallMessages.INSTANCE, records).anomalies)
        .containsExactlyInAnyOrder("sip_call_too_large", "sip_too_many_endpoints");
  }

  @Test
  void aHundredThousandCallsOnOneEndpointAreReported() {
    Made records =
        new Made(
            200_000,
            to ->
                number -> {
                  String group = MediaEndpoints.group(false, "192.0.2.1", 5004);
                  if (number % 2 == 0) {
                    new Endpoint(
                            number,
                            900 * SECOND,
                            number,
                            900 * SECOND,
                            "c" + number,
                            "192.0.2." + number % 200,
                            false,
                            Media.UNKNOWN)
                        .write(to, group);
                  } else {
                    MediaEndpoints.stream(to, group, number, 900 * SECOND, 0, "s" + number);
                  }
                });
    Counted out = run(MediaEndpoints.INSTANCE, records);
    assertThat(out.anomalies).containsExactly("rtp_endpoint_crowded");
    assertThat(out.records).as("each stream has its call").isGreaterThanOrEqualTo(100_000);
  }

  @Test
  void aHundredThousandCallsOfTheSameUsersAreReported() {
    Made records =
        new Made(
            100_000,
            to ->
                number -> {
                  CallRow call = new CallRow();
                  call.setCallId("c" + number);
                  call.setKind("call");
                  call.setPartial(false);
                  call.setFromUser("a");
                  call.setToUser("b");
                  call.setStartTime((long) number);
                  call.setCallerIp(number % 2 == 0 ? "192.0.2.1" : "192.0.2.2");
                  call.setCalleeIp(number % 2 == 0 ? "192.0.2.2" : "192.0.2.3");
                  UserLinks.write(to, call, 900 * SECOND);
                });
    assertThat(run(UserLinks.INSTANCE, records).anomalies).containsExactly("sip_link_crowded");
  }
}
