package org.flowbeam.format.ntlm;

import static java.nio.charset.StandardCharsets.UTF_16LE;

import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.io.bytes.EscapedText;
import org.jspecify.annotations.Nullable;

/**
 * Who logs in by an AUTHENTICATE_MESSAGE (MS-NLMP section 2.2.1.3); null for what is empty or lies
 * outside of the message.
 */
public record NtlmNames(
    @Nullable String user, @Nullable String domain, @Nullable String workstation) {
  private static final int MAX_CHARS = 256;
  private static final int HEADER_BYTES = 64;
  private static final int TYPE = 8;
  private static final int AUTHENTICATE = 3;
  private static final int DOMAIN = 28;
  private static final int USER = 36;
  private static final int WORKSTATION = 44;
  private static final int FLAGS = 60;

  /** The names in a message; null when it is no such message. */
  public static @Nullable NtlmNames of(byte[] message) {
    Bytes bytes = Bytes.of(message);
    boolean isIt =
        message.length >= HEADER_BYTES
            && bytes.hasAscii(0, "NTLMSSP\0")
            && bytes.u8(TYPE) == AUTHENTICATE;
    if (!isIt) {
      return null;
    }
    boolean wide = (bytes.u8(FLAGS) & 1) != 0; // NTLMSSP_NEGOTIATE_UNICODE
    return new NtlmNames(
        field(bytes, USER, wide), field(bytes, DOMAIN, wide), field(bytes, WORKSTATION, wide));
  }

  private static @Nullable String field(Bytes message, int at, boolean wide) {
    int length = message.u8(at) | message.u8(at + 1) << 8;
    long from = message.u8(at + 4) | message.u8(at + 5) << 8 | (long) message.u8(at + 6) << 16;
    if (length == 0 || message.u8(at + 7) != 0 || from + length > message.length()) {
      return null;
    }
    int start = message.offset() + (int) from;
    String text =
        wide
            ? EscapedText.ofDecoded(new String(message.array(), start, length, UTF_16LE))
            : EscapedText.of(message.array(), start, length);
    return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS);
  }
}
