package org.flowbeam.protocol.dns;

import java.util.HashMap;
import java.util.Map;

/** Numbers and names of types, classes, response codes and opcodes; the names are Zeek's. */
final class Codes {
  static final int CNAME = 5;
  static final int NULL = 10;
  static final int MX = 15;
  static final int TXT = 16;
  static final int KEY = 25;
  static final int NB = 32;
  static final int NBSTAT = 33;
  static final int SRV = 33;
  static final int OPT = 41;
  static final int IXFR = 251;
  static final int AXFR = 252;
  static final int FIRST_PRIVATE_TYPE = 65280;
  static final int LAST_PRIVATE_TYPE = 65534;

  private static final String[] LOW_TYPES =
      ("0 A NS MD MF CNAME SOA MB MG MR NULL WKS PTR HINFO MINFO MX TXT RP AFSDB X25 ISDN RT NSAP"
              + " NSAP-PTR SIG KEY PX GPOS AAAA LOC NXT EID NIMLOC SRV ATMA NAPTR KX CERT A6 DNAME"
              + " SINK OPT APL DS SSHFP IPSECKEY RRSIG NSEC DNSKEY DHCID NSEC3 NSEC3PARAM TLSA"
              + " SMIMEA 54 HIP NINFO RKEY TALINK CDS CDNSKEY OPENPGPKEY CSYNC ZONEMD SVCB HTTPS")
          .split(" ");

  private static final Map<Integer, String> TYPES = new HashMap<>();

  static {
    for (int type = 1; type < LOW_TYPES.length; type++) {
      TYPES.put(type, LOW_TYPES[type]);
    }
    TYPES.remove(54); // not assigned
    String high =
        "99 SPF 100 UINFO 101 UID 102 GID 103 UNSPEC 104 NID 105 L32 106 L64 107 LP 108 EUI48 109"
            + " EUI64 249 TKEY 250 TSIG 251 IXFR 252 AXFR 253 MAILB 254 MAILA 255 * 256 URI 257 CAA"
            + " 32768 TA 32769 DLV 65281 WINS 65282 WINS-R 65422 XPF 65521 INTEGRITY";
    String[] words = high.split(" ");
    for (int i = 0; i < words.length; i += 2) {
      TYPES.put(Integer.valueOf(words[i]), words[i + 1]);
    }
  }

  private static final String[] RESPONSE_CODES = {
    "NOERROR",
    "FORMERR",
    "SERVFAIL",
    "NXDOMAIN",
    "NOTIMP",
    "REFUSED",
    "YXDOMAIN",
    "YXRRSET",
    "NXRRSet",
    "NOTAUTH",
    "NOTZONE",
    "unassigned-11",
    "unassigned-12",
    "unassigned-13",
    "unassigned-14",
    "unassigned-15",
    "BADVERS",
    "BADKEY",
    "BADTIME",
    "BADMODE",
    "BADNAME",
    "BADALG",
    "BADTRUNC",
    "BADCOOKIE"
  };

  private Codes() {}

  /** Whether the records of a type hold what their owner likes: texts, names, bytes. */
  static boolean carriesFreeData(int type) {
    return switch (type) {
      case CNAME, NULL, MX, TXT, KEY, SRV -> true;
      default -> type >= FIRST_PRIVATE_TYPE && type <= LAST_PRIVATE_TYPE;
    };
  }

  static String type(int type, boolean netbios) {
    if (netbios && type == NB) {
      return "NB";
    }
    if (netbios && type == NBSTAT) {
      return "NBSTAT";
    }
    String name = type < LOW_TYPES.length && type > 0 ? LOW_TYPES[type] : TYPES.get(type);
    return name == null || type == 54 ? "query-" + type : name;
  }

  static String qclass(int qclass) {
    return switch (qclass) {
      case 1 -> "C_INTERNET";
      case 2 -> "C_CSNET";
      case 3 -> "C_CHAOS";
      case 4 -> "C_HESIOD";
      case 254 -> "C_NONE";
      case 255 -> "C_ANY";
      default -> "qclass-" + qclass;
    };
  }

  /** Whether questions of that class exist; without mDNS's bit. */
  static boolean isKnownClass(int qclass) {
    return (qclass >= 1 && qclass <= 4) || qclass == 254 || qclass == 255;
  }

  static String responseCode(int code) {
    return code < RESPONSE_CODES.length ? RESPONSE_CODES[code] : "rcode-" + code;
  }

  static String opcode(int opcode, boolean netbios) {
    if (netbios) {
      return switch (opcode) {
        case 0 -> "netbios-query";
        case 5 -> "netbios-registration";
        case 6 -> "netbios-release";
        case 7 -> "netbios-wack";
        case 8 -> "netbios-refresh";
        default -> "netbios-opcode-" + opcode;
      };
    }
    return switch (opcode) {
      case 0 -> "query";
      case 1 -> "iquery";
      case 2 -> "server-status";
      case 4 -> "notify";
      case 5 -> "dynamic-update";
      case 6 -> "dso";
      default -> "opcode-" + opcode;
    };
  }

  /** RFC 6895, 2.2, and RFC 8490; of NetBIOS RFC 1002, 4.2.1.1, and Microsoft's 9 and 15. */
  static boolean isKnownOpcode(int opcode, boolean netbios) {
    return netbios
        ? opcode == 0 || (opcode >= 5 && opcode <= 9) || opcode == 15
        : opcode <= 6 && opcode != 3;
  }
}
