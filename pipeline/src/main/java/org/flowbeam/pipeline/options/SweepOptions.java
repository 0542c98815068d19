package org.flowbeam.pipeline.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** The command line of {@code flowbeam sweep}. Other Beam options pass through to the runner. */
public interface SweepOptions extends PipelineOptions {
  @Description("Captures to read: files, folders (recursive) and globs, comma-separated.")
  @Nullable String getInput();

  void setInput(@Nullable String value);

  @Description("Folder of this one run; refused when it holds another run or overlaps an input.")
  @Nullable String getOutput();

  void setOutput(@Nullable String value);

  @Description("Delete what the output folder's manifest lists (nothing else), then run.")
  @Default.Boolean(false)
  boolean getOverwrite();

  void setOverwrite(boolean value);

  @Description("Keep packets from this UTC time on (2026-11-20T18:00:00Z or 2026-11-20).")
  @Nullable String getSince();

  void setSince(@Nullable String value);

  @Description("Keep packets before this UTC time.")
  @Nullable String getUntil();

  void setUntil(@Nullable String value);

  @Description(
      "Keep packets that match this tcpdump expression on the outer frame; host names are refused.")
  @Nullable String getFilter();

  void setFilter(@Nullable String value);

  @Description("Networks that count as local, comma-separated CIDR; default: the private ranges.")
  @Nullable String getLocalNets();

  void setLocalNets(@Nullable String value);

  @Description(
      "Removal of duplicate packets: across (copies in different captures of the same time, one to"
          + " one), time (any copy within --dedupTime, as editcap -w), window (the last --dedupWindow"
          + " records of a file, as editcap -D), loopback (captured out and in, one to one) or off.")
  @Default.String("across")
  String getDedup();

  void setDedup(String value);

  @Description("How much later than its original a copy may come; not for --dedup=window.")
  @Default.String("1ms")
  String getDedupTime();

  void setDedupTime(String value);

  @Description(
      "--dedup=window: a record is compared with one less records before it in its file, up to"
          + " 1000000; always by the captured frame, whatever --dedupScope says.")
  @Default.Integer(5)
  int getDedupWindow();

  void setDedupWindow(int value);

  @Description(
      "--dedup=time: --dedupTime runs from the previous copy, removed or not, or from the first"
          + " packet, which was kept.")
  @Default.String("previous")
  String getDedupFrom();

  void setDedupFrom(String value);

  @Description(
      "Bytes that make a copy: frame, ip (from the IP header on; the frame of what is not IP) or"
          + " ip-masked (without what routers change: TTL, DSCP and IP checksum).")
  @Default.String("ip")
  String getDedupScope();

  void setDedupScope(String value);

  @Description(
      "Packets with a bad checksum: report (counted and used), strict (ignored), ignore (not looked at).")
  @Default.String("report")
  String getChecksums();

  void setChecksums(String value);

  @Description(
      "Whose flow a packet in a tunnel is in: inner (what is in the tunnel), outer (the tunnel), both"
          + " (the tunnel's flows are marked is_tunnel and not counted in sources).")
  @Default.String("inner")
  String getTunnels();

  void setTunnels(String value);

  @Description("Keep flows of different overlay networks (VXLAN, Geneve, NVGRE) apart.")
  @Default.Boolean(true)
  boolean getKeyOverlay();

  void setKeyOverlay(boolean value);

  @Description("Keep flows of different VLANs apart where there is no overlay network.")
  @Default.Boolean(false)
  boolean getKeyVlan();

  void setKeyVlan(boolean value);

  @Description("UDP ports that may hold VXLAN, comma-separated; 8472 is what Linux used first.")
  @Default.String("4789")
  String getVxlanPorts();

  void setVxlanPorts(String value);

  @Description(
      "Whose bytes count where IPv4 fragments overlap: first, last, or drop (nobody's). IPv6: drop.")
  @Default.String("first")
  String getFragmentOverlap();

  void setFragmentOverlap(String value);

  @Description(
      "ESP packets that are not encrypted: off (flows of ESP), assume (all are opened that can be) or"
          + " heuristic (where nearly all of a security association can be).")
  @Default.String("off")
  String getEspNull();

