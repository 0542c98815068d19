package org.flowbeam.assemble;

import java.util.ArrayList;
import java.util.List;
import org.flowbeam.flow.EndReason;
import org.flowbeam.flow.FlowOptions;
import org.flowbeam.flow.FlowTracker;
import org.flowbeam.flow.FlowTunnels;
import org.flowbeam.flow.LongSlots;
import org.flowbeam.flow.OriginatorRule;
import org.flowbeam.flow.SideCounters;
import org.flowbeam.flow.TcpSide;
import org.flowbeam.flow.Transport;
import org.flowbeam.packet.Address;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.schemas.FlowRow;
import org.jspecify.annotations.Nullable;

/** Turns an ended epoch into its row; NULL where something was not seen or does not apply. */
final class FlowRows {
  static final int MAX_SOURCES = 64;

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final FlowOptions options;
  private final RunFacts run;
  private final FlowNames names;

  FlowRows(FlowOptions options, RunFacts run, FlowNames names) {
    this.options = options;
    this.run = run;
    this.names = names;
  }

  /** Microseconds since 1970 of a time in nanoseconds, rounded down. */
  static long micros(long nanos) {
    return Math.floorDiv(nanos, 1000);
  }

  FlowRow row(FlowTracker epoch, EndReason reason) {
    FlowRow row = new FlowRow();
    boolean ofB = epoch.originatorIsB();
    setIdentity(row, epoch);
    setTunnels(row, epoch.tunnels(), ofB);
    setSrc(row, epoch, epoch.side(ofB), ofB);
    setDst(row, epoch, epoch.side(!ofB), !ofB);
    row.setLocalOrig(options.localNets().contains(row.getSrcIpHi(), row.getSrcIpLo()));
    row.setLocalResp(options.localNets().contains(row.getDstIpHi(), row.getDstIpLo()));
    row.setOriginatorRule(epoch.originatorRule().text());
    row.setConnState(epoch.connState());
    row.setHistory(epoch.history());
    row.setEndReason(reason.text());
    setTiming(row, epoch);
    if (epoch.isTcp()) {
      setTcp(row, epoch, ofB);
    }
    setIcmp(row, epoch);
    setEvidence(row, epoch);
    return row;
  }

  private void setIdentity(FlowRow row, FlowTracker epoch) {
    row.setFlowId(epoch.flowId());
    row.setCommunityId(names.communityId());
    row.setProto(Transport.name(epoch.protocol()));
    row.setIpProto(epoch.protocol());
  }

  private static void setTunnels(FlowRow row, FlowTunnels tunnels, boolean ofB) {
    row.setTunnels(tunnels.texts());
    row.setOuterSrcIp(tunnels.outerAddress(ofB));
    row.setOuterSrcPort(tunnels.outerPort(ofB));
    row.setOuterDstIp(tunnels.outerAddress(!ofB));
    row.setOuterDstPort(tunnels.outerPort(!ofB));
    row.setIsTunnel(tunnels.isTunnel());
  }

  private static void setTiming(FlowRow row, FlowTracker epoch) {
    long start = micros(epoch.times().startNanos());
    long end = micros(epoch.times().endNanos());
    row.setStartTime(start);
    row.setStartNanos((int) Math.floorMod(epoch.times().startNanos(), 1000L));
    row.setEndTime(end);
    row.setDurationUs(end - start);
    row.setLastPacketTime(micros(epoch.times().lastNanos()));
    if (epoch.times().interArrival().count() > 0) {
      row.setMaxIdleUs(epoch.times().interArrival().maxMicros());
      row.setIatMeanUs(epoch.times().interArrival().meanMicros());
      row.setIatStddevUs(epoch.times().interArrival().deviationMicros());
    }
  }

