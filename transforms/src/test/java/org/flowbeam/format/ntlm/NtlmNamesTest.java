package org.flowbeam.format.ntlm;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class NtlmNamesTest {
  private static final int UNICODE = 1;

  /** MS-NLMP 2.2.1.3: signature, type, then six fields of length, room and offset, then flags. */
  private static byte[] authenticate(int flags, byte[] domain, byte[] user, byte[] workstation) {
    int end = 64 + domain.length + user.length + workstation.length;
    ByteBuffer message = ByteBuffer.allocate(end).order(ByteOrder.LITTLE_ENDIAN);
    message.put("NTLMSSP\0".getBytes(ISO_8859_1)).putInt(3);
    message.position(28);
    int at = 64;
    for (byte[] field : new byte[][] {domain, user, workstation}) {
      message.putShort((short) field.length).putShort((short) field.length).putInt(at);
      at += field.length;
    }
    message.position(60);
    message.putInt(flags).put(domain).put(user).put(workstation);
    return message.array();
  }

  @Test
  void theThirdMessageNamesWhoLogsIn() {
    byte[] message =
        authenticate(
            UNICODE,
            "CORP".getBytes(UTF_16LE),
            "eve".getBytes(UTF_16LE),
            "PC-7".getBytes(UTF_16LE));
    assertThat(NtlmNames.of(message)).isEqualTo(new NtlmNames("eve", "CORP", "PC-7"));
  }

  @Test
  void withoutUnicodeNamesAreBytes() {
    byte[] message =
        authenticate(0, new byte[0], "eve".getBytes(ISO_8859_1), "PC".getBytes(ISO_8859_1));
    assertThat(NtlmNames.of(message)).isEqualTo(new NtlmNames("eve", null, "PC"));
  }

  @Test
  void fieldsOutsideOfTheMessageAreNone() {
    byte[] message = authenticate(0, new byte[0], "eve".getBytes(ISO_8859_1), new byte[0]);
    message[36 + 6] = (byte) 0xff;
    assertThat(NtlmNames.of(message)).isEqualTo(new NtlmNames(null, null, null));
  }

  @Test
  void otherMessagesAreNone() {
    byte[] first = authenticate(0, new byte[0], new byte[0], new byte[0]);
    first[8] = 1;
    assertThat(NtlmNames.of(first)).isNull();
    assertThat(NtlmNames.of(new byte[63])).isNull();
  }
}
