package org.flowbeam.format.sasl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.flowbeam.io.bytes.Bytes;
import org.junit.jupiter.api.Test;

class SaslLoginTest {
  private static SaslLogin login(String mechanism, byte[]... messages) {
    SaslLogin login = new SaslLogin(mechanism);
    for (byte[] message : messages) {
      login.message(Bytes.of(Base64.getEncoder().encode(message)));
    }
    return login;
  }

  private static byte[] text(String latin1) {
    return latin1.getBytes(ISO_8859_1);
  }

  /** MS-NLMP 2.2.1.3, names as bytes: domain at 28, user at 36. */
  private static byte[] ntlm(String domain, String user) {
    ByteBuffer message = ByteBuffer.allocate(64 + domain.length() + user.length());
    message.order(ByteOrder.LITTLE_ENDIAN).put(text("NTLMSSP\0")).putInt(3);
    message.putShort(28, (short) domain.length()).putInt(32, 64);
    message.putShort(36, (short) user.length()).putInt(40, 64 + domain.length());
    message.position(64).put(text(domain)).put(text(user));
    return message.array();
  }

  @Test
  void plainTellsNameAndPassword() {
    SaslLogin login = login("plain", text("admin\0eve\0pencil"));
    assertThat(login.mechanism()).isEqualTo("PLAIN");
    assertThat(login.user()).isEqualTo("eve");
    assertThat(login.secret()).isEqualTo("pencil");
  }

  @Test
  void ntlmTellsNameAndDomain() {
    SaslLogin login = login("NTLM", text("NTLMSSP\0\1\0\0\0"), ntlm("CORP", "eve"));
    assertThat(login.user()).isEqualTo("eve");
    assertThat(login.domain()).isEqualTo("CORP");
    assertThat(login.secret()).isNull();
  }

  /** Whoever logs in without a domain has none, and not an empty one. */
  @Test
  void anEmptyNameOfNtlmIsNone() {
    SaslLogin login = login("NTLM", ntlm("", "eve"));
    assertThat(login.user()).isEqualTo("eve");
    assertThat(login.domain()).isNull();
  }
}
