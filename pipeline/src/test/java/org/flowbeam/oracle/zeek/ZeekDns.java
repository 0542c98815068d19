package org.flowbeam.oracle.zeek;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.flowbeam.schemas.DnsRecord;
import org.flowbeam.schemas.DnsRow;
import org.jspecify.annotations.Nullable;

/** Our DNS rows in the columns and the notation of Zeek's dns.log. */
final class ZeekDns {
  /** What is compared, as far as a baseline has it. */
  static final List<String> COLUMNS =
      List.of(
          "id.orig_h",
          "id.orig_p",
          "id.resp_h",
          "id.resp_p",
          "proto",
          "trans_id",
          "rtt",
          "query",
          "qclass",
          "qclass_name",
          "qtype",
          "qtype_name",
          "rcode",
          "rcode_name",
          "AA",
          "TC",
          "RD",
          "RA",
          "Z",
          "answers",
          "TTLs",
          "rejected",
          "opcode",
          "opcode_name",
          "auth",
          "addl");

  private static final List<String> ENDPOINTS =
      List.of("id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "trans_id");

  private static final String UNSET = "-";

  private ZeekDns() {}

  static Map<String, String> of(DnsRow dns) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("id.orig_h", dns.getSrcIp());
    row.put("id.orig_p", text(dns.getSrcPort()));
    row.put("id.resp_h", dns.getDstIp());
    row.put("id.resp_p", text(dns.getDstPort()));
    row.put("proto", dns.getTransport().equals("tcp") ? "tcp" : "udp");
    row.put("trans_id", text(dns.getTransId()));
    Long rtt = dns.getRttUs();
    row.put("rtt", rtt == null ? UNSET : seconds(rtt));
    row.put("query", text(dns.getQuery()));
    row.put("qclass", text(dns.getQclass()));
    row.put("qclass_name", text(dns.getQclassName()));
    row.put("qtype", text(dns.getQtype()));
    row.put("qtype_name", text(dns.getQtypeName()));
    row.put("rcode", text(dns.getRcode()));
    row.put("rcode_name", text(dns.getRcodeName()));
    row.put("AA", flag(dns.getAa()));
    row.put("TC", flag(dns.getTc()));
    row.put("RD", flag(dns.getRd()));
    row.put("RA", flag(dns.getRa()));
    row.put("Z", text(dns.getZ()));
    row.put("answers", list(dns.getAnswers(), record -> record.getData().replace(",", "\\x2c")));
    row.put("TTLs", list(dns.getAnswers(), record -> seconds(record.getTtl() * 1_000_000)));
    row.put("rejected", flag(dns.getRejected()));
    row.put("opcode", text(dns.getOpcode()));
    row.put("opcode_name", dns.getOpcodeName());
    row.put("auth", list(dns.getAuthority(), DnsRecord::getData));
    row.put("addl", list(dns.getAdditional(), DnsRecord::getData));
    return row;
  }

  /** Rows of one exchange share it. */
  static String exchange(Map<String, String> row, List<String> columns) {
    return ENDPOINTS.stream()
        .filter(columns::contains)
        .map(row::get)
        .collect(Collectors.joining(" "));
  }

  static String title(Map<String, String> row) {
    return exchange(row, List.copyOf(row.keySet())) + " " + row.getOrDefault("query", "");
  }

  private static String list(@Nullable List<DnsRecord> records, Function<DnsRecord, String> value) {
    return records == null ? UNSET : records.stream().map(value).collect(Collectors.joining(","));
  }

  /** What was not seen is F in Zeek's logs. */
  private static String flag(@Nullable Boolean value) {
    return value != null && value ? "T" : "F";
  }

  private static String seconds(long micros) {
    return String.format(Locale.ROOT, "%d.%06d", micros / 1_000_000, micros % 1_000_000);
  }

  private static String text(@Nullable Object value) {
    return value == null ? UNSET : value.toString().isEmpty() ? "(empty)" : value.toString();
  }
}
