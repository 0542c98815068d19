package org.flowbeam.oracle.tshark;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.DnsRow;
import org.flowbeam.schemas.HttpRow;
import org.flowbeam.schemas.Tables;
import org.flowbeam.schemas.TlsRow;
import org.jspecify.annotations.Nullable;

/**
 * What was said in an archive in HTTP, DNS and TLS, in the notation of tshark.
 *
 * @param counts how often, by column and key
 * @param sets what, by column
 */
record SessionFacts(Map<String, Map<String, Integer>> counts, Map<String, Set<String>> sets) {
  static final String REQUESTS = "http requests";
  static final String RESPONSES = "http responses";
  static final String EXCHANGES = "http exchange";
  static final String QUERIES = "dns queries";
  static final String ANSWERS = "dns responses";
  static final String ANSWERED = "dns response";
  static final String HELLOS = "tls hellos";
  static final String FINGERPRINTS = "tls hello";
  static final String NONE = "-";

  private static final Set<String> ONE_QUERY = Set.of("answered", "unanswered");

  SessionFacts() {
    this(new TreeMap<>(), new TreeMap<>());
  }

  void count(String column, String key, int times) {
    if (times > 0) {
      counts.computeIfAbsent(column, name -> new TreeMap<>()).merge(key, times, Integer::sum);
    }
  }

  void add(String column, String... values) {
    sets.computeIfAbsent(column, name -> new TreeSet<>()).add(String.join(" ", values));
  }

  static SessionFacts of(PlainSweep.Result result) {
    SessionFacts facts = new SessionFacts();
    result.rows(Tables.HTTP).forEach(facts::add);
    result.rows(Tables.DNS).forEach(facts::add);
    result.rows(Tables.TLS).forEach(facts::add);
    return facts;
  }

  private void add(HttpRow http) {
    String method = http.getMethod();
    if (method != null) {
      count(REQUESTS, method, 1);
    }
    if (http.getInfoCode() != null && !http.getInfoCode().equals(http.getStatusCode())) {
      count(RESPONSES, String.valueOf(http.getInfoCode()), 1);
    }
    if (http.getStatusCode() != null) {
      String status = String.valueOf(http.getStatusCode());
      count(RESPONSES, status, 1);
      if (method != null) {
        add(EXCHANGES, target(method, text(http.getHost()), text(http.getUri())), status);
      }
    }
  }

  /** The whole URI, as tshark's http.response_for.uri writes it. */
  private static String target(String method, String host, String uri) {
    boolean whole = method.equals("CONNECT") || uri.contains("://");
    return whole ? uri : "http://" + host + uri;
  }

  /** To a group each question and each response is a row; else a row has one or both. */
  private void add(DnsRow dns) {
    String service = dns.getTransport();
    boolean response = dns.getRcode() != null;
    boolean query =
        dns.getOutcome().equals("multicast") ? !response : ONE_QUERY.contains(dns.getOutcome());
    count(QUERIES, service, (query ? 1 : 0) + dns.getQueryRetries());
    if (response) {
      count(ANSWERS, service, 1);
      if (!service.equals("nbns")) {
        String name = text(dns.getQuery()).toLowerCase(Locale.ROOT);
        add(ANSWERED, service, name.isEmpty() ? "<root>" : name, String.valueOf(dns.getRcode()));
      }
    }
  }

  private void add(TlsRow tls) {
    String ja3 = tls.getJa3();
    if (ja3 != null) {
      String name = text(tls.getServerName());
      count(HELLOS, name, 1);
      add(FINGERPRINTS, name, ja3);
    }
  }

  static String text(@Nullable String value) {
    return value == null ? NONE : value;
  }
}
