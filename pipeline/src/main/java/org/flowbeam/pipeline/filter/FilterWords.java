package org.flowbeam.pipeline.filter;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets only such filter text pass to libpcap as cannot make it look up a name.
 *
 * <p>libpcap asks the resolver for whatever its scanner takes as an identifier. An identifier is a
 * run of letters, digits, dots, hyphens and underscores, or anything behind a backslash. So the
 * text is cut into the longest runs of those characters (and colons, for addresses), and every run
 * must be, as a whole, a number, an address, or a word of the language. Two kinds of identifiers
 * are harmless in one place each: a port range directly behind {@code portrange}, and an escaped
 * protocol name directly behind {@code proto}.
 */
final class FilterWords {
  private static final Pattern RUN = Pattern.compile("[A-Za-z0-9._:\\\\$-]+");
  private static final Pattern BETWEEN = Pattern.compile("[\\s()\\[\\]!<>=&|+*/%^]*");

  private static final Pattern NUMBER = Pattern.compile("\\d{1,10}|0[xX][0-9a-fA-F]{1,8}");
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){1,3}");
  private static final Pattern MAC = Pattern.compile("[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2}){5}");
  private static final Pattern PORT_RANGE = Pattern.compile("\\d{1,5}-\\d{1,5}");
  private static final Pattern IPV6_GROUPS =
      Pattern.compile("([0-9a-fA-F]{1,4}(:[0-9a-fA-F]{1,4})*)?");

  private static final Set<String> PROTOCOL_NAMES =
      Set.of(
          "ah", "arp", "esp", "icmp", "icmp6", "igmp", "igrp", "ip", "ip6", "pim", "rarp", "sctp",
          "tcp", "udp", "vrrp");

  private static final Set<String> WORDS =
      Set.of(
          // qualifiers
          "src",
          "dst",
          "host",
          "net",
          "mask",
          "port",
          "portrange",
          "proto",
          "ether",
          "link",
          "ppp",
          "broadcast",
          "multicast",
          "inbound",
          "outbound",
          "less",
          "greater",
          "len",
          "length",
          // operators
          "and",
          "or",
          "not",
          // protocols
          "arp",
          "rarp",
          "ip",
          "ip6",
          "tcp",
          "udp",
          "sctp",
          "icmp",
          "icmp6",
          "igmp",
          "igrp",
          "pim",
          "vrrp",
          "carp",
          "ah",
          "esp",
          "stp",
          "ipx",
          "netbeui",
          "atalk",
          "aarp",
          "decnet",
          "lat",
          "sca",
          "moprc",
          "mopdl",
          "iso",
          "clnp",
          "esis",
          "isis",
          "llc",
          "vlan",
          "mpls",
          "pppoed",
          "pppoes",
          "geneve",
          // fields and their values
          "tcpflags",
          "tcp-fin",
          "tcp-syn",
          "tcp-rst",
          "tcp-push",
          "tcp-ack",
          "tcp-urg",
          "tcp-ece",
          "tcp-cwr",
          "icmptype",
          "icmpcode",
          "icmp-echoreply",
          "icmp-unreach",
          "icmp-sourcequench",
          "icmp-redirect",
          "icmp-echo",
          "icmp-routeradvert",
          "icmp-routersolicit",
          "icmp-timxceed",
          "icmp-paramprob",
          "icmp-tstamp",
          "icmp-tstampreply",
          "icmp-ireq",
          "icmp-ireqreply",
          "icmp-maskreq",
          "icmp-maskreply",
          "icmp6type",
          "icmp6code",
          "icmp6-echo",
          "icmp6-echoreply",
          "icmp6-destinationunreach",
          "icmp6-packettoobig",
          "icmp6-timeexceeded",
          "icmp6-parameterproblem",
          "icmp6-multicastlistenerquery",
          "icmp6-multicastlistenerreportv1",
          "icmp6-multicastlistenerdone",
          "icmp6-routersolicit",
          "icmp6-routeradvert",
          "icmp6-neighborsolicit",
          "icmp6-neighboradvert",
          "icmp6-redirect");

  private FilterWords() {}

  /**
   * Returns if libpcap may see the text.
   *
   * @throws IllegalArgumentException with one line that says which word is not allowed, and why
   */
  static void check(String filter) {
    String previous = "";
    Matcher runs = RUN.matcher(filter);
    int at = 0;
    while (runs.find()) {
      checkBetween(filter, at, runs.start());
      String run = withoutMinus(runs.group());
      boolean bracketed = isInBrackets(filter, runs.start());
      if (!isAllowed(run, previous, bracketed)) {
        throw new IllegalArgumentException("bad filter: '" + run + "' " + why(run, previous));
      }
      previous = run;
      at = runs.end();
    }
    checkBetween(filter, at, filter.length());
  }

  private static void checkBetween(String filter, int from, int to) {
    Matcher between = BETWEEN.matcher(filter).region(from, to);
    if (!between.matches()) {
      between.lookingAt();
      throw new IllegalArgumentException(
          "bad filter: unexpected character '" + filter.charAt(between.end()) + "'");
    }
  }

  /** No identifier starts with a hyphen, so at the start of a run it is the operator. */
  private static String withoutMinus(String run) {
    int start = 0;
    while (start < run.length() && run.charAt(start) == '-') {
      start++;
    }
    return run.substring(start);
  }

  /** Inside brackets, as in {@code tcp[12:2]}, a colon separates offset and size. */
  private static boolean isInBrackets(String filter, int at) {
    int depth = 0;
    for (int i = 0; i < at; i++) {
      char c = filter.charAt(i);
      depth += c == '[' ? 1 : c == ']' ? -1 : 0;
    }
    return depth > 0;
  }

  private static boolean isAllowed(String run, String previous, boolean bracketed) {
    if (run.isEmpty() || WORDS.contains(run) || isLiteral(run)) {
      return true;
    }
    if (bracketed && run.indexOf(':') >= 0) {
      for (String part : run.split(":", -1)) {
        if (!part.isEmpty() && !WORDS.contains(part) && !NUMBER.matcher(part).matches()) {
          return false;
        }
      }
      return true;
    }
    if (previous.equals("portrange")) {
      return PORT_RANGE.matcher(run).matches();
    }
    return previous.equals("proto")
        && run.startsWith("\\")
        && PROTOCOL_NAMES.contains(run.substring(1));
  }

  private static boolean isLiteral(String run) {
    return NUMBER.matcher(run).matches()
        || IPV4.matcher(run).matches()
        || MAC.matcher(run).matches()
        || isIpv6(run);
  }

  /** Eight groups, or fewer around one "::"; dotted quads at the end are not taken. */
  private static boolean isIpv6(String run) {
    int gap = run.indexOf("::");
    if (gap < 0) {
      return IPV6_GROUPS.matcher(run).matches() && groups(run) == 8;
    }
    String head = run.substring(0, gap);
    String tail = run.substring(gap + 2);
    return IPV6_GROUPS.matcher(head).matches()
        && IPV6_GROUPS.matcher(tail).matches()
        && groups(head) + groups(tail) < 8;
  }

  private static int groups(String text) {
    return text.isEmpty() ? 0 : text.split(":", -1).length;
  }

  private static String why(String run, String previous) {
    if (run.equals("protochain")) {
      return "needs a loop, which filters cannot have; name each header with ip6[6]";
    }
    if (run.startsWith("\\")) {
      return "is only understood directly behind 'proto'";
    }
    if (previous.equals("port") || previous.equals("portrange")) {
      return "is not looked up; write the port's number";
    }
    if (run.indexOf('-') > 0 && Character.isLetterOrDigit(run.charAt(run.length() - 1))) {
      return "is not a word of the filter language; write blanks around a minus, names as numbers";
    }
    return "is not a word of the filter language; names are not looked up, write an address";
  }
}
