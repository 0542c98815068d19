package org.flowbeam.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.FlowKey;
import org.junit.jupiter.api.Test;

/** Golden vectors: computed with another SHA-256 from the documented bytes. */
class FlowIdTest {
  private static final long TIME = 1_700_000_000_123_456_789L;

  /** TCP 10.0.0.1:40000 and 10.0.0.2:80. */
  private static byte[] key() {
    byte[] key = new byte[FlowKey.BYTES];
    key[FlowKey.KIND] = FlowKey.TWO_WAY;
    key[FlowKey.PROTOCOL] = 6;
    Bits.put64(key, FlowKey.A_ADDRESS + 8, 0xffff_0a00_0001L);
    Bits.put64(key, FlowKey.B_ADDRESS + 8, 0xffff_0a00_0002L);
    Bits.put16(key, FlowKey.A_PORT, 40_000);
    Bits.put16(key, FlowKey.B_PORT, 80);
    return key;
  }

  @Test
  void idsNeverChange() {
    assertThat(new FlowId().of(key(), 0, TIME, 0)).isEqualTo("ef6BhfQKdD0UxM00");
    assertThat(new FlowId().of(key(), 0, TIME, 1)).isEqualTo("0363smFAB4-hrro3");
    assertThat(new FlowId().of(key(), 0, -1, 0)).isEqualTo("_dQwnd2uYxANO6gv");
  }

  @Test
  void hashOfTheKeyDoesNotCount() {
    byte[] key = key();
    FlowKey.seal(key, 0);
    assertThat(new FlowId().of(key, 0, TIME, 0)).isEqualTo("ef6BhfQKdD0UxM00");
  }

  @Test
  void everyByteOfTheKeyCounts() {
    FlowId ids = new FlowId();
    String id = ids.of(key(), 0, TIME, 0);
    for (int i = FlowKey.KIND; i < FlowKey.BYTES; i++) {
      byte[] other = key();
      other[i] ^= 1;
      assertThat(ids.of(other, 0, TIME, 0)).as("byte %d", i).isNotEqualTo(id);
    }
  }
}
