package org.flowbeam.protocol.dns;

import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.io.bytes.EscapedText;
import org.flowbeam.packet.Address;
import org.jspecify.annotations.Nullable;

/**
 * The data of a record as text: as the answers of Zeek's dns.log for the types that are shown there
 * (of SOA, MX and SRV the name only), else in the format of zone files; unknown types and data that
 * does not fit its type as {@code \# length hex} (RFC 3597, 5).
 */
final class RecordData {
  private static final String[] SERVICE_KEYS = {
    "mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint"
  };

  /** What was wrong of the last data. */
  final Set<Problem> problems = EnumSet.noneOf(Problem.class);

  private final DnsText texts;
  private final DnsName name = new DnsName();
  private final StringBuilder text = new StringBuilder(256);
  private Bytes message = new Bytes();
  private int at;
  private int end;
  private boolean broken;

  RecordData(DnsText texts) {
    this.texts = texts;
  }

  /**
   * The text of {@code message[from, from + length)}, which must lie inside.
   *
   * @param owner name of the record, if known
   */
  String text(
      int type, @Nullable String owner, Bytes message, int from, int length, boolean netbios) {
    this.message = message;
    at = from;
    end = from + length;
    broken = false;
    problems.clear();
    text.setLength(0);
    String typed = length == 0 ? null : typed(type, owner, netbios);
    if (typed != null && !broken && at == end) {
      return typed;
    }
    if (typed != null) {
      problems.add(Problem.BAD_RECORD);
    }
    return generic(from);
  }

  private String generic(int from) {
    text.setLength(0);
    text.append("\\# ").append(end - from);
    if (end > from) {
      text.append(' ');
      hex(from, end);
    }
    return text.toString();
  }

  /** Null for types without a format of their own. */
  private @Nullable String typed(int type, @Nullable String owner, boolean netbios) {
    if (netbios && type == Codes.NB) {
      return netbiosAddresses();
    }
    if (netbios && type == Codes.NBSTAT) {
      return netbiosStatus();
    }
    return switch (type) {
      case 1 -> ipv4();
      case 2, 3, 4, 5, 7, 8, 9, 12, 23, 39 -> name("");
      case 6 -> startOfAuthority();
      case 13, 20, 27 -> quotedStrings();
      case 14, 17, 58 -> names();
      case 15 -> skip(2).name("");
      case 16 -> strings("TXT");
      case 18, 21, 36 -> number16(" ").dottedName();
      case 19 -> quotedStrings();
      case 28 -> ipv6();
      case 29 -> location();
      case 33 -> skip(6).name("");
      case 35 -> namingAuthority();
      case 37 -> number16(" ").number16(" ").number8(" ").base64();
      case 43 -> word("DS ").skip(2).number8(" ").number8("").rest();
      case 44 -> word("SSHFP: ").skip(2).hexText();
      case 25, 60 -> number16(" ").number8(" ").number8(" ").base64();
      case 46 -> signature();
      case 47 -> nextName(owner);
      case 48 -> word("DNSKEY ").skip(3).number8("").rest();
      case 49, 61 -> base64();
      case 50 -> hashedNextName();
      case 51 -> word("NSEC3PARAM").skip(4).string().done();
      case 52, 53 -> number8(" ").number8(" ").number8(" ").hexText();
      case 59, 32768, 32769 -> number16(" ").number8(" ").number8(" ").hexText();
      case 63 -> number32(" ").number8(" ").number8(" ").hexText();
      case 64, 65 -> service();
      case 99 -> strings("SPF");
      case 108, 109 -> hardwareAddress(type == 108 ? 6 : 8);
      case 256 -> number16(" ").number16(" ").quotedRest();
      case 257 -> number8(" ").tag().quotedRest();
      default -> null;
    };
  }

  private String ipv4() {
    dottedQuad();
    return done();
  }

  private String ipv6() {
    if (end - at != Address.BYTES) {
      broken = true;
      return "";
    }
    at = end;
    return Address.text(message.array(), message.offset() + end - Address.BYTES);
  }

  private void dottedQuad() {
    number8(".").number8(".").number8(".").number8("");
  }

  private String name(String root) {
    readName();
    return name.length == 1 ? root : texts.name(name.lower, name.length);
  }

  /** A name of which the root is a dot, behind other fields. */
  private String dottedName() {
    text.append(name("."));
    return done();
  }

  private void readName() {
    int next = broken ? DnsName.CUT : name.read(message, at);
    if (name.isCut()) {
      problems.add(Problem.NAME_TOO_LONG);
    }
    if (next < 0 || next > end || name.length == 0 || name.isCut()) {
      broken = true;
      name.length = 0;
      return;
    }
    problems.addAll(name.problems);
    at = next;
  }

  private String names() {
    text.append(name(".")).append(' ').append(name("."));
    return done();
  }

  /** Zeek: the primary server only. */
  private String startOfAuthority() {
    String server = name("");
    readName();
    skip(20);
    return server;
  }

  private String strings(String word) {
    do {
      if (text.length() > 0) {
        text.append(' ');
      }
      int length = u8();
      text.append(word).append(' ').append(length).append(' ');
      bytes(length);
    } while (!broken && at < end);
    return done();
  }

  private String quotedStrings() {
    do {
      text.append(text.length() > 0 ? " \"" : "\"");
      bytes(u8());
      text.append('"');
    } while (!broken && at < end);
    return done();
  }

