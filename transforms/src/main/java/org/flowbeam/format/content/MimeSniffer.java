package org.flowbeam.format.content;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.flowbeam.format.text.Text;
import org.jspecify.annotations.Nullable;

/**
 * The type of a body by its first bytes, for the types that hunting needs, in Zeek's names. Magic
 * numbers first, then markup and scripts, then plain text: ten printable characters, as in Zeek.
 */
public final class MimeSniffer {
  private static final int MIN_TEXT_BYTES = 10;
  private static final int OCSP_FROM = 11;
  private static final int OCSP_TO = 19;

  /** One magic number: each char of {@code text} is one byte, except that U+FFFF stands for any. */
  private record Magic(int offset, String text, String mime) {}

  private static final String ANY4 = "\uFFFF\uFFFF\uFFFF\uFFFF";

  private static final Magic[] MAGICS = {
    new Magic(0, "\u0089PNG", "image/png"),
    new Magic(0, "\u00FF\u00D8\u00FF", "image/jpeg"),
    new Magic(0, "GIF8", "image/gif"),
    new Magic(0, "RIFF" + ANY4 + "WEBP", "image/webp"),
    new Magic(0, "RIFF" + ANY4 + "WAVE", "audio/x-wav"),
    new Magic(0, "RIFF" + ANY4 + "AVI ", "video/x-msvideo"),
    new Magic(0, "\0\0\u0001\0", "image/x-icon"),
    new Magic(0, "MM\0*", "image/tiff"),
    new Magic(0, "II*\0", "image/tiff"),
    new Magic(0, "BM" + ANY4 + "\0\0\0\0", "image/x-ms-bmp"),
    new Magic(0, "8BPS", "image/vnd.adobe.photoshop"),
    new Magic(0, "%PDF-", "application/pdf"),
    new Magic(0, "%!PS", "application/postscript"),
    new Magic(0, "{\\rtf", "text/rtf"),
    new Magic(0, "\u001F\u008B", "application/x-gzip"),
    new Magic(0, "BZh", "application/x-bzip2"),
    new Magic(0, "\u00FD7zXZ\0", "application/x-xz"),
    new Magic(0, "7z\u00BC\u00AF'\u001C", "application/x-7z-compressed"),
    new Magic(0, "Rar!", "application/x-rar"),
    new Magic(0, "MSCF\0\0\0\0", "application/vnd.ms-cab-compressed"),
    new Magic(257, "ustar", "application/x-tar"),
    new Magic(0, "!<arch>\ndebian", "application/x-debian-package"),
    new Magic(0, "\u00ED\u00AB\u00EE\u00DB", "application/x-rpm"),
    new Magic(0, "xar!", "application/x-xar"),
    new Magic(0, "\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1", "application/msword"),
    new Magic(0, "L\0\0\0\u0001\u0014\u0002\0", "application/x-ms-shortcut"),
    new Magic(0, "MZ", "application/x-dosexec"),
    new Magic(0, "\u00FE\u00ED\u00FA\u00CE", "application/x-mach-o-executable"),
    new Magic(0, "\u00CE\u00FA\u00ED\u00FE", "application/x-mach-o-executable"),
    new Magic(0, "\u00CF\u00FA\u00ED\u00FE", "application/x-mach-o-executable"),
    new Magic(0, "\u00CA\u00FE\u00BA\u00BE\0\0\0", "application/x-java-applet"),
    new Magic(0, "FWS", "application/x-shockwave-flash"),
    new Magic(0, "CWS", "application/x-shockwave-flash"),
    new Magic(0, "ZWS", "application/x-shockwave-flash"),
    new Magic(4, "ftypisom", "video/mp4"),
    new Magic(4, "ftypmp4", "video/mp4"),
    new Magic(4, "ftyp3g", "video/3gpp"),
    new Magic(4, "ftypqt", "video/quicktime"),
    new Magic(4, "moov", "video/quicktime"),
    new Magic(4, "mdat", "video/quicktime"),
    new Magic(0, "FLV", "video/x-flv"),
    new Magic(0, "OggS", "application/ogg"),
    new Magic(0, "ID3", "audio/mpeg"),
    new Magic(0, "fLaC", "audio/x-flac"),
    new Magic(0, "MThd", "audio/midi"),
    new Magic(0, "wOFF", "application/font-woff"),
    new Magic(0, "wOF2", "application/font-woff2"),
    new Magic(0, "OTTO", "application/vnd.ms-opentype"),
    new Magic(0, "\0\u0001\0\0\0", "application/x-font-ttf"),
    new Magic(0, "SQLite format 3\0", "application/x-sqlite3"),
    new Magic(0, "\u00A1\u00B2\u00C3\u00D4", "application/vnd.tcpdump.pcap"),
    new Magic(0, "\u00D4\u00C3\u00B2\u00A1", "application/vnd.tcpdump.pcap"),
    new Magic(0, "\n\r\r\n" + ANY4 + "\u001A+<M", "application/vnd.tcpdump.pcap"),
    new Magic(0, "\n\r\r\n" + ANY4 + "M<+\u001A", "application/vnd.tcpdump.pcap"),
    new Magic(0, "(\u00B5/\u00FD", "application/zstd"),
    new Magic(0, "-----BEGIN CERTIFICATE-----", "application/x-pem")
  };

