package org.flowbeam.packet;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.flowbeam.io.bytes.Bits;

/**
 * Community ID flow hashes, version 1, as the specification and pycommunityid define them: no
 * identifier, one-way ICMP types keep their direction, and only TCP, UDP, SCTP, ICMP and ICMPv6
 * have port bytes. A function of the {@link FlowKey} alone: its endpoints are in the
 * specification's order, or sender first for one-way ICMP. One instance per thread.
 */
public final class CommunityId {
  private final int seed;
  private final MessageDigest sha1;
  private final byte[] input = new byte[2 + 2 * Address.BYTES + 2 + 4];

  /**
   * @param seed 0 to 65,535
   */
  public CommunityId(int seed) {
    if (seed < 0 || seed > 0xffff) {
      throw new IllegalArgumentException("Community ID seed " + seed + " is not in 0..65535");
    }
    this.seed = seed;
    try {
      sha1 = MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  /** The id of the flow with the key at {@code key[offset]}, as {@code 1:} and base64 text. */
  public String of(byte[] key, int offset) {
    int protocol = Bits.u8(key, offset + FlowKey.PROTOCOL);
    boolean portBytes = hasPorts(protocol);
    boolean swap = !portBytes && aIsHigher(key, offset);
    int first = offset + (swap ? FlowKey.B_ADDRESS : FlowKey.A_ADDRESS);
    int second = offset + (swap ? FlowKey.A_ADDRESS : FlowKey.B_ADDRESS);
    Bits.put16(input, 0, seed);
    int at = address(key, second, address(key, first, 2));
    input[at++] = (byte) protocol;
    input[at++] = 0;
    if (portBytes) {
      System.arraycopy(key, offset + FlowKey.A_PORT, input, at, 4);
      at += 4;
    }
    sha1.update(input, 0, at);
    return "1:" + Base64.getEncoder().encodeToString(sha1.digest());
  }

  private static boolean hasPorts(int protocol) {
    return switch (protocol) {
      case IpProtocol.TCP, IpProtocol.UDP, IpProtocol.SCTP, IpProtocol.ICMP, IpProtocol.ICMP6 ->
          true;
      default -> false;
    };
  }

  /** Only ESP and AH keys are not in order: theirs name the sender first. */
  private static boolean aIsHigher(byte[] key, int offset) {
    int a = offset + FlowKey.A_ADDRESS;
    int b = offset + FlowKey.B_ADDRESS;
    int order = Long.compareUnsigned(Address.high(key, a), Address.high(key, b));
    if (order == 0) {
      order = Long.compareUnsigned(Address.low(key, a), Address.low(key, b));
    }
    return order > 0;
  }

  private int address(byte[] key, int from, int to) {
    int skip = Address.isIpv4(key, from) ? 12 : 0;
    System.arraycopy(key, from + skip, input, to, Address.BYTES - skip);
    return to + Address.BYTES - skip;
  }
}
