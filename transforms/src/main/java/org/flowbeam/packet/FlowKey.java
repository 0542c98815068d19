package org.flowbeam.packet;

import org.flowbeam.io.bytes.Bits;

/**
 * The bytes that decide which packets belong together, and the first part of every sorted packet.
 *
 * <pre>
 *  0  hash      8  mixes all that follows; its high bits choose the bucket
 *  8  kind      1  {@link #NO_FLOW}, {@link #TWO_WAY}, {@link #ONE_WAY} or {@link #FRAGMENT}
 *  9  protocol  1  IP protocol number; the {@link Unkeyed} code for NO_FLOW
 * 10  a        16  lower endpoint's address, IPv4 as ::ffff:a.b.c.d (ONE_WAY, FRAGMENT: the sender's)
 * 26  b        16  higher endpoint's address
 * 42  aPort     2  port; for ICMP the type; ESP and AH: the high half of the SPI
 * 44  bPort     2  port; for ICMP the counterpart type, one-way types the code; the low half of the SPI
 * 46  overlay   4  0 outside overlay networks, else 1 + VNI or VSID; see {@link #OF_VLANS}
 * 50  id        2  identifier of ICMP echo, timestamp, information and mask messages
 * </pre>
 *
 * Endpoints are ordered by (address, port), unsigned, so that both directions share one key.
 * NO_FLOW keys hold the packet's dedup hash in place of address a, so that copies lie together.
 */
public final class FlowKey {
  public static final int BYTES = 52;

  public static final int NO_FLOW = 0;
  public static final int TWO_WAY = 1;
  public static final int ONE_WAY = 2;
  public static final int FRAGMENT = 3;

  public static final int HASH = 0;
  public static final int KIND = 8;
  public static final int PROTOCOL = 9;
  public static final int A_ADDRESS = 10;
  public static final int B_ADDRESS = 26;
  public static final int A_PORT = 42;
  public static final int B_PORT = 44;
  public static final int OVERLAY = 46;
  public static final int IDENTIFIER = 50;

  /**
   * In the overlay field where VLANs keep flows apart: this bit, the number of VLAN ids (4 bits
   * from bit 24 on), the second innermost id (12 bits), the innermost id (12 bits).
   */
  public static final int OF_VLANS = 1 << 31;

  private FlowKey() {}

  /** Whether this is the key of a security association of ESP (RFC 4303) in one direction. */
  public static boolean isEsp(byte[] key, int offset) {
    return key[offset + KIND] == ONE_WAY && key[offset + PROTOCOL] == IpProtocol.ESP;
  }

  /** Writes the hash over the key bytes that follow it; call last. */
  public static void seal(byte[] key, int offset) {
    Bits.put64(key, offset + HASH, hash(key, offset));
  }

  /**
   * A fixed 64-bit mix of the 44 key bytes. Whoever chooses colliding keys wins nothing: a bucket
   * is merged one key at a time, so collisions cost parallelism, never memory.
   */
  private static long hash(byte[] key, int offset) {
    long h = 0x9E37_79B9_7F4A_7C15L;
    for (int i = KIND; i < BYTES - 4; i += 8) {
      h = mix(h ^ Bits.i64(key, offset + i));
    }
    return mix(h ^ Bits.u32(key, offset + BYTES - 4));
  }

  private static long mix(long value) {
    long h = value;
    h = (h ^ (h >>> 32)) * 0xD6E8_FEB8_6659_FD93L;
    h = (h ^ (h >>> 32)) * 0xD6E8_FEB8_6659_FD93L;
    return h ^ (h >>> 32);
  }

  /**
   * The bucket of a sealed key, 0 to {@code buckets - 1}: a function of the hash's high 32 bits.
   */
  public static int bucket(byte[] key, int offset, int buckets) {
    return (int) ((Bits.u32(key, offset + HASH) * buckets) >>> 32);
  }
}