  /** Those that a content can have that begins with some byte, in order. */
  private static final List<List<Magic>> BY_FIRST_BYTE = byFirstByte();

  private static List<List<Magic>> byFirstByte() {
    List<List<Magic>> lists = new ArrayList<>();
    for (int first = 0; first < 256; first++) {
      lists.add(new ArrayList<>());
    }
    for (Magic magic : MAGICS) {
      if (magic.offset > 0) {
        lists.forEach(list -> list.add(magic));
      } else {
        lists.get(magic.text.charAt(0)).add(magic);
      }
    }
    return lists;
  }

  /** What follows {@code <} in markup, lower case; the first that fits. */
  private static final String[][] TAGS = {
    {"!doctype html", "text/html"},
    {"html", "text/html"},
    {"head", "text/html"},
    {"title", "text/html"},
    {"body", "text/html"},
    {"meta http-equiv", "text/html"},
    {"rss", "text/rss"},
    {"feed", "text/atom"},
    {"soap:envelope", "application/soap+xml"},
    {"soap-env:envelope", "application/soap+xml"},
    {"cross-domain-policy", "text/x-cross-domain-policy"},
    {"!doctype cross-domain-policy", "text/x-cross-domain-policy"},
    {"methodresponse>", "application/xml-rpc"},
    {"jnlp ", "application/x-java-jnlp-file"},
    {"svg", "image/svg+xml"},
    {"script type=\"text/javascript\"", "application/javascript"},
    {"script language=\"javascript\"", "application/javascript"},
    {"?php", "text/x-php"}
  };

  /** Names of interpreters behind {@code #!}, with what begins them. */
  private static final String[][] INTERPRETERS = {
    {"perl", "text/x-perl"},
    {"ruby", "text/x-ruby"},
    {"python", "text/x-python"},
    {"php", "text/x-php"},
    {"node", "application/javascript"},
    {"lua", "text/x-lua"},
    {"sh", "text/x-shellscript"}
  };

  private static final String[][] SCRIPTS = {
    {"for (;;);", "application/javascript"},
    {"document.write(", "application/javascript"},
    {"(function() {", "application/javascript"},
    {"(function(){", "application/javascript"}
  };

  /** What markup and scripts begin with. */
  private static final String BEGINNINGS = "<#{[fd(";

  private MimeSniffer() {}

  /** The type of a body that begins with these bytes; null when it is not known. */
  public static @Nullable String sniff(byte[] bytes, int length) {
    if (length == 0) {
      return null;
    }
    for (Magic magic : BY_FIRST_BYTE.get(bytes[0] & 0xff)) {
      if (begins(bytes, length, magic.offset, magic.text)) {
        return magic.mime;
      }
    }
    if (begins(bytes, length, 0, "PK\u0003\u0004")) {
      return zip(new String(bytes, 0, length, ISO_8859_1));
    }
    if (begins(bytes, length, 0, "\u007FELF")) {
      return elf(bytes, length);
    }
    String ocsp = ocsp(bytes, length);
    return ocsp != null ? ocsp : text(bytes, length);
  }

  private static boolean begins(byte[] bytes, int length, int offset, String magic) {
    if (length - offset < magic.length()) {
      return false;
    }
    for (int i = 0; i < magic.length(); i++) {
      char c = magic.charAt(i);
      if (c != '\uFFFF' && bytes[offset + i] != (byte) c) {
        return false;
      }
    }
    return true;
  }

  private static String zip(String start) {
    if (start.startsWith("META-INF/", 30)) {
      return "application/java-archive";
    }
    if (start.startsWith("[Content_Types].xml", 30) || start.startsWith("_rels/", 30)) {
      if (start.contains("word/")) {
        return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
      }
      return start.contains("xl/")
          ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
          : "application/vnd.openxmlformats-officedocument";
    }
    return "application/zip";
  }

