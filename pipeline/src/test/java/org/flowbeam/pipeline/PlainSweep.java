package org.flowbeam.pipeline;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.assemble.AssemblyOptions;
import org.flowbeam.assemble.FlowAssembler;
import org.flowbeam.dedup.DedupScope;
import org.flowbeam.dedup.SourceTimes;
import org.flowbeam.flow.FlowOptions;
import org.flowbeam.flow.RunFacts;
import org.flowbeam.format.content.StoredBody;
import org.flowbeam.io.capture.CaptureFile;
import org.flowbeam.io.capture.CaptureFiles;
import org.flowbeam.io.capture.InspectOptions;
import org.flowbeam.io.capture.SourceInfo;
import org.flowbeam.io.capture.record.CaptureRecord;
import org.flowbeam.io.frames.FrameWriter;
import org.flowbeam.io.frames.ShuffleBytes;
import org.flowbeam.io.frames.SortedRecords;
import org.flowbeam.io.frames.Spill;
import org.flowbeam.io.output.DateCounts;
import org.flowbeam.io.output.WrittenFile;
import org.flowbeam.join.StageWriters;
import org.flowbeam.join.Summaries;
import org.flowbeam.join.SummaryRecords;
import org.flowbeam.packet.DecodeOptions;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.packet.TunnelStack;
import org.flowbeam.packet.Unkeyed;
import org.flowbeam.packet.decode.PacketDecoder;
import org.flowbeam.packet.decode.PacketEncoder;
import org.flowbeam.packet.filter.Bpf;
import org.flowbeam.packet.fragment.FragmentOptions;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.schemas.AnomalyRow;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.schemas.PacketIndexRow;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.flowbeam.session.AssemblyOutput;
import org.flowbeam.session.Protocols;
import org.flowbeam.stage.Lane;
import org.flowbeam.stage.StageOutput;
import org.flowbeam.stage.Tally;
import org.flowbeam.stage.flows.SortedPackets;
import org.flowbeam.stage.packets.RebuildStage;
import org.jspecify.annotations.Nullable;

/**
 * A sweep without Beam: reads captures, sorts their packets and assembles the flows in this thread,
 * through the same classes as the pipeline, and keeps the rows in memory. For tests that run
 * thousands of small captures.
 */
public final class PlainSweep {
  private static final long SLICE_BYTES = 64L << 20;
  private static final int FLUSH_BYTES = 16 << 20;

  /** All packets of one capture, by what became of them. */
  public record Counts(
      SourceInfo source, long flowPackets, Map<Unkeyed, Long> unkeyedPackets, long duplicates) {}

  /** Everything that the captures gave. */
  public record Result(Map<String, List<SpecificRecord>> tables, List<Counts> sources) {
    /** The rows of a table, in the order in which they came. */
    public <R extends SpecificRecord> List<R> rows(Table<R> table) {
      return tables.getOrDefault(table.name(), List.of()).stream()
          .map(row -> table.rowClass().cast(row))
          .toList();
    }

    public List<FlowRow> flows() {
      return rows(Tables.FLOWS);
    }

    public List<PacketIndexRow> packetIndex() {
      return rows(Tables.PACKET_INDEX);
    }

    public List<AnomalyRow> anomalies() {
      return rows(Tables.ANOMALIES);
    }
  }

  private record LocalFile(Path path, long sizeBytes) implements CaptureFile {
    @Override
    public String uri() {
      return path.toString();
    }

    @Override
    public ReadableByteChannel open() throws IOException {
      return Files.newByteChannel(path);
    }
  }

  private final List<Path> captures;
  private AssemblyOptions options = AssemblyOptions.defaults();
  private FragmentOptions fragmentOptions = FragmentOptions.defaults();
  private @Nullable List<Protocol> protocols;
  private @Nullable Bpf filter;

  private PacketDecoder decoder = new PacketDecoder();
  private PacketEncoder encoder = new PacketEncoder(true, DedupScope.IP);
  private boolean outerToo;
  private final DecodedPacket decoded = new DecodedPacket();
  private final Map<Long, SourceInfo> sources = new LinkedHashMap<>();
  private final Map<Long, Long> filtered = new HashMap<>();
  private final List<byte[]> frames = new ArrayList<>();
  private final List<byte[]> fragmentFrames = new ArrayList<>();
  private final Map<Integer, List<byte[]>> stageFrames = new HashMap<>();
  private final Rows rows = new Rows();

  private PlainSweep(List<Path> captures) {
    this.captures = captures;
  }

