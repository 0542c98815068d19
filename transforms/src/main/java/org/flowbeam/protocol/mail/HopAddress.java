package org.flowbeam.protocol.mail;

import com.google.common.net.InetAddresses;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The address of a hop in a Received header: the second that it names, else the only one. */
final class HopAddress {
  private static final Pattern TAG = Pattern.compile("(?i)IPv6:");
  private static final Pattern WORD = Pattern.compile("[\\w:.-]{2,64}");

  private HopAddress() {}

  static @Nullable String of(String received) {
    String first = null;
    Matcher word = WORD.matcher(TAG.matcher(received).replaceAll(" "));
    while (word.find()) {
      if (InetAddresses.isInetAddress(word.group())) {
        String address = InetAddresses.toAddrString(InetAddresses.forString(word.group()));
        if (first != null) {
          return address;
        }
        first = address;
      }
    }
    return first;
  }
}