  void setEspNull(String value);

  @Description("Silence that ends a TCP flow, unless its numbers show that it goes on.")
  @Default.String("300s")
  String getIdleTcp();

  void setIdleTcp(String value);

  @Description("Silence that ends a UDP flow.")
  @Default.String("60s")
  String getIdleUdp();

  void setIdleUdp(String value);

  @Description("Silence that ends a flow of any other protocol.")
  @Default.String("60s")
  String getIdleOther();

  void setIdleOther(String value);

  @Description("How long after its close packets without SYN still belong to a TCP flow.")
  @Default.String("120s")
  String getTcpLinger();

  void setTcpLinger(String value);

  @Description("Payload carried per flow epoch and side.")
  @Default.String("64MiB")
  String getStreamDepth();

  void setStreamDepth(String value);

  @Description("Bytes of one side that may wait for a hole in its stream to be filled.")
  @Default.String("1MiB")
  String getReassemblyCap();

  void setReassemblyCap(String value);

  @Description(
      "Which copy of bytes counts that overlap while they wait: first, last, lower-seq or higher-seq.")
  @Default.String("first")
  String getOverlap();

  void setOverlap(String value);

  @Description(
      "When more than --reassemblyCap waits: slide (skip the hole, go on) or stop (that side is not"
          + " parsed on).")
  @Default.String("slide")
  String getOnOverflow();

  void setOnOverflow(String value);

  @Description("Holes in a stream: reliable (waited for) or best-effort (skipped at once).")
  @Default.String("reliable")
  String getStream();

  void setStream(String value);

  @Description("Bytes that still wait at the end of a flow: drain (parsed behind a gap) or drop.")
  @Default.String("drain")
  String getAtEnd();

  void setAtEnd(String value);

  @Description(
      "Protocols to parse, comma-separated: all, none, or some of http, tls, dns, mdns, llmnr, nbns.")
  @Default.String("all")
  String getProtocols();

  void setProtocols(String value);

  @Description("HTTP bodies: none (counted only), hash, or store (files by hash below the output).")
  @Default.String("hash")
  String getBodies();

  void setBodies(String value);

  @Description("Larger bodies are not stored.")
  @Default.String("64MiB")
  String getMaxBodyBytes();

  void setMaxBodyBytes(String value);

  @Description("Passwords, cookies and authorization headers in rows: mask or keep.")
  @Default.String("mask")
  String getSecrets();

  void setSecrets(String value);

  @Description("A DNS domain whose tunnelling score reaches this is an anomaly; 0 to 1.")
  @Default.Double(0.7)
  double getDnsTunnelThreshold();

  void setDnsTunnelThreshold(double value);

  @Description("Seed of community_id.")
  @Default.Integer(0)
  int getCommunityIdSeed();

  void setCommunityIdSeed(int value);

  @Description("Write packet_index: where each flow's packets lie.")
  @Default.Boolean(true)
  boolean getPacketIndex();

  void setPacketIndex(boolean value);

  @Description("Case id for manifest and footers.")
  @Nullable String getCaseId();

  void setCaseId(@Nullable String value);

  @Description("Examiner's name for the manifest.")
  @Nullable String getExaminer();

  void setExaminer(@Nullable String value);

  @Description("Bytes of one unit of reading. Never changes a result.")
  @Default.String("64MiB")
  String getBlockBytes();

  void setBlockBytes(String value);

  @Description("Buckets of the packet shuffle; 0: chosen by input size. Never changes a result.")
  @Default.Integer(0)
  int getBuckets();

  void setBuckets(int value);

  @Description("Workers of the one-JVM runner; 0: one per core. Never changes a result.")
  @Default.Integer(0)
  int getParallelism();

  void setParallelism(int value);

  @Description("Folder for spilled packets; default: below the output. Never changes a result.")
  @Nullable String getSpillDir();

  void setSpillDir(@Nullable String value);

  @Description(
      "Memory for sort buffers; default: a share of the Java heap. Never changes a result.")
  @Nullable String getMemory();

  void setMemory(@Nullable String value);
}
