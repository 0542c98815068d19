package org.flowbeam.format.x509;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.flowbeam.format.asn1.Der;
import org.flowbeam.format.asn1.Oids;
import org.jspecify.annotations.Nullable;

/**
 * A name of X.501 as text (RFC 2253 in the form of OpenSSL's XN_FLAG_RFC2253, which Zeek uses): the
 * last part first, bytes that are not printable ASCII as {@code \XX}, attributes without a known
 * name or of an unknown type in hex.
 */
final class DistinguishedName {
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();
  private static final int UTF8_STRING = 0x0c;
  private static final int UNIVERSAL_STRING = 0x1c;
  private static final int BMP_STRING = 0x1e;
  private static final Charset UTF_32BE = Charset.forName("UTF-32BE");
  private static final String COMMON_NAME = "CN";

  private final List<String> parts = new ArrayList<>();
  private @Nullable String commonName;
  private boolean malformed;

  /**
   * @param name inside of the sequence of relative names
   */
  DistinguishedName(Der name) {
    while (name.next(Der.SET)) {
      Der set = name.inside();
      boolean first = true;
      while (set.next(Der.SEQUENCE)) {
        read(set.inside(), first);
        first = false;
      }
      malformed |= set.isMalformed();
    }
    malformed |= name.isMalformed();
  }

  /** The last common name in the order of the certificate, as plain text. */
  @Nullable String commonName() {
    return commonName;
  }

  boolean isMalformed() {
    return malformed;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(64);
    for (int i = parts.size() - 1; i >= 0; i--) {
      // each part begins with what separates it from the part before it in the certificate
      text.append(parts.get(i), 1, parts.get(i).length());
      if (i > 0) {
        text.append(parts.get(i).charAt(0));
      }
    }
    return text.toString();
  }

  private void read(Der attribute, boolean opensSet) {
    if (!attribute.next(Der.OID)) {
      malformed = true;
      return;
    }
    String known = Oids.known(attribute.bytes, attribute.start, attribute.length);
    String type =
        known == null ? Oids.dotted(attribute.bytes, attribute.start, attribute.length) : known;
    if (!attribute.next()) {
      malformed = true;
      return;
    }
    StringBuilder part = new StringBuilder(32).append(opensSet ? ',' : '+').append(type);
    part.append('=');
    byte[] utf8 = known == null ? null : utf8(attribute);
    if (utf8 == null) {
      appendHex(part, attribute);
    } else {
      appendEscaped(part, utf8);
      if (type.equals(COMMON_NAME)) {
        commonName = new String(utf8, UTF_8);
      }
    }
    parts.add(part.toString());
  }

  /** The value as UTF-8; null when its type is no text. */
  private static byte @Nullable [] utf8(Der value) {
    return switch (value.tag) {
      case UTF8_STRING -> Arrays.copyOfRange(value.bytes, value.start, value.start + value.length);
      // numeric, printable, teletex (in practice Latin-1), IA5 and visible strings
      case 0x12, 0x13, 0x14, 0x16, 0x1a -> recoded(value, ISO_8859_1);
      case UNIVERSAL_STRING -> recoded(value, UTF_32BE);
      case BMP_STRING -> recoded(value, UTF_16BE);
      default -> null;
    };
  }

  private static byte[] recoded(Der value, Charset charset) {
    return new String(value.bytes, value.start, value.length, charset).getBytes(UTF_8);
  }

  private static void appendEscaped(StringBuilder text, byte[] utf8) {
    for (int i = 0; i < utf8.length; i++) {
      int c = utf8[i] & 0xff;
      if (c < 0x20 || c >= 0x7f) {
        text.append('\\').append(HEX[c >> 4]).append(HEX[c & 15]);
      } else {
        boolean isFirst = i == 0;
        boolean isLast = i == utf8.length - 1;
        boolean atEdge = (c == ' ' && (isFirst || isLast)) || (c == '#' && isFirst);
        if (atEdge || ",+\"\\<>;".indexOf(c) >= 0) {
          text.append('\\');
        }
        text.append((char) c);
      }
    }
  }

  private static void appendHex(StringBuilder text, Der value) {
    text.append('#');
    for (int i = value.elementStart; i < value.start + value.length; i++) {
      text.append(HEX[value.bytes[i] >> 4 & 15]).append(HEX[value.bytes[i] & 15]);
    }
  }
}
