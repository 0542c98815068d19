package org.flowbeam.packet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTest {
  @ParameterizedTest
  @CsvSource({
    "00000000000000000000ffff c0a80001, 192.168.0.1",
    "00000000000000000000ffff 00000000, 0.0.0.0",
    "00000000000000000000000000000000, ::",
    "00000000000000000000000000000001, ::1",
    "fe800000000000000200 86fffe0580da, fe80::200:86ff:fe05:80da",
    "20010db8000000000001000000000001, 2001:db8::1:0:0:1", // the first of two equal runs
    "20010db8000000010001000100010001, 2001:db8:0:1:1:1:1:1", // one group is no run
    "20010000000000010000000000000001, 2001:0:0:1::1", // the longer run
    "20010db8000000000000000000000000, 2001:db8::",
    "00000000000000000000fffe01020304, ::fffe:102:304",
    "abcd0ef0 00000000 00000000 00001200, abcd:ef0::1200",
  })
  void textIsCanonical(String hex, String text) {
    byte[] surrounded = Hex.bytes("ff", hex, "ff");
    assertThat(Address.text(surrounded, 1)).isEqualTo(text);
  }
}
