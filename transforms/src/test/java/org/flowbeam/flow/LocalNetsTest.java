package org.flowbeam.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.flowbeam.io.bytes.Bits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalNetsTest {
  private static boolean contains(LocalNets nets, String literal) throws UnknownHostException {
    byte[] bytes = InetAddress.getByName(literal).getAddress();
    return bytes.length == 4
        ? nets.contains(0, 0xffff_0000_0000L | Bits.u32(bytes, 0))
        : nets.contains(Bits.i64(bytes, 0), Bits.i64(bytes, 8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.255.255.255",
        "172.31.0.1",
        "192.168.1.1",
        "100.127.255.255",
        "127.0.0.1",
        "169.254.1.1",
        "::1",
        "fe80::1",
        "febf::1",
        "fdff::1"
      })
  void privateNetsAreLocal(String address) throws UnknownHostException {
    assertThat(contains(LocalNets.PRIVATE, address)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "11.0.0.0",
        "172.32.0.1",
        "192.169.0.1",
        "100.128.0.1",
        "8.8.8.8",
        "::2",
        "2001:db8::1"
      })
  void othersAreNot(String address) throws UnknownHostException {
    assertThat(contains(LocalNets.PRIVATE, address)).isFalse();
  }

  @Test
  void prefixLengthsReachFromNothingToOneHost() throws UnknownHostException {
    assertThat(contains(LocalNets.parse(List.of("0.0.0.0/0")), "8.8.8.8")).isTrue();
    assertThat(contains(LocalNets.parse(List.of("0.0.0.0/0")), "2001:db8::1")).isFalse();
    assertThat(contains(LocalNets.parse(List.of("::/0")), "8.8.8.8")).isTrue();
    assertThat(contains(LocalNets.parse(List.of("192.0.2.7")), "192.0.2.7")).isTrue();
    assertThat(contains(LocalNets.parse(List.of("192.0.2.7")), "192.0.2.6")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.0.0/33",
        "10.0.0/8",
        "example.org",
        "fe80::/129",
        "10.0.0.0/x",
        "1.2.3.999"
      })
  void anythingElseIsRefusedByName(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LocalNets.parse(List.of(text)))
        .withMessageContaining("'" + text + "'");
  }
}