  private String quotedRest() {
    text.append('"');
    bytes(end - at);
    text.append('"');
    return done();
  }

  private RecordData tag() {
    bytes(u8());
    return word(" ");
  }

  private RecordData string() {
    return skip(u8());
  }

  /** Zeek: order, preference, flags, service, then what is there of expression and replacement. */
  private String namingAuthority() {
    word("NAPTR ").number16(" ").number16(" ");
    bytes(u8());
    text.append(' ');
    bytes(u8());
    text.append(' ');
    int start = text.length();
    bytes(u8());
    String replacement = name("");
    if (!replacement.isEmpty()) {
      text.append(text.length() > start ? " " : "").append(replacement);
    }
    return done();
  }

  private String signature() {
    word("RRSIG ").number16("").skip(16);
    text.append(' ').append(name("<Root>"));
    return rest();
  }

  private String nextName(@Nullable String owner) {
    text.append("NSEC ").append(owner == null ? "" : owner).append(' ').append(name(""));
    return rest();
  }

  private String hashedNextName() {
    word("NSEC3").skip(4).string();
    return string().rest();
  }

  /** RFC 1876; Zeek: size and both precisions as bytes. */
  private String location() {
    skip(1).word("LOC:  ").number8(" ").number8(" ").number8("");
    return skip(12).done();
  }

  private String hardwareAddress(int length) {
    broken |= end - at != length;
    while (!broken && at < end) {
      hex(at, at + 1);
      at++;
      text.append(at < end ? "-" : "");
    }
    return done();
  }

  /** RFC 9460, 2.1 and appendix A, without quotes. */
  private String service() {
    number16(" ");
    text.append(name("."));
    while (!broken && at < end) {
      int key = u16();
      int stop = at + 2 + (at + 2 <= end ? message.u16(at) : 0);
      skip(2);
      if (stop > end) {
        broken = true;
        break;
      }
      serviceParameter(key, stop);
      broken |= at != stop;
    }
    return done();
  }

  private void serviceParameter(int key, int stop) {
    text.append(' ').append(serviceKey(key));
    if (at < stop) {
      text.append('=');
    }
    String separator = "";
    while (!broken && at < stop) {
      text.append(separator);
      separator = ",";
      switch (key) {
        case 0 -> text.append(serviceKey(u16()));
        case 1 -> listed(u8());
        case 3 -> number16("");
        case 4 -> dottedQuad();
        case 5 -> base64(stop);
        case 6 -> {
          skip(Address.BYTES);
          if (!broken) {
            text.append(Address.text(message.array(), message.offset() + at - Address.BYTES));
          }
        }
        default -> bytes(stop - at);
      }
    }
  }

  private static String serviceKey(int key) {
    return key < SERVICE_KEYS.length ? SERVICE_KEYS[key] : "key" + key;
  }

  /** RFC 1002, 4.2.13: two bytes of flags and an address each. */
  private String netbiosAddresses() {
    do {
      text.append(text.length() > 0 ? "," : "");
      skip(2);
      dottedQuad();
    } while (!broken && at < end);
    return done();
  }

  /** RFC 1002, 4.2.18: the names with their types; the statistics behind them are left out. */
  private String netbiosStatus() {
    int names = u8();
    for (int i = 0; i < names && !broken; i++) {
      int length = 15;
      while (at + 18 <= end && length > 0 && message.u8(at + length - 1) <= ' ') {
        length--;
      }
      text.append(i > 0 ? "," : "");
      bytes(length);
      skip(15 - length);
      text.append('<');
      if (at < end) {
        hex(at, at + 1);
      }
      text.append('>');
      skip(3);
    }
    return rest();
  }

  private RecordData word(String word) {
    text.append(word);
    return this;
  }

  private RecordData number8(String behind) {
    text.append(u8()).append(behind);
    return this;
  }

  private RecordData number16(String behind) {
    text.append(u16()).append(behind);
    return this;
  }

  private RecordData number32(String behind) {
    text.append((long) u16() << 16 | u16()).append(behind);
    return this;
  }

  private int u8() {
    if (at >= end) {
      broken = true;
      return 0;
    }
    return message.u8(at++);
  }

  private int u16() {
    return u8() << 8 | u8();
  }

  private RecordData skip(int count) {
    broken |= end - at < count;
    at = Math.min(end, at + count);
    return this;
  }

  private void bytes(int count) {
    int from = message.offset() + at;
    skip(count);
    EscapedText.append(text, message.array(), from, message.offset() + at);
  }

  /** An item of a list: its own commas are escaped (RFC 9460, A.1). */
  private void listed(int count) {
    int from = text.length();
    bytes(count);
    for (int i = text.length() - 1; i >= from; i--) {
      if (text.charAt(i) == ',') {
        text.insert(i, "\\092");
      }
    }
  }

  private void hex(int from, int to) {
    DnsText.hex(text, message.array(), message.offset() + from, message.offset() + to);
  }

  private String hexText() {
    hex(at, end);
    return rest();
  }

  private String base64() {
    base64(end);
    return done();
  }

  private void base64(int stop) {
    byte[] bytes = message.copy(at, stop - at);
    text.append(Base64.getEncoder().encodeToString(bytes));
    at = stop;
  }

  /** What follows is not shown. */
  private String rest() {
    at = end;
    return text.toString();
  }

  private String done() {
    return text.toString();
  }
}
