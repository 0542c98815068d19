package org.flowbeam.pipeline.options;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.flowbeam.assemble.AssemblyOptions;
import org.flowbeam.flow.Checksums;
import org.flowbeam.flow.FlowOptions;
import org.flowbeam.flow.LocalNets;
import org.flowbeam.io.input.InputFile;
import org.flowbeam.packet.DecodeOptions;
import org.flowbeam.packet.decode.PacketEncoder;
import org.flowbeam.packet.esp.EspNull;
import org.flowbeam.packet.filter.PacketFilter;
import org.flowbeam.packet.fragment.FragmentOptions;
import org.flowbeam.packet.fragment.FragmentOverlap;
import org.flowbeam.pipeline.filter.FilterCompiler;
import org.flowbeam.transforms.packets.Selection;
import org.jspecify.annotations.Nullable;

/**
 * The options of a sweep, checked and typed. Every complaint is one line that names the option.
 *
 * @param resultOptions the options that can change a result, as given, by name: part of the run id
 */
public record SweepSettings(
    AssemblyOptions assembly,
    Selection selection,
    DecodeOptions decoding,
    FragmentOptions fragments,
    EspNull espNull,
    long unitBytes,
    int buckets,
    int parallelism,
    int flushBytes,
    SortedMap<String, String> resultOptions) {

  private static final int MAX_FLUSH_BYTES = 32 << 20;
  private static final int MIN_FLUSH_BYTES = 1 << 20;

  /** Buckets in one JVM; clusters get one per 128 MiB. */
  private static final int LOCAL_BUCKETS = 16;

  private static final int MAX_BUCKETS = 65_536;
  private static final long BUCKET_BYTES = 128L << 20;

  public static SweepSettings of(SweepOptions options, List<InputFile> files, boolean oneJvm) {
    long unitBytes = Quantity.bytes("blockBytes", options.getBlockBytes());
    if (unitBytes < 1) {
      throw new UsageException("--blockBytes must be at least 1");
    }
    int parallelism = atLeastZero("parallelism", options.getParallelism());
    int workers = parallelism > 0 ? parallelism : Runtime.getRuntime().availableProcessors();
    AssemblyOptions assembly =
        new AssemblyOptions(
            flowOptions(options),
            SessionSettings.streams(options),
            SessionSettings.sessions(options),
            SessionSettings.protocols(options));
    DecodeOptions decoding = TunnelSettings.decoding(options);
    return new SweepSettings(
        assembly,
        selection(options),
        decoding,
        fragments(options, decoding, assembly),
        SessionSettings.oneOf("espNull", options.getEspNull(), EspNull.values()),
        unitBytes,
        buckets(options, files, oneJvm),
        workers,
        flushBytes(options, workers),
        resultOptions(options));
  }

  private static int atLeastZero(String option, int value) {
    if (value < 0) {
      throw new UsageException("--" + option + " must not be negative");
    }
    return value;
  }

  private static int buckets(SweepOptions options, List<InputFile> files, boolean oneJvm) {
    int given = atLeastZero("buckets", options.getBuckets());
    if (given > MAX_BUCKETS) {
      throw new UsageException("--buckets must not exceed " + MAX_BUCKETS);
    }
    if (given > 0 || oneJvm) {
      return given > 0 ? given : LOCAL_BUCKETS;
    }
    long bytes = files.stream().mapToLong(InputFile::sizeBytes).sum();
    return (int) Math.min(MAX_BUCKETS, Math.max(LOCAL_BUCKETS, bytes / BUCKET_BYTES));
  }

  /**
   * An eighth of the memory for the flush buffers of all workers: the rest is for merge buffers and
   * the open Parquet row groups.
   */
  private static int flushBytes(SweepOptions options, int workers) {
    String given = options.getMemory();
    long memory =
        given == null ? Runtime.getRuntime().maxMemory() : Quantity.bytes("memory", given);
    long each = memory / 8 / workers;
    return (int) Math.min(MAX_FLUSH_BYTES, Math.max(MIN_FLUSH_BYTES, each));
  }

  private static FlowOptions flowOptions(SweepOptions o) {
    return new FlowOptions(
        Quantity.nanos("idleTcp", o.getIdleTcp()),
        Quantity.nanos("idleUdp", o.getIdleUdp()),
        Quantity.nanos("idleOther", o.getIdleOther()),
        Quantity.nanos("tcpLinger", o.getTcpLinger()),
        checksums(o.getChecksums()),
        localNets(o.getLocalNets()),
        o.getCommunityIdSeed(),
        o.getPacketIndex(),
        DedupSettings.of(o));
  }

  private static Checksums checksums(String text) {
    for (Checksums choice : Checksums.values()) {
      if (choice.name().toLowerCase(Locale.ROOT).equals(text)) {
        return choice;
      }
    }
    throw new UsageException("--checksums=" + text + ": expected report, strict or ignore");
  }

  private static FragmentOptions fragments(
      SweepOptions options, DecodeOptions decoding, AssemblyOptions assembly) {
    return new FragmentOptions(
        decoding,
        SessionSettings.oneOf(
            "fragmentOverlap", options.getFragmentOverlap(), FragmentOverlap.values()),
        assembly.flows().checksums() == Checksums.STRICT,
        PacketEncoder.maxPayloadCarried(assembly.streams().depthBytes()));
  }

  private static LocalNets localNets(@Nullable String text) {
    if (text == null) {
      return LocalNets.PRIVATE;
    }
    try {
      return LocalNets.parse(List.of(text.split(",", -1)));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--localNets: " + e.getMessage());
    }
  }

  private static Selection selection(SweepOptions options) {
    return new Selection(
        time("since", options.getSince(), Long.MIN_VALUE),
        time("until", options.getUntil(), Long.MAX_VALUE),
        filter(options.getFilter()));
  }

  private static @Nullable PacketFilter filter(@Nullable String expression) {
    if (expression == null) {
      return null;
    }
    try {
      return FilterCompiler.compile(expression);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--filter: " + e.getMessage());
    }
  }

  private static long time(String option, @Nullable String text, long absent) {
    if (text == null) {
      return absent;
    }
    try {
      Instant instant =
          text.contains("T")
              ? Instant.parse(text)
              : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
      return Math.addExact(
          Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    } catch (DateTimeParseException | ArithmeticException e) {
      throw new UsageException(
          "--" + option + "=" + text + ": expected 2026-11-20 or 2026-11-20T18:00:00Z");
    }
  }

  /** The options that can change a row, as given. */
  private static SortedMap<String, String> resultOptions(SweepOptions o) {
    SortedMap<String, String> options = new TreeMap<>();
    options.put("since", text(o.getSince()));
    options.put("until", text(o.getUntil()));
    options.put("filter", text(o.getFilter()));
    options.put("localNets", text(o.getLocalNets()));
    options.put("dedup", o.getDedup());
    options.put("dedupTime", o.getDedupTime());
    options.put("dedupWindow", Integer.toString(o.getDedupWindow()));
    options.put("dedupFrom", o.getDedupFrom());
    options.put("dedupScope", o.getDedupScope());
    options.put("checksums", o.getChecksums());
    TunnelSettings.putTo(options, o);
    options.put("fragmentOverlap", o.getFragmentOverlap());
    options.put("espNull", o.getEspNull());
    options.put("idleTcp", o.getIdleTcp());
    options.put("idleUdp", o.getIdleUdp());
    options.put("idleOther", o.getIdleOther());
    options.put("tcpLinger", o.getTcpLinger());
    options.put("streamDepth", o.getStreamDepth());
    options.put("reassemblyCap", o.getReassemblyCap());
    options.put("overlap", o.getOverlap());
    options.put("onOverflow", o.getOnOverflow());
    options.put("stream", o.getStream());
    options.put("atEnd", o.getAtEnd());
    options.put("protocols", o.getProtocols());
    options.put("bodies", o.getBodies());
    options.put("maxBodyBytes", o.getMaxBodyBytes());
    options.put("secrets", o.getSecrets());
    options.put("dnsTunnelThreshold", Double.toString(o.getDnsTunnelThreshold()));
    options.put("communityIdSeed", Integer.toString(o.getCommunityIdSeed()));
    options.put("packetIndex", Boolean.toString(o.getPacketIndex()));
    return options;
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