  private static void setTcp(FlowRow row, FlowTracker epoch, boolean ofB) {
    row.setPartial(epoch.originatorRule() != OriginatorRule.SYN);
    row.setServerRttUs(duration(epoch.handshake().serverNanos()));
    row.setClientRttUs(duration(epoch.handshake().clientNanos()));
    setSrcTcp(row, epoch.side(ofB), epoch.stream(ofB));
    row.setSrcGaps(epoch.numbers().gaps(ofB));
    row.setSrcMissedBytes(epoch.numbers().missedBytes(ofB));
    setDstTcp(row, epoch.side(!ofB), epoch.stream(!ofB));
    row.setDstGaps(epoch.numbers().gaps(!ofB));
    row.setDstMissedBytes(epoch.numbers().missedBytes(!ofB));
    row.setMissedBytes(row.getSrcMissedBytes() + row.getDstMissedBytes());
    row.setLatePackets(epoch.times().latePackets());
  }

  private static void setIcmp(FlowRow row, FlowTracker epoch) {
    if (epoch.icmp().type() >= 0) {
      row.setIcmpType(epoch.icmp().type());
      row.setIcmpCode(epoch.icmp().code());
      row.setIcmpId(epoch.icmp().identifier());
    }
  }

  private void setEvidence(FlowRow row, FlowTracker epoch) {
    row.setDuplicatePackets(epoch.duplicatePackets());
    row.setSuspectedDuplicates(epoch.suspectedDuplicates());
    LongSlots sources = epoch.sources();
    List<String> names = new ArrayList<>(Math.min(sources.size(), MAX_SOURCES));
    for (int slot = 0; slot < sources.size() && slot < MAX_SOURCES; slot++) {
      names.add(run.sourceId(sources.key(slot)));
    }
    names.sort(null);
    row.setSources(names);
    row.setSourcesCount(sources.size());
    row.setFirstSourceId(run.sourceId(epoch.firstSource()));
    row.setFirstOffset(epoch.firstPlace());
  }

  private void setSrc(FlowRow row, FlowTracker epoch, SideCounters side, boolean ofB) {
    setSrcEndpoint(row, epoch, side, ofB);
    row.setSrcFirstBytes(side.firstBytes.hex());
    row.setSrcPackets(side.packets);
    row.setSrcBytes(epoch.streamBytes(ofB));
    row.setSrcPayloadBytes(side.payloadBytes);
    row.setSrcIpBytes(side.ipBytes);
    row.setSrcWireBytes(side.wireBytes);
    row.setSrcDataPackets(side.dataPackets);
    row.setSrcMaxPayload(side.maxPayload);
    row.setSrcFirstDataTime(side.dataPackets > 0 ? micros(side.firstDataNanos) : null);
    row.setSrcLastTime(side.packets > 0 ? micros(side.lastNanos) : null);
    row.setSrcBadChecksumPackets(side.badChecksumPackets);
    row.setSrcOffloadedPackets(side.offloadedPackets);
    row.setSrcSnappedPackets(side.snappedPackets);
    row.setSrcFragments(side.fragments);
  }

  private void setSrcEndpoint(FlowRow row, FlowTracker epoch, SideCounters side, boolean ofB) {
    byte[] key = epoch.key();
    int address = ofB ? FlowKey.B_ADDRESS : FlowKey.A_ADDRESS;
    row.setSrcIp(names.address(ofB));
    row.setSrcIpHi(Address.high(key, address));
    row.setSrcIpLo(Address.low(key, address));
    row.setSrcPort(names.portOrNull(ofB));
    if (side.packets > 0) {
      row.setSrcMac(mac(side));
      row.setSrcTtlMin(side.ttlMax < 0 ? null : side.ttlMin);
      row.setSrcTtlMax(side.ttlMax < 0 ? null : side.ttlMax);
      row.setSrcDscp(side.dscp);
      row.setSrcFlowLabel(side.ipVersion == 6 ? side.flowLabel : null);
      row.setSrcVlanIds(vlanIds(side));
    }
  }

  private static void setSrcTcp(FlowRow row, SideCounters side, TcpSide stream) {
    row.setSrcSynPackets(side.synPackets);
    row.setSrcFinPackets(side.finPackets);
    row.setSrcRstPackets(side.rstPackets);
    row.setSrcTcpFlags(side.tcpFlags);
    if (side.synWindow >= 0) {
      row.setSrcSynWindow(side.synWindow);
      row.setSrcMss(known(side.maxSegmentSize));
      row.setSrcWscale(known(side.windowScale));
      row.setSrcSack(side.sackPermitted);
      row.setSrcTsOk(side.timestamps);
    }
    row.setSrcRetransmits(stream.retransmits);
    row.setSrcOutOfOrder(stream.outOfOrder);
    row.setSrcDupAcks(stream.duplicateAcks);
    row.setSrcZeroWindows(stream.zeroWindows);
    row.setSrcKeepalives(stream.keepalives);
  }

