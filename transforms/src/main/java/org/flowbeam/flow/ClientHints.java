package org.flowbeam.flow;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.packet.IpProtocol;
import org.flowbeam.packet.PacketRecord;

/** What the first payload bytes of a packet say about who sent them. */
final class ClientHints {
  static final int NONE = 0;
  static final int BY_CLIENT = 1;
  static final int BY_SERVER = 2;

  private static final byte[][] HTTP_METHODS = {
    ascii("GET "),
    ascii("POST "),
    ascii("HEAD "),
    ascii("PUT "),
    ascii("DELETE "),
    ascii("OPTIONS "),
    ascii("PATCH "),
    ascii("CONNECT "),
    ascii("TRACE ")
  };
  private static final byte[] HTTP_RESPONSE = ascii("HTTP/1.");

  private static final int TLS_HANDSHAKE = 22;
  private static final int TLS_CLIENT_HELLO = 1;
  private static final int TLS_SERVER_HELLO = 2;
  private static final int DNS_HEADER_BYTES = 12;

  private ClientHints() {}

  static int of(PacketRecord packet) {
    return switch (packet.protocol()) {
      case IpProtocol.TCP -> tcp(packet);
      case IpProtocol.UDP -> dns(packet);
      case IpProtocol.ICMP, IpProtocol.ICMP6 -> icmp(packet);
      default -> NONE;
    };
  }

  private static int tcp(PacketRecord packet) {
    byte[] bytes = packet.bytes();
    int at = packet.payloadOffset();
    int length = packet.payloadCarried();
    if (length >= 6 && bytes[at] == TLS_HANDSHAKE && bytes[at + 1] == 3) {
      int message = bytes[at + 5];
      return message == TLS_CLIENT_HELLO
          ? BY_CLIENT
          : message == TLS_SERVER_HELLO ? BY_SERVER : NONE;
    }
    for (byte[] method : HTTP_METHODS) {
      if (startsWith(bytes, at, length, method)) {
        return BY_CLIENT;
      }
    }
    return startsWith(bytes, at, length, HTTP_RESPONSE) ? BY_SERVER : NONE;
  }

  /** The QR bit (RFC 1035, section 4.1.1), on the ports of DNS, NBNS, mDNS and LLMNR. */
  private static int dns(PacketRecord packet) {
    byte[] key = packet.bytes();
    int aPort = Bits.u16(key, packet.keyOffset() + FlowKey.A_PORT);
    int bPort = Bits.u16(key, packet.keyOffset() + FlowKey.B_PORT);
    if ((!isDnsPort(aPort) && !isDnsPort(bPort)) || packet.payloadCarried() < DNS_HEADER_BYTES) {
      return NONE;
    }
    return packet.bytes()[packet.payloadOffset() + 2] < 0 ? BY_SERVER : BY_CLIENT;
  }

  private static boolean isDnsPort(int port) {
    return port == 53 || port == 137 || port == 5353 || port == 5355;
  }

  /** Of the messages that come in pairs, those that ask and those that only answer. */
  private static int icmp(PacketRecord packet) {
    int at = packet.transportOffset();
    if (at >= packet.ipOffset() + packet.carried()) {
      return NONE;
    }
    int type = Bits.u8(packet.bytes(), at);
    return packet.protocol() == IpProtocol.ICMP
        ? switch (type) {
          case 8, 13, 15, 17 -> BY_CLIENT;
          case 0, 14, 16, 18 -> BY_SERVER;
          default -> NONE;
        }
        : switch (type) {
          case 128, 139, 144 -> BY_CLIENT;
          case 129, 140, 145 -> BY_SERVER;
          default -> NONE;
        };
  }

  private static boolean startsWith(byte[] bytes, int at, int length, byte[] prefix) {
    if (length < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (bytes[at + i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