  public static PlainSweep of(Path... captures) {
    return new PlainSweep(List.of(captures));
  }

  public PlainSweep options(FlowOptions flows) {
    return options(options.with(flows));
  }

  public PlainSweep options(AssemblyOptions options) {
    this.options = options;
    return this;
  }

  public PlainSweep decoding(DecodeOptions decoding) {
    this.decoder = new PacketDecoder(decoding);
    this.encoder = new PacketEncoder(decoding, DedupScope.IP);
    this.outerToo = decoding.tunnels() == DecodeOptions.Tunnels.BOTH;
    this.fragmentOptions =
        new FragmentOptions(
            decoding,
            fragmentOptions.overlap(),
            fragmentOptions.strictChecksums(),
            fragmentOptions.carried());
    return this;
  }

  public PlainSweep fragments(FragmentOptions options) {
    this.fragmentOptions = options;
    return this;
  }

  /** Looks for these, whatever the options name. */
  public PlainSweep protocols(List<Protocol> wanted) {
    this.protocols = wanted;
    return this;
  }

  /** Leaves out the frames that do not match; the same program for every link type. */
  public PlainSweep filter(@Nullable Bpf filter) {
    this.filter = filter;
    return this;
  }

  public Result run() throws IOException {
    ShuffleBytes store = new ShuffleBytes(System.getProperty("java.io.tmpdir"));
    try (FrameWriter writer = new FrameWriter(store, FLUSH_BYTES, (key, f) -> frames.add(f));
        FrameWriter fragments =
            new FrameWriter(store, FLUSH_BYTES, (key, f) -> fragmentFrames.add(f))) {
      for (int i = 0; i < captures.size(); i++) {
        read(i, captures.get(i), writer, fragments);
      }
      fragments.finish();
      rebuild(new Spill(store, 1, FLUSH_BYTES));
      writer.finish();
    }
    List<Protocol> parsed = protocols == null ? Protocols.named(options.protocols()) : protocols;
    Summaries summaries = Summaries.of(parsed);
    FlowAssembler assembler = new FlowAssembler(options, parsed, facts(), rows);
    try (SortedRecords packets = SortedRecords.open(frames, store, FlowKey.BYTES);
        StageWriters later = writers(summaries, summaries.stages(), store)) {
      rows.records = later;
      SortedPackets cursor = new SortedPackets(packets);
      while (packets.nextGroup()) {
        assembler.assemble(cursor);
      }
      later.finish();
    }
    for (int stage : summaries.stages()) {
      summarize(stage, summaries, store);
    }
    return new Result(rows.tables, counts(assembler));
  }

  private void rebuild(Spill spill) throws IOException {
    StageOutput out = new PacketOutput(frames);
    try (RebuildStage rebuild = new RebuildStage(spill, fragmentOptions, false, out)) {
      rebuild.process(0, fragmentFrames);
      rebuild.finish();
    }
  }

  private record PacketOutput(List<byte[]> frames) implements StageOutput {
    @Override
    public void frame(Lane lane, int shuffleKey, byte[] reference) {
      frames.add(reference);
    }

    @Override
    public void tally(Tally tally) {}

    @Override
    public void dates(DateCounts dates) {}

    @Override
    public void file(WrittenFile file) {}

    @Override
    public void inputs(String json) {}
  }

  private StageWriters writers(Summaries summaries, List<Integer> stages, ShuffleBytes store) {
    return new StageWriters(
        summaries,
        stages,
        1,
        stage -> new FrameWriter(store, FLUSH_BYTES, (key, f) -> stageFrames(stage).add(f)));
  }

  private List<byte[]> stageFrames(int stage) {
    return stageFrames.computeIfAbsent(stage, s -> new ArrayList<>());
  }

  private void summarize(int stage, Summaries summaries, ShuffleBytes store) throws IOException {
    try (SortedRecords records =
            SortedRecords.open(stageFrames(stage), store, SummaryRecords.GROUP_BYTES);
        StageWriters later = writers(summaries, summaries.stagesAbove(stage), store)) {
      rows.records = later;
      new SummaryRecords(summaries, records).summarize(options.sessions(), rows);
      later.finish();
    }
  }

  private void read(int ordinal, Path capture, FrameWriter packets, FrameWriter fragments)
      throws IOException {
    CaptureFile file = new LocalFile(capture, Files.size(capture));
    List<SourceInfo> found = CaptureFiles.inspect(file, new InspectOptions(SLICE_BYTES, true));
    int slices = 1;
    for (SourceInfo source : found) {
      sources.put(place(ordinal, source), source);
      slices = Math.max(slices, source.slices().size());
    }
    for (int slice = 0; slice < slices; slice++) {
      CaptureFiles.read(
          file,
          found,
          slice,
          (source, record) -> add(place(ordinal, source), record, packets, fragments));
    }
  }

