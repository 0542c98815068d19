package org.flowbeam.protocol.shared;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flowbeam.schemas.FileRow;
import org.jspecify.annotations.Nullable;

/** What was sent is so much of a resource (RFC 9110 section 14.4). */
public enum ResourcePart {
  ALL,
  /** A range that begins where it begins. */
  BEGIN,
  /** Another range, whose first bytes tell no type. */
  REST;

  private static final Pattern WHOLE =
      Pattern.compile("(?i)\\s*bytes\\s+0-(\\d{1,18})/(\\d{1,18})\\s*");
  private static final Pattern BEGINS_AT_ZERO = Pattern.compile("(?i)\\s*bytes\\s+0-");

  /**
   * Of an answer with status 206, or of a part of one.
   *
   * @param contentRange value of Content-Range; null without
   */
  public static ResourcePart of(@Nullable String contentRange) {
    String range = contentRange == null ? "" : contentRange;
    Matcher whole = WHOLE.matcher(range);
    if (whole.matches() && Long.parseLong(whole.group(1)) + 1 == Long.parseLong(whole.group(2))) {
      return ALL;
    }
    return BEGINS_AT_ZERO.matcher(range).lookingAt() ? BEGIN : REST;
  }

  /** Completes the row of a file that is this of a resource, and what is wrong with it. */
  public void describe(FileRow row, List<String> defects) {
    if (this != ALL) {
      row.setComplete(false);
      defects.add("partial_content");
    }
    if (this == REST) {
      row.setMimeType(null);
    }
  }
}
