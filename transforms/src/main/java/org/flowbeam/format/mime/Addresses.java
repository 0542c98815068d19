package org.flowbeam.format.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.flowbeam.format.text.EncodedWords;
import org.flowbeam.io.bytes.EscapedText;
import org.jspecify.annotations.Nullable;

/**
 * Reads the addresses of a header field (RFC 5322 section 3.4) as leniently as mail programs do:
 * those of groups, too, names with commas in quotes, comments, addresses without brackets. Of each
 * {@link #MAX_CHARS} are kept, and {@link #MAX_ADDRESSES} of them.
 */
public final class Addresses {
  public static final int MAX_ADDRESSES = 1000;
  public static final int MAX_CHARS = 512;

  /**
   * One of them.
   *
   * @param name decoded; null when there is none
   * @param address without brackets
   */
  public record Address(@Nullable String name, String address) {}

  private final Set<String> defects;
  private final List<Address> found = new ArrayList<>();
  private final StringBuilder phrase = new StringBuilder();
  private final StringBuilder angle = new StringBuilder();
  private final StringBuilder comment = new StringBuilder();
  private boolean hasAngle;

  private Addresses(Set<String> defects) {
    this.defects = defects;
  }

  /** The addresses in a value, of which each byte is one char below 256. */
  public static List<Address> parse(String value, Set<String> defects) {
    Addresses addresses = new Addresses(defects);
    addresses.read(value);
    addresses.end();
    return addresses.found;
  }

  private void read(String value) {
    boolean quoted = false;
    boolean inAngle = false;
    int comments = 0;
    for (int i = 0; i < value.length() && found.size() < MAX_ADDRESSES; i++) {
      char c = value.charAt(i);
      StringBuilder into = comments > 0 ? comment : inAngle ? angle : phrase;
      if (c == '\\' && (quoted || comments > 0) && i + 1 < value.length()) {
        into.append(value.charAt(++i));
      } else if (c == '"' && comments == 0) {
        quoted = !quoted;
        if (inAngle) {
          into.append(c);
        }
      } else if (quoted) {
        into.append(c);
      } else if (c == '(') {
        comments++;
      } else if (c == ')' && comments > 0) {
        comments--;
      } else if (comments > 0) {
        into.append(c);
      } else if (c == '<' && !inAngle) {
        inAngle = true;
        hasAngle = true;
        angle.setLength(0);
      } else if (c == '>' && inAngle) {
        inAngle = false;
      } else if (c == ':' && !inAngle) {
        phrase.setLength(0); // the name of a group
      } else if ((c == ',' || c == ';') && !inAngle) {
        end();
      } else {
        into.append(c);
      }
    }
  }

  private void end() {
    String name = phrase.toString().strip();
    String address = hasAngle ? angle.toString().strip() : name.replaceAll("\\s+", "");
    if (!hasAngle && address.indexOf('@') < 0 && !address.isEmpty() && name.contains(" ")) {
      address = ""; // words, not an address
    }
    if (!address.isEmpty() && found.size() < MAX_ADDRESSES) {
      String shown = hasAngle ? name : "";
      shown = shown.isEmpty() ? comment.toString().strip() : shown;
      found.add(
          new Address(
              shown.isEmpty() ? null : cut(EncodedWords.decode(shown, defects)),
              cut(EscapedText.ofLatin1(address))));
    }
    phrase.setLength(0);
    angle.setLength(0);
    comment.setLength(0);
    hasAngle = false;
  }

  private static String cut(String text) {
    return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS);
  }
}