  private static long place(int ordinal, SourceInfo source) {
    return (long) ordinal << 32 | source.memberIndex();
  }

  private void add(long source, CaptureRecord record, FrameWriter packets, FrameWriter fragments)
      throws IOException {
    byte[] bytes = record.buffer();
    int at = record.dataOffset();
    int captured = record.capturedLength();
    int wire = record.originalLength();
    if (filter != null && !filter.matches(bytes, at, captured, wire)) {
      filtered.merge(source, 1L, Long::sum);
      return;
    }
    decode(record, TunnelStack.MAX_DEPTH);
    int ipLayers = decoded.ipLayers;
    write(source, record, packets, fragments);
    for (int layer = 0; outerToo && layer < ipLayers; layer++) {
      decode(record, layer);
      decoded.outer = true;
      write(source, record, packets, fragments);
    }
  }

  private void decode(CaptureRecord record, int maxIpLayers) {
    decoder.decode(
        record.buffer(),
        record.dataOffset(),
        record.capturedLength(),
        record.originalLength(),
        record.linkType(),
        record.captureDirection(),
        maxIpLayers,
        decoded);
  }

  private void write(long source, CaptureRecord record, FrameWriter packets, FrameWriter fragments)
      throws IOException {
    FrameWriter writer = decoded.fragment && decoded.unkeyed == null ? fragments : packets;
    int to = writer.begin(PacketEncoder.maxLength(decoded));
    int length =
        encoder.encode(
            decoded,
            record.timeNanos(),
            record.tieIndex(),
            source,
            record.offset(),
            writer.buffer(),
            to);
    writer.commit(0, length);
  }

  private RunFacts facts() {
    long latest =
        sources.values().stream()
            .map(SourceInfo::lastTimeNanos)
            .filter(Objects::nonNull)
            .mapToLong(Long::longValue)
            .max()
            .orElse(0);
    return new RunFacts() {
      @Override
      public String sourceId(long source) {
        SourceInfo info = Objects.requireNonNull(sources.get(source));
        return Objects.requireNonNull(info.contentSha256()).substring(0, 16);
      }

      @Override
      public SourceTimes sourceTimes() {
        return times();
      }

      @Override
      public long latestTimeNanos() {
        return latest;
      }
    };
  }

  private SourceTimes times() {
    List<SourceTimes.Range> ranges = new ArrayList<>();
    sources.forEach(
        (source, info) -> {
          Long first = info.firstTimeNanos();
          Long last = info.lastTimeNanos();
          if (first != null && last != null) {
            ranges.add(new SourceTimes.Range(source, first, last));
          }
        });
    return new SourceTimes(ranges);
  }

  private List<Counts> counts(FlowAssembler assembler) {
    Map<Long, Counts> all = new LinkedHashMap<>();
    sources.forEach(
        (source, info) -> all.put(source, new Counts(info, 0, new LinkedHashMap<>(), 0)));
    assembler
        .accounts()
        .forEach(
            (source, inFlows, unkeyed, duplicates, suspected) -> {
              Map<Unkeyed, Long> reasons = new LinkedHashMap<>();
              for (int code = 0; code < unkeyed.length; code++) {
                if (unkeyed[code] > 0) {
                  reasons.put(Unkeyed.of(code), unkeyed[code]);
                }
              }
              SourceInfo info = Objects.requireNonNull(sources.get(source));
              all.put(source, new Counts(info, inFlows, reasons, duplicates));
            });
    filtered.forEach(
        (source, packets) ->
            Objects.requireNonNull(all.get(source)).unkeyedPackets().put(Unkeyed.FILTER, packets));
    return List.copyOf(all.values());
  }

  private static final class Rows implements AssemblyOutput {
    private final Map<String, List<SpecificRecord>> tables = new TreeMap<>();
    private @Nullable StageWriters records;

    @Override
    public <R extends SpecificRecord> void row(Table<R> table, R row) {
      tables.computeIfAbsent(table.name(), name -> new ArrayList<>()).add(row);
    }

    @Override
    public void summary(RunSummary summary, byte[] record, int length) {
      Objects.requireNonNull(records).summary(summary, record, length);
    }

    @Override
    public @Nullable StoredBody newBody() {
      return null;
    }
  }
}