  private void setDst(FlowRow row, FlowTracker epoch, SideCounters side, boolean ofB) {
    setDstEndpoint(row, epoch, side, ofB);
    row.setDstFirstBytes(side.firstBytes.hex());
    row.setDstPackets(side.packets);
    row.setDstBytes(epoch.streamBytes(ofB));
    row.setDstPayloadBytes(side.payloadBytes);
    row.setDstIpBytes(side.ipBytes);
    row.setDstWireBytes(side.wireBytes);
    row.setDstDataPackets(side.dataPackets);
    row.setDstMaxPayload(side.maxPayload);
    row.setDstFirstDataTime(side.dataPackets > 0 ? micros(side.firstDataNanos) : null);
    row.setDstLastTime(side.packets > 0 ? micros(side.lastNanos) : null);
    row.setDstBadChecksumPackets(side.badChecksumPackets);
    row.setDstOffloadedPackets(side.offloadedPackets);
    row.setDstSnappedPackets(side.snappedPackets);
    row.setDstFragments(side.fragments);
  }

  private void setDstEndpoint(FlowRow row, FlowTracker epoch, SideCounters side, boolean ofB) {
    byte[] key = epoch.key();
    int address = ofB ? FlowKey.B_ADDRESS : FlowKey.A_ADDRESS;
    row.setDstIp(names.address(ofB));
    row.setDstIpHi(Address.high(key, address));
    row.setDstIpLo(Address.low(key, address));
    row.setDstPort(names.portOrNull(ofB));
    if (side.packets > 0) {
      row.setDstMac(mac(side));
      row.setDstTtlMin(side.ttlMax < 0 ? null : side.ttlMin);
      row.setDstTtlMax(side.ttlMax < 0 ? null : side.ttlMax);
      row.setDstDscp(side.dscp);
      row.setDstFlowLabel(side.ipVersion == 6 ? side.flowLabel : null);
      row.setDstVlanIds(vlanIds(side));
    }
  }

  private static void setDstTcp(FlowRow row, SideCounters side, TcpSide stream) {
    row.setDstSynPackets(side.synPackets);
    row.setDstFinPackets(side.finPackets);
    row.setDstRstPackets(side.rstPackets);
    row.setDstTcpFlags(side.tcpFlags);
    if (side.synWindow >= 0) {
      row.setDstSynWindow(side.synWindow);
      row.setDstMss(known(side.maxSegmentSize));
      row.setDstWscale(known(side.windowScale));
      row.setDstSack(side.sackPermitted);
      row.setDstTsOk(side.timestamps);
    }
    row.setDstRetransmits(stream.retransmits);
    row.setDstOutOfOrder(stream.outOfOrder);
    row.setDstDupAcks(stream.duplicateAcks);
    row.setDstZeroWindows(stream.zeroWindows);
    row.setDstKeepalives(stream.keepalives);
  }

  private static @Nullable Long duration(long nanos) {
    return nanos < 0 ? null : nanos / 1000;
  }

  private static @Nullable Integer known(int value) {
    return value < 0 ? null : value;
  }

  private static @Nullable String mac(SideCounters side) {
    if (!side.hasMac) {
      return null;
    }
    StringBuilder text = new StringBuilder(17);
    for (byte part : side.mac) {
      if (text.length() > 0) {
        text.append(':');
      }
      text.append(HEX[(part >> 4) & 0xf]).append(HEX[part & 0xf]);
    }
    return text.toString();
  }

  private static @Nullable List<Integer> vlanIds(SideCounters side) {
    if (side.vlanCount == 0) {
      return null;
    }
    List<Integer> ids = new ArrayList<>(side.vlanCount);
    for (int i = 0; i < side.vlanCount; i++) {
      ids.add(side.vlanIds[i]);
    }
    return ids;
  }
}
