package org.flowbeam.oracle.arkime;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.IDN;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.flowbeam.schemas.DnsRecord;
import org.flowbeam.schemas.DnsRow;
import org.jspecify.annotations.Nullable;

/**
 * What all sessions between the same endpoints asked and were told, in the notation of Arkime.
 * Arkime keeps equal ones once and the records of all sections together.
 *
 * @param queries opcode, class, type, name, response code
 * @param records name, type, time to live, and the data of types for which Arkime keeps it
 */
record ArkimeDns(TreeSet<String> queries, TreeSet<String> records) {
  private static final String UNSET = "-";
  private static final List<String> DATA = List.of("ip", "cname", "mx", "nameserver");

  ArkimeDns() {
    this(new TreeSet<>(), new TreeSet<>());
  }

  static Map<String, ArkimeDns> read(Path file) throws IOException {
    Map<String, ArkimeDns> all = new TreeMap<>();
    ArkimeSessions.bodies(file)
        .forEach(
            (key, bodies) -> {
              for (JsonNode body : bodies) {
                for (JsonNode dns : body.path("dns")) {
                  all.computeIfAbsent(key, name -> new ArkimeDns()).add(dns);
                }
              }
            });
    return all;
  }

  private void add(JsonNode dns) {
    queries.add(
        String.join(
            " ",
            dns.path("opcode").asText(UNSET),
            dns.path("qc").asText(UNSET),
            dns.path("qt").asText(UNSET),
            dns.path("queryHost").asText(UNSET),
            dns.path("status").asText(UNSET)));
    for (JsonNode answer : dns.path("answers")) {
      String data = "";
      for (String name : DATA) {
        data += answer.path(name).asText("");
      }
      for (JsonNode text : answer.path("txt")) {
        data += "TXT " + text.asText().length() + " " + text.asText();
      }
      records.add(
          String.join(
              " ",
              answer.path("name").asText(UNSET),
              answer.path("type").asText(UNSET),
              answer.path("ttl").asText(UNSET),
              data));
    }
  }

  void add(DnsRow dns) {
    queries.add(
        String.join(
            " ",
            dns.getOpcodeName().toUpperCase(Locale.ROOT),
            "C_INTERNET".equals(dns.getQclassName()) ? "IN" : text(dns.getQclassName()),
            type(text(dns.getQtypeName())),
            name(dns.getQuery()),
            text(dns.getRcodeName())));
    add(dns.getAnswers());
    add(dns.getAuthority());
    add(dns.getAdditional());
  }

  private void add(@Nullable List<DnsRecord> section) {
    if (section != null) {
      for (DnsRecord record : section) {
        boolean told = List.of("A", "AAAA", "NS", "MX", "CNAME", "TXT").contains(record.getType());
        records.add(
            String.join(
                " ",
                name(record.getName()),
                type(record.getType()),
                String.valueOf(record.getTtl()),
                told ? record.getData() : ""));
      }
    }
  }

  private static String type(String type) {
    return type.equals("*") ? "ANY" : type;
  }

  private static String name(@Nullable String name) {
    return name == null ? UNSET : name.isEmpty() ? "<root>" : IDN.toUnicode(name);
  }

  private static String text(@Nullable String value) {
    return value == null ? UNSET : value;
  }
}
