package org.flowbeam.packet;

import static org.assertj.core.api.Assertions.assertThat;

import org.flowbeam.io.bytes.Bits;
import org.junit.jupiter.api.Test;

class TunnelStackTest {
  private final TunnelStack stack = new TunnelStack();

  @Test
  void identifiersAreUnsignedAndInTheBaseOfTheirKind() {
    stack.push(Tunnel.MPLS, 0xfffff);
    stack.push(Tunnel.L2TPV3, -1);
    stack.push(Tunnel.GTPU, 0xffff_ffff);
    stack.push(Tunnel.GRE, 7);
    stack.push(Tunnel.GRE_KEY, 0x1f);
    assertThat(stack.texts())
        .containsExactly("mpls:1048575", "l2tpv3:4294967295", "gtpu:ffffffff", "gre", "gre:1f");
  }

  @Test
  void theNinthHeaderIsRefused() {
    for (int i = 0; i < TunnelStack.MAX_DEPTH; i++) {
      assertThat(stack.push(Tunnel.MPLS, i)).isTrue();
    }
    assertThat(stack.push(Tunnel.MPLS, 8)).isFalse();
    assertThat(stack.texts()).hasSize(8).last().isEqualTo("mpls:7");
  }

  @Test
  void theOutermostEndpointsStay() {
    byte[] bytes = Hex.bytes("c0000201 c0000202 c6336401 c6336402");
    stack.setOuterEndpoints(ipv4(bytes, 0), true);
    stack.setOuterEndpoints(ipv4(bytes, 8), false);
    stack.push(Tunnel.VXLAN, 42);
    byte[] out = new byte[stack.encodedLength()];
    stack.encode(out, 0);
    assertThat(Address.text(out, TunnelStack.SOURCE)).isEqualTo("192.0.2.1");
    assertThat(Address.text(out, TunnelStack.DESTINATION)).isEqualTo("192.0.2.2");
    assertThat(Bits.u16(out, TunnelStack.SOURCE_PORT)).isEqualTo(40000);
    assertThat(Bits.u16(out, TunnelStack.DESTINATION_PORT)).isEqualTo(4789);
    assertThat(TunnelStack.texts(out, 0, 1)).containsExactly("vxlan:42");
  }

  @Test
  void aClearedStackHasNoEndpoints() {
    stack.setOuterEndpoints(ipv4(Hex.bytes("c0000201 c0000202"), 0), true);
    stack.push(Tunnel.IPIP, 0);
    stack.clear();
    stack.push(Tunnel.MPLS, 16);
    byte[] out = new byte[stack.encodedLength()];
    stack.encode(out, 0);
    assertThat(out).startsWith(new byte[36]);
  }

  private static DecodedPacket ipv4(byte[] bytes, int source) {
    DecodedPacket p = new DecodedPacket();
    p.reset(bytes, 0, bytes.length, bytes.length, 0);
    p.ipVersion = 4;
    p.sourceAddressOffset = source;
    p.destinationAddressOffset = source + 4;
    p.sourcePort = 40000;
    p.destinationPort = 4789;
    return p;
  }
}
