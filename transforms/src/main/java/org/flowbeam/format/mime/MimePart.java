package org.flowbeam.format.mime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.flowbeam.format.content.Filenames;
import org.jspecify.annotations.Nullable;

/** One part of a message, or the message itself: its header, and what was seen of its body. */
public final class MimePart {
  final List<HeaderField> fields = new ArrayList<>();
  final @Nullable MimePart parent;
  private final Set<String> defects = new LinkedHashSet<>();
  private final int depth;
  private final int number;
  private String type = "text/plain";
  private @Nullable String boundary;
  private String encoding = "7bit";
  int children;
  long encodedBytes;
  long missingBytes;
  boolean complete;
  boolean holdsParts;

  MimePart(@Nullable MimePart parent) {
    this.parent = parent;
    this.depth = parent == null ? 1 : parent.depth + 1;
    this.number = parent == null ? 0 : ++parent.children;
  }

  void defect(String name) {
    defects.add(name);
  }

  /** Reads what its header says about its body; the first of conflicting fields counts. */
  void headerEnds() {
    String declared = first("Content-Type");
    String coding = first("Content-Transfer-Encoding");
    if (declared != null) {
      int end = declared.indexOf(';');
      type = (end < 0 ? declared : declared.substring(0, end)).strip().toLowerCase(Locale.ROOT);
      boundary = Filenames.parameter(declared, "boundary");
    } else if (parent != null && parent.type.equals("multipart/digest")) {
      type = "message/rfc822";
    }
    encoding = coding == null ? encoding : coding.strip().toLowerCase(Locale.ROOT);
    if (count("Content-Type") > 1 || count("Content-Transfer-Encoding") > 1) {
      defect("conflicting_headers");
    }
  }

  private long count(String name) {
    return fields.stream().filter(field -> field.name().equalsIgnoreCase(name)).count();
  }

  /** Value of the first field of this name; null when there is none. */
  public @Nullable String first(String name) {
    for (HeaderField field : fields) {
      if (field.name().equalsIgnoreCase(name)) {
        return field.value();
      }
    }
    return null;
  }

  public List<HeaderField> fields() {
    return Collections.unmodifiableList(fields);
  }

  /** Type and subtype in lower case; what RFC 2045 and 2046 assume when none is declared. */
  public String type() {
    return type;
  }

  boolean isMultipart() {
    return type.startsWith("multipart/");
  }

  /** Whether its body is a message of its own. */
  boolean isMessage() {
    return type.equals("message/rfc822") || type.equals("message/global");
  }

  @Nullable String boundary() {
    return boundary == null || boundary.isEmpty() ? null : boundary;
  }

  /** Its transfer encoding in lower case. */
  public String encoding() {
    return encoding;
  }

  /** Whether its body is other parts, or a message, and nothing else. */
  public boolean holdsParts() {
    return holdsParts;
  }

  /** 1 for the message. */
  public int depth() {
    return depth;
  }

  /** Numbers of the part and those around it: {@code 1.2}; empty for the message. */
  public String position() {
    if (parent == null) {
      return "";
    }
    String around = parent.position();
    return around.isEmpty() ? String.valueOf(number) : around + "." + number;
  }

  /** Bytes of its body as sent, those that are missing not counted. */
  public long encodedBytes() {
    return encodedBytes;
  }

  /** Bytes of its body that were not seen. */
  public long missingBytes() {
    return missingBytes;
  }

  /** Whether its end was seen. */
  public boolean isComplete() {
    return complete;
  }

  /** What is wrong with it, in words with underscores. */
  public Set<String> defects() {
    return Collections.unmodifiableSet(defects);
  }
}
