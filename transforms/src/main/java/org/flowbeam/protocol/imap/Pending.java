package org.flowbeam.protocol.imap;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The commands that wait for their tagged response, in order: {@link #MAX_COMMANDS}, and {@link
 * #MAX_BYTES} of them, as long as {@link #takeTooMany} is asked.
 */
final class Pending {
  static final int MAX_COMMANDS = 1024;
  static final int MAX_BYTES = 1 << 20;

  private final Map<String, Exchange> byTag = new LinkedHashMap<>();

  /** Adds a command; returns the one whose tag it takes, which waits no more. */
  @Nullable Exchange add(Exchange command) {
    String tag = String.valueOf(command.tag);
    Exchange other = byTag.remove(tag);
    byTag.put(tag, command);
    return other;
  }

  /** Takes out the oldest while they are too many; null when they are not. */
  @Nullable Exchange takeTooMany() {
    boolean tooMany = byTag.size() > MAX_COMMANDS || (byTag.size() > 1 && sizeBytes() > MAX_BYTES);
    return tooMany ? take(String.valueOf(byTag.values().iterator().next().tag)) : null;
  }

  private int sizeBytes() {
    return byTag.values().stream().mapToInt(Exchange::sizeBytes).sum();
  }

  @Nullable Exchange withTag(String tag) {
    return byTag.get(tag);
  }

  @Nullable Exchange take(String tag) {
    return byTag.remove(tag);
  }

  /** Takes out those before this one whose answers may have been lost: they will not come. */
  List<Exchange> takeHoledBefore(Exchange answered) {
    List<Exchange> holed = new ArrayList<>();
    for (Exchange each : byTag.values()) {
      if (each == answered) {
        break;
      }
      if (each.holed) {
        holed.add(each);
      }
    }
    holed.forEach(each -> byTag.remove(String.valueOf(each.tag)));
    return holed;
  }

  boolean has(Exchange command) {
    return byTag.containsValue(command);
  }

  @Nullable Exchange newest() {
    Exchange last = null;
    for (Exchange each : byTag.values()) {
      last = each;
    }
    return last;
  }

  /** The oldest that a response of this kind may be to, else the newest. */
  @Nullable Exchange forResponse(Set<String> verbs) {
    Exchange fits = null;
    for (Exchange each : byTag.values()) {
      if (verbs.contains(each.verb()) && (fits == null || fits.holed)) {
        fits = each;
      }
    }
    return fits == null ? newest() : fits;
  }

  /** All, in order. */
  Collection<Exchange> all() {
    return byTag.values();
  }

  void clear() {
    byTag.clear();
  }
}
