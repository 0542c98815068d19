package org.flowbeam.oracle.tshark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.oracle.Programs;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.SdpMediaRow;
import org.flowbeam.schemas.SipRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/** What is said in the SIP messages of a capture, by tshark's names: how often which value. */
final class TsharkSip {
  private static final String AGGREGATOR = "\u0001";

  static final List<String> FIELDS =
      List.of(
          "sip.Method",
          "sip.Status-Code",
          "sip.Call-ID",
          "sip.CSeq.seq",
          "sip.CSeq.method",
          "sip.r-uri.user",
          "sip.from.user",
          "sip.from.host",
          "sip.from.tag",
          "sip.to.user",
          "sip.to.host",
          "sip.to.tag",
          "sip.Content-Length",
          "sdp.media.media",
          "sdp.media.port");

  /** By field, then by value. */
  private final Map<String, Map<String, Integer>> counts = new TreeMap<>();

  private TsharkSip() {}

  /** What tshark reads; messages that ICMP quotes are left out. */
  static TsharkSip read(Path folder, Path capture) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("-n", "-r", capture.toString()));
    arguments.addAll(List.of("-Y", "sip && !icmp", "-T", "fields"));
    arguments.addAll(List.of("-E", "aggregator=" + AGGREGATOR));
    FIELDS.forEach(field -> arguments.addAll(List.of("-e", field)));
    Path output = Programs.run(folder, Captures.program("tshark"), arguments.toArray());
    TsharkSip sip = new TsharkSip();
    for (String line : new String(Files.readAllBytes(output), UTF_8).split("\n", -1)) {
      String[] values = line.split("\t", -1);
      for (int i = 0; i < values.length && !line.isEmpty(); i++) {
        for (String value : values[i].split(AGGREGATOR, -1)) {
          sip.add(FIELDS.get(i), value);
        }
      }
    }
    return sip;
  }

  /** What we read. */
  static TsharkSip of(PlainSweep.Result result) {
    TsharkSip sip = new TsharkSip();
    for (SipRow row : result.rows(Tables.SIP)) {
      sip.add(row);
    }
    return sip;
  }

  /** How often each value of a field was said. */
  Map<String, Integer> values(String field) {
    return counts.getOrDefault(field, Map.of());
  }

  private void add(SipRow row) {
    add("sip.Method", row.getMethod());
    add("sip.Status-Code", row.getStatusCode());
    add("sip.Call-ID", row.getCallId());
    add("sip.CSeq.seq", row.getCseq());
    add("sip.CSeq.method", row.getCseqMethod());
    add("sip.r-uri.user", row.getUriUser());
    add("sip.from.user", row.getFromUser());
    add("sip.from.host", row.getFromHost());
    add("sip.from.tag", row.getFromTag());
    add("sip.to.user", row.getToUser());
    add("sip.to.host", row.getToHost());
    add("sip.to.tag", row.getToTag());
    add("sip.Content-Length", row.getContentLength());
    List<SdpMediaRow> media = row.getSdpMedia();
    for (SdpMediaRow line : media == null ? List.<SdpMediaRow>of() : media) {
      add("sdp.media.media", line.getKind());
      add("sdp.media.port", line.getPort());
    }
  }

  private void add(String field, @Nullable Object value) {
    if (value != null && !value.toString().isEmpty()) {
      counts
          .computeIfAbsent(field, name -> new TreeMap<>())
          .merge(value.toString(), 1, Integer::sum);
    }
  }
}
