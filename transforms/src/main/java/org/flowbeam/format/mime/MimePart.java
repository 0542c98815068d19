package org.flowbeam.format.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One part of a message, or the message itself: its header, and what was seen of its body. */
public final class MimePart {
  /** More boundaries than this are not looked for. */
  static final int MAX_BOUNDARIES = 8;

  private static final Pattern WORD = Pattern.compile("[\"'\\s]*([^\"'\\s;(,]+).*", Pattern.DOTALL);
  private static final MimeParameters NO_PARAMETERS = MimeParameters.of("");

  final List<HeaderField> fields = new ArrayList<>();
  final @Nullable MimePart parent;
  private final Set<String> defects = new LinkedHashSet<>();
  private final int depth;
  private final int number;
  private final boolean embedded;
  private @Nullable MimeParameters typeParameters;
  private MimeParameters dispositionParameters = NO_PARAMETERS;
  private String type = "text/plain";
  private String encoding = "7bit";
  private @Nullable String filename;
  private @Nullable String filenameRaw;

  /**
   * What may stand between its parts, each byte one byte: every boundary that any of its headers
   * names, for programs differ in which of them they take.
   */
  final List<byte[]> boundaries = new ArrayList<>(0);

  int children;
  long encodedBytes;
  long missingBytes;
  boolean complete;
  boolean holdsParts;

  /** Whether its last boundary was there. */
  boolean closed;

  MimePart(@Nullable MimePart parent) {
    this(parent, false);
  }

  private MimePart(@Nullable MimePart parent, boolean embedded) {
    this.parent = parent;
    this.embedded = embedded;
    this.depth = parent == null ? 1 : parent.depth + 1;
    this.number = parent == null ? 0 : ++parent.children;
  }

  /**
   * A file in the content of a part.
   *
   * @param encoding what is taken off
   */
  static MimePart embedded(MimePart around, String encoding) {
    MimePart file = new MimePart(around, true);
    file.type = "application/octet-stream";
    file.encoding = encoding;
    file.fields.add(new HeaderField("Content-Transfer-Encoding", encoding));
    return file;
  }

  /** Its header has this field, too. */
  void add(HeaderField field) {
    fields.add(field);
    if (boundaries.size() < MAX_BOUNDARIES && field.name().equalsIgnoreCase("Content-Type")) {
      MimeParameters parameters = MimeParameters.of(field.value());
      typeParameters = typeParameters == null ? parameters : typeParameters;
      if (parameters.count("boundary") > 1) {
        defect("conflicting_headers");
      }
      for (String each : parameters.boundaries()) {
        byte[] bytes = each.getBytes(ISO_8859_1);
        if (boundaries.size() < MAX_BOUNDARIES && !names(bytes)) {
          boundaries.add(bytes);
        }
      }
    }
  }

  private boolean names(byte[] boundary) {
    return boundaries.stream().anyMatch(each -> Arrays.equals(each, boundary));
  }

  void defect(String name) {
    defects.add(name);
  }

  /** Reads what its header says about its body; the first of conflicting fields counts. */
  void headerEnds() {
    String declared = first("Content-Type");
    String disposition = first("Content-Disposition");
    String coding = first("Content-Transfer-Encoding");
    if (declared != null) {
      int end = declared.indexOf(';');
      type = (end < 0 ? declared : declared.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    } else if (parent != null && parent.type.equals("multipart/digest")) {
      type = "message/rfc822";
    }
    if (disposition != null) {
      dispositionParameters = MimeParameters.of(disposition);
    }
    if (coding != null) {
      Matcher word = WORD.matcher(coding);
      encoding = word.matches() ? word.group(1).toLowerCase(Locale.ROOT) : encoding;
    }
    if (count("Content-Type") > 1 || count("Content-Transfer-Encoding") > 1) {
      defect("conflicting_headers");
    }
    MimeParameters ofType = typeParameters == null ? NO_PARAMETERS : typeParameters;
    String name = dispositionParameters.decoded("filename", defects);
    boolean ofDisposition = name != null;
    filename = ofDisposition ? name : ofType.decoded("name", defects);
    filenameRaw = ofDisposition ? dispositionParameters.raw("filename") : ofType.raw("name");
  }

  private long count(String name) {
    return fields.stream().filter(field -> field.name().equalsIgnoreCase(name)).count();
  }

  /** It is called so. */
  void named(String text) {
    filename = text;
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

  /** Its transfer encoding in lower case. */
  public String encoding() {
    return encoding;
  }

  /** Whether its body is other parts, or a message, and nothing else; known at its end. */
  public boolean holdsParts() {
    return holdsParts;
  }

  /**
   * Whether it is a file in the content of the part around it, which is a file, too: uuencoded, or
   * in a winmail.dat.
   */
  public boolean isEmbedded() {
    return embedded;
  }

  /** 1 for the message. */
  public int depth() {
    return depth;
  }

  /**
   * The file name that it states, decoded (RFC 2231, else RFC 2047), at most 1,024 characters: of
   * Content-Disposition, else of Content-Type; null when it states none.
   */
  public @Nullable String filename() {
    return filename;
  }

  /** The same before it is decoded, its pieces put together, each byte one char below 256. */
  public @Nullable String filenameRaw() {
    return filenameRaw;
  }

  /** The disposition in lower case, without parameters; null when it states none. */
  public @Nullable String disposition() {
    String value = first("Content-Disposition");
    return value == null ? null : value.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
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
