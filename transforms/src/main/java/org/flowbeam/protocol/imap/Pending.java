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

  /** The one that was added last and still waits: only it may go on and get larger. */
  private @Nullable Exchange last;

  /** Of all but the last. */
  private int othersBytes;

  /** Adds a command; returns the one whose tag it takes, which waits no more. */
  @Nullable Exchange add(Exchange command) {
    String tag = String.valueOf(command.tag);
    Exchange other = take(tag);
    othersBytes += last == null ? 0 : last.sizeBytes();
    byTag.put(tag, command);
    last = command;
    return other;
  }

  /** Takes out the oldest while they are too many; null when they are not. */
  @Nullable Exchange takeTooMany() {
    boolean tooMany = byTag.size() > MAX_COMMANDS || (byTag.size() > 1 && sizeBytes() > MAX_BYTES);
    return tooMany ? take(String.valueOf(byTag.values().iterator().next().tag)) : null;
  }

  private int sizeBytes() {
    return othersBytes + (last == null ? 0 : last.sizeBytes());
  }

  @Nullable Exchange withTag(String tag) {
    return byTag.get(tag);
  }

  @Nullable Exchange take(String tag) {
    Exchange taken = byTag.remove(tag);
    if (taken == last) {
      last = null;
    } else if (taken != null) {
      othersBytes -= taken.sizeBytes();
    }
    return taken;
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
    holed.forEach(each -> take(String.valueOf(each.tag)));
    return holed;
  }

  boolean has(Exchange command) {
    return byTag.get(String.valueOf(command.tag)) == command;
  }

  @Nullable Exchange newest() {
    Exchange newest = last;
    if (newest == null) {
      for (Exchange each : byTag.values()) {
        newest = each;
      }
    }
    return newest;
  }

  /** The oldest that a response of this kind may be to, else the newest. */
  @Nullable Exchange forResponse(Set<String> verbs) {
    Exchange fits = null;
    for (Exchange each : byTag.values()) {
      if (verbs.contains(each.verb())) {
        fits = each;
        if (!each.holed) {
          break;
        }
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
    last = null;
    othersBytes = 0;
  }
}
