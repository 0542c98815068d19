package org.flowbeam.oracle.zeek;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.flowbeam.schemas.FlowRow;
import org.jspecify.annotations.Nullable;

/** Our flow rows in the columns and the notation of Zeek's conn.log. */
final class ZeekConn {
  /** What is compared, as far as a baseline has it. */
  static final List<String> COLUMNS =
      List.of(
          "id.orig_h",
          "id.orig_p",
          "id.resp_h",
          "id.resp_p",
          "proto",
          "ip_proto",
          "service",
          "conn_state",
          "history",
          "duration",
          "orig_bytes",
          "resp_bytes",
          "missed_bytes",
          "orig_pkts",
          "resp_pkts",
          "orig_ip_bytes",
          "resp_ip_bytes",
          "local_orig",
          "local_resp");

  private static final String UNSET = "-";

  private ZeekConn() {}

  static Map<String, String> of(FlowRow flow) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("id.orig_h", flow.getSrcIp());
    row.put("id.orig_p", String.valueOf(originatorPort(flow)));
    row.put("id.resp_h", flow.getDstIp());
    row.put("id.resp_p", String.valueOf(responderPort(flow)));
    row.put("proto", transport(flow));
    row.put("ip_proto", String.valueOf(flow.getIpProto()));
    row.put("service", services(text(flow.getService())));
    row.put("conn_state", flow.getConnState());
    row.put("history", text(flow.getHistory()));
    // scripts/base/protocols/conn/main.zeek sets these three only when time has passed.
    boolean lasted = flow.getDurationUs() > 0;
    row.put("duration", lasted ? seconds(flow.getDurationUs()) : UNSET);
    row.put("orig_bytes", lasted ? text(flow.getSrcBytes()) : UNSET);
    row.put("resp_bytes", lasted ? text(flow.getDstBytes()) : UNSET);
    row.put("missed_bytes", flow.getMissedBytes() == null ? "0" : text(flow.getMissedBytes()));
    row.put("orig_pkts", text(flow.getSrcPackets()));
    row.put("resp_pkts", text(flow.getDstPackets()));
    row.put("orig_ip_bytes", text(flow.getSrcIpBytes()));
    row.put("resp_ip_bytes", text(flow.getDstIpBytes()));
    row.put("local_orig", flow.getLocalOrig() ? "T" : "F");
    row.put("local_resp", flow.getLocalResp() ? "T" : "F");
    return row;
  }

  /** Of the services in a list, those that both find, in Zeek's words and the order of letters. */
  static String services(String list) {
    TreeSet<String> known = new TreeSet<>();
    for (String service : list.split(",", -1)) {
      switch (service) {
        case "dns", "mdns", "llmnr", "nbns" -> known.add("dns");
        case "http" -> known.add("http");
        case "tls", "ssl" -> known.add("ssl");
        default -> {}
      }
    }
    return known.isEmpty() ? UNSET : String.join(",", known);
  }

  /**
   * Rows of one connection share it, whichever side is the originator. Empty when the columns do
   * not name the endpoints: then any two rows may belong together.
   */
  static String endpoints(Map<String, String> row, List<String> columns) {
    if (!columns.contains("id.orig_h")) {
      return "";
    }
    // Zeek gives other protocols than TCP, UDP and ICMP no ports.
    boolean ports = !"unknown_transport".equals(row.get("proto"));
    String a = row.get("id.orig_h") + (ports ? " " + row.get("id.orig_p") : "");
    String b = row.get("id.resp_h") + (ports ? " " + row.get("id.resp_p") : "");
    String proto = columns.contains("proto") ? row.get("proto") + " " : "";
    return a.compareTo(b) < 0 ? proto + a + " " + b : proto + b + " " + a;
  }

  /** For people, as far as the row names its endpoints. */
  static String title(Map<String, String> row) {
    if (!row.containsKey("id.orig_h")) {
      return "";
    }
    return row.getOrDefault("proto", "")
        + " "
        + row.get("id.orig_h")
        + " "
        + row.get("id.orig_p")
        + " > "
        + row.get("id.resp_h")
        + " "
        + row.get("id.resp_p");
  }

  private static int originatorPort(FlowRow flow) {
    return firstSet(flow.getSrcPort(), flow.getIcmpType());
  }

  private static int responderPort(FlowRow flow) {
    Integer counterpart =
        flow.getIcmpType() == null ? null : counterpart(flow.getIpProto(), flow.getIcmpType());
    return firstSet(flow.getDstPort(), counterpart, flow.getIcmpCode());
  }

  private static int firstSet(@Nullable Integer... values) {
    for (Integer value : values) {
      if (value != null) {
        return value;
      }
    }
    return 0;
  }

  /** The type that answers, as src/packet_analysis/protocol/icmp/ICMP.cc pairs them. */
  private static @Nullable Integer counterpart(int ipProtocol, int type) {
    int[] pairs =
        ipProtocol == 1
            ? new int[] {0, 8, 9, 10, 13, 14, 15, 16, 17, 18}
            : new int[] {128, 129, 130, 131, 133, 134, 135, 136, 139, 140, 144, 145};
    for (int i = 0; i < pairs.length; i++) {
      if (pairs[i] == type) {
        return pairs[i ^ 1];
      }
    }
    return null;
  }

  private static String transport(FlowRow flow) {
    return switch (flow.getIpProto()) {
      case 1, 58 -> "icmp";
      case 6 -> "tcp";
      case 17 -> "udp";
      default -> "unknown_transport";
    };
  }

  private static String seconds(long micros) {
    return String.format(Locale.ROOT, "%d.%06d", micros / 1_000_000, micros % 1_000_000);
  }

  private static String text(@Nullable Object value) {
    return value == null || value.toString().isEmpty() ? UNSET : value.toString();
  }
}
