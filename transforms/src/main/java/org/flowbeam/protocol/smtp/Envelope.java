package org.flowbeam.protocol.smtp;

import java.util.Locale;
import java.util.regex.Pattern;

/** Addresses and parameters of MAIL and RCPT. */
final class Envelope {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  private Envelope() {}

  /** The address in {@code FROM:<address> parameters}; empty for {@code <>}. */
  static String address(String arg) {
    int colon = arg.indexOf(':');
    String path = arg.substring(colon + 1).stripLeading();
    int end = end(path);
    String address = path.startsWith("<") ? path.substring(1, end) : path.substring(0, end);
    return address.substring(0, Math.min(address.length(), Transaction.MAX_ADDRESS_CHARS));
  }

  /** Where the path ends: at its bracket, that in quotes not counted, or at a blank. */
  private static int end(String path) {
    boolean bracket = path.startsWith("<");
    boolean quoted = false;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '\\' && quoted) {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (bracket ? c == '>' : c == ' ' || c == '\t')) {
        return i;
      }
    }
    int plain = path.indexOf(bracket ? '>' : ' ');
    return plain < 0 ? path.length() : plain; // a quote that does not end
  }

  /** Reads the parameters of MAIL. */
  static void parameters(String arg, Transaction to) {
    String path = arg.substring(arg.indexOf(':') + 1).stripLeading();
    String rest = path.substring(Math.min(path.length(), end(path) + 1));
    for (String parameter : rest.strip().split("[ \t]+", 20)) {
      String upper = parameter.toUpperCase(Locale.ROOT);
      String value = upper.substring(upper.indexOf('=') + 1);
      if (upper.startsWith("SIZE=") && NUMBER.matcher(value).matches()) {
        to.sizeDeclared = Long.valueOf(value);
      } else if (upper.startsWith("BODY=")) {
        to.bodyType = value.substring(0, Math.min(value.length(), 16)).toLowerCase(Locale.ROOT);
      } else if (upper.equals("SMTPUTF8")) {
        to.smtpUtf8 = true;
      }
    }
  }

  /** What a row shows: the null sender has a name. */
  static String shown(String address) {
    return address.isEmpty() ? "<>" : address;
  }
}
