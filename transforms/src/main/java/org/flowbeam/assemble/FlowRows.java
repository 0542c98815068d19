package org.flowbeam.assemble;

import java.util.ArrayList;
import java.util.List;
import org.flowbeam.flow.EndReason;
import org.flowbeam.flow.FlowNames;
import org.flowbeam.flow.FlowTracker;
import org.flowbeam.flow.FlowTunnels;
import org.flowbeam.flow.OriginatorRule;
import org.flowbeam.flow.RunFacts;
import org.flowbeam.flow.SideCounters;
import org.flowbeam.flow.Transport;
import org.flowbeam.flow.tcp.TcpSide;
import org.flowbeam.io.bytes.LongSlots;
import org.flowbeam.io.bytes.Times;
import org.flowbeam.packet.Address;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.schemas.SideColumn;
import org.flowbeam.schemas.SideOfRow;
import org.jspecify.annotations.Nullable;

/** Turns an ended epoch into its row; NULL where something was not seen or does not apply. */
final class FlowRows {
  static final int MAX_SOURCES = 64;

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final RunFacts run;
  private final FlowNames names;

  FlowRows(RunFacts run, FlowNames names) {
    this.run = run;
    this.names = names;
  }

  FlowRow row(FlowTracker epoch, EndReason reason) {
    FlowRow row = new FlowRow();
    boolean ofB = epoch.originatorIsB();
    setIdentity(row, epoch);
    setTunnels(row, epoch.tunnels(), ofB);
    setSide(SideOfRow.src(row), epoch, epoch.side(ofB), ofB);
    setSide(SideOfRow.dst(row), epoch, epoch.side(!ofB), !ofB);
    row.setLocalOrig(names.isLocal(ofB));
    row.setLocalResp(names.isLocal(!ofB));
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
    long start = Times.micros(epoch.times().startNanos());
    long end = Times.micros(epoch.times().endNanos());
    row.setStartTime(start);
    row.setStartNanos((int) Math.floorMod(epoch.times().startNanos(), 1000L));
    row.setEndTime(end);
    row.setDurationUs(end - start);
    row.setLastPacketTime(Times.micros(epoch.times().lastNanos()));
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
    setTcpSide(SideOfRow.src(row), epoch, ofB);
    setTcpSide(SideOfRow.dst(row), epoch, !ofB);
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

  private void setSide(SideOfRow row, FlowTracker epoch, SideCounters side, boolean ofB) {
    setEndpoint(row, epoch, side, ofB);
    row.put(SideColumn.FIRST_BYTES, side.firstBytes.hex());
    row.put(SideColumn.PACKETS, side.packets);
    row.put(SideColumn.BYTES, epoch.streamBytes(ofB));
    row.put(SideColumn.PAYLOAD_BYTES, side.payloadBytes);
    row.put(SideColumn.IP_BYTES, side.ipBytes);
    row.put(SideColumn.WIRE_BYTES, side.wireBytes);
    row.put(SideColumn.DATA_PACKETS, side.dataPackets);
    row.put(SideColumn.MAX_PAYLOAD, side.maxPayload);
    row.put(
        SideColumn.FIRST_DATA_TIME,
        side.dataPackets > 0 ? Times.micros(side.firstDataNanos) : null);
    row.put(SideColumn.LAST_TIME, side.packets > 0 ? Times.micros(side.lastNanos) : null);
    row.put(SideColumn.BAD_CHECKSUM_PACKETS, side.badChecksumPackets);
    row.put(SideColumn.OFFLOADED_PACKETS, side.offloadedPackets);
    row.put(SideColumn.SNAPPED_PACKETS, side.snappedPackets);
    row.put(SideColumn.FRAGMENTS, side.fragments);
  }

  private void setEndpoint(SideOfRow row, FlowTracker epoch, SideCounters side, boolean ofB) {
    byte[] key = epoch.key();
    int address = ofB ? FlowKey.B_ADDRESS : FlowKey.A_ADDRESS;
    row.put(SideColumn.IP, names.address(ofB));
    row.put(SideColumn.IP_HI, Address.high(key, address));
    row.put(SideColumn.IP_LO, Address.low(key, address));
    row.put(SideColumn.PORT, names.portOrNull(ofB));
    if (side.packets > 0) {
      row.put(SideColumn.MAC, mac(side));
      row.put(SideColumn.TTL_MIN, side.ttlMax < 0 ? null : side.ttlMin);
      row.put(SideColumn.TTL_MAX, side.ttlMax < 0 ? null : side.ttlMax);
      row.put(SideColumn.DSCP, side.dscp);
      row.put(SideColumn.FLOW_LABEL, side.ipVersion == 6 ? side.flowLabel : null);
      row.put(SideColumn.VLAN_IDS, vlanIds(side));
    }
  }

  private static void setTcpSide(SideOfRow row, FlowTracker epoch, boolean ofB) {
    SideCounters side = epoch.side(ofB);
    TcpSide stream = epoch.stream(ofB);
    row.put(SideColumn.SYN_PACKETS, side.synPackets);
    row.put(SideColumn.FIN_PACKETS, side.finPackets);
    row.put(SideColumn.RST_PACKETS, side.rstPackets);
    row.put(SideColumn.TCP_FLAGS, side.tcpFlags);
    if (side.synWindow >= 0) {
      row.put(SideColumn.SYN_WINDOW, side.synWindow);
      row.put(SideColumn.MSS, known(side.maxSegmentSize));
      row.put(SideColumn.WSCALE, known(side.windowScale));
      row.put(SideColumn.SACK, side.sackPermitted);
      row.put(SideColumn.TS_OK, side.timestamps);
    }
    row.put(SideColumn.RETRANSMITS, stream.retransmits);
    row.put(SideColumn.OUT_OF_ORDER, stream.outOfOrder);
    row.put(SideColumn.DUP_ACKS, stream.duplicateAcks);
    row.put(SideColumn.GAPS, epoch.numbers().gaps(ofB));
    row.put(SideColumn.MISSED_BYTES, epoch.numbers().missedBytes(ofB));
    row.put(SideColumn.ZERO_WINDOWS, stream.zeroWindows);
    row.put(SideColumn.KEEPALIVES, stream.keepalives);
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