  private static String elf(byte[] bytes, int length) {
    int type = length < 18 ? 0 : bytes[16] | bytes[17];
    return switch (type) {
      case 1 -> "application/x-object";
      case 3 -> "application/x-sharedlib";
      case 4 -> "application/x-coredump";
      default -> "application/x-executable";
    };
  }

  /** The object identifiers of id-sha1 in a request and of id-pkix-ocsp-basic in a response. */
  private static @Nullable String ocsp(byte[] bytes, int length) {
    if (bytes[0] != 0x30) {
      return null;
    }
    for (int at = OCSP_FROM; at <= OCSP_TO; at++) {
      if (begins(bytes, length, at, "\u0006\u0005+\u000E\u0003\u0002\u001A")) {
        return "application/ocsp-request";
      }
      if (begins(bytes, length, at, "\u0006\u0009+\u0006\u0001\u0005\u0005\u00070\u0001\u0001")) {
        return "application/ocsp-response";
      }
    }
    return null;
  }

  private static @Nullable String text(byte[] bytes, int length) {
    int mark = begins(bytes, length, 0, "\u00EF\u00BB\u00BF") ? 3 : 0;
    int start = mark;
    while (start < length && Character.isWhitespace(bytes[start] & 0xff)) {
      start++;
    }
    if (start < length && BEGINNINGS.indexOf(bytes[start] & 0xff) >= 0) {
      String content = new String(bytes, start, length - start, ISO_8859_1);
      String known = content.startsWith("<") ? markup(content) : script(content);
      if (known != null) {
        return known;
      }
    }
    return isPrintable(bytes, length, mark) || isUtf16(bytes, length) ? "text/plain" : null;
  }

  private static @Nullable String markup(String text) {
    boolean xml = text.startsWith("<?xml ");
    int at = 0;
    while (text.startsWith("<!--", at) || text.startsWith("<?xml ", at)) {
      int end = text.startsWith("<?", at) ? text.indexOf("?>", at) : text.indexOf("-->", at);
      if (end < 0) {
        return xml ? "application/xml" : null;
      }
      at = text.indexOf('<', end);
      if (at < 0) {
        return xml ? "application/xml" : null;
      }
    }
    String tag = text.substring(at + 1, Math.min(text.length(), at + 64)).toLowerCase(Locale.ROOT);
    String[] found = first(TAGS, tag);
    return found == null ? xml ? "application/xml" : null : found[1];
  }

  private static @Nullable String script(String text) {
    if (text.startsWith("#!")) {
      int lineEnd = text.indexOf('\n');
      String line = lineEnd < 0 ? text : text.substring(0, lineEnd);
      for (String[] interpreter : INTERPRETERS) {
        if (line.contains(interpreter[0])) {
          return interpreter[1];
        }
      }
      return null;
    }
    if (text.startsWith("{") || text.startsWith("[")) {
      return isJson(text) ? "text/json" : null;
    }
    String[] found = first(SCRIPTS, text);
    return found == null ? null : found[1];
  }

  private static String @Nullable [] first(String[][] table, String text) {
    for (String[] row : table) {
      if (text.startsWith(row[0])) {
        return row;
      }
    }
    return null;
  }

  /** An object with a quoted first key, an array of values, or an empty one. */
  private static boolean isJson(String text) {
    String inner = text.substring(1).stripLeading();
    if (text.charAt(0) == '{') {
      int keyEnd = inner.startsWith("\"") ? inner.indexOf('"', 1) : -1;
      boolean pair = keyEnd > 1 && inner.substring(keyEnd + 1).stripLeading().startsWith(":");
      return pair || inner.strip().equals("}");
    }
    if (inner.startsWith("{") || inner.startsWith("[") || inner.strip().equals("]")) {
      return true;
    }
    int comma = inner.indexOf(',');
    String value = comma < 0 ? "" : inner.substring(0, comma).strip();
    boolean quoted = value.length() > 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted || value.equals("true") || value.equals("false") || isNumber(value);
  }

  private static boolean isNumber(String value) {
    return !value.isEmpty() && value.chars().allMatch(c -> Text.isDigit(c) || c == '.' || c == '-');
  }

  private static boolean isPrintable(byte[] bytes, int length, int from) {
    if (length - from < MIN_TEXT_BYTES) {
      return false;
    }
    for (int i = from; i < from + MIN_TEXT_BYTES; i++) {
      boolean space = bytes[i] >= '\t' && bytes[i] <= '\r';
      if (!space && (bytes[i] < ' ' || bytes[i] > '~')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isUtf16(byte[] bytes, int length) {
    return length >= MIN_TEXT_BYTES
        && (begins(bytes, length, 0, "\u00FF\u00FE") || begins(bytes, length, 0, "\u00FE\u00FF"));
  }
}
