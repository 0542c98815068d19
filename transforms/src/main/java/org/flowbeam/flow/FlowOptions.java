package org.flowbeam.flow;

import java.io.Serializable;
import java.time.Duration;
import org.flowbeam.dedup.DedupOptions;
import org.flowbeam.packet.IpProtocol;

/**
 * How flows are cut and counted.
 *
 * @param idleTcpNanos a gap this long ends an epoch unless the next packet continues its numbers
 * @param idleUdpNanos a gap this long ends an epoch of UDP or UDP-Lite
 * @param idleOtherNanos a gap this long ends an epoch of any other protocol
 * @param tcpLingerNanos how long after a close packets without SYN still belong to the epoch
 * @param localNets for {@code local_orig} and {@code local_resp}
 * @param packetIndex whether {@code packet_index} is written
 * @param dedup which packets are removed as copies
 */
public record FlowOptions(
    long idleTcpNanos,
    long idleUdpNanos,
    long idleOtherNanos,
    long tcpLingerNanos,
    Checksums checksums,
    LocalNets localNets,
    int communityIdSeed,
    boolean packetIndex,
    DedupOptions dedup)
    implements Serializable {

  public static FlowOptions defaults() {
    return new FlowOptions(
        Duration.ofSeconds(300).toNanos(),
        Duration.ofSeconds(60).toNanos(),
        Duration.ofSeconds(60).toNanos(),
        Duration.ofSeconds(120).toNanos(),
        Checksums.REPORT,
        LocalNets.PRIVATE,
        0,
        true,
        DedupOptions.defaults());
  }

  public FlowOptions withIdleNanos(long tcp, long udp, long other) {
    return new FlowOptions(
        tcp, udp, other, tcpLingerNanos, checksums, localNets, communityIdSeed, packetIndex, dedup);
  }

  public FlowOptions withTcpLingerNanos(long nanos) {
    return new FlowOptions(
        idleTcpNanos,
        idleUdpNanos,
        idleOtherNanos,
        nanos,
        checksums,
        localNets,
        communityIdSeed,
        packetIndex,
        dedup);
  }

  public FlowOptions withChecksums(Checksums choice) {
    return new FlowOptions(
        idleTcpNanos,
        idleUdpNanos,
        idleOtherNanos,
        tcpLingerNanos,
        choice,
        localNets,
        communityIdSeed,
        packetIndex,
        dedup);
  }

  public FlowOptions withLocalNets(LocalNets nets) {
    return new FlowOptions(
        idleTcpNanos,
        idleUdpNanos,
        idleOtherNanos,
        tcpLingerNanos,
        checksums,
        nets,
        communityIdSeed,
        packetIndex,
        dedup);
  }

  public FlowOptions withPacketIndex(boolean wanted) {
    return new FlowOptions(
        idleTcpNanos,
        idleUdpNanos,
        idleOtherNanos,
        tcpLingerNanos,
        checksums,
        localNets,
        communityIdSeed,
        wanted,
        dedup);
  }

  public FlowOptions withDedup(DedupOptions choice) {
    return new FlowOptions(
        idleTcpNanos,
        idleUdpNanos,
        idleOtherNanos,
        tcpLingerNanos,
        checksums,
        localNets,
        communityIdSeed,
        packetIndex,
        choice);
  }

  /** The idle timeout of an IP protocol. */
  long idleNanos(int protocol) {
    return switch (protocol) {
      case IpProtocol.TCP -> idleTcpNanos;
      case IpProtocol.UDP, IpProtocol.UDP_LITE -> idleUdpNanos;
      default -> idleOtherNanos;
    };
  }
}
