package org.flowbeam.stage.packets;

import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.flowbeam.dedup.DedupOptions;
import org.flowbeam.dedup.DuplicateWindow;
import org.flowbeam.io.capture.CaptureChangedException;
import org.flowbeam.io.capture.InspectOptions;
import org.flowbeam.io.capture.Inspected;
import org.flowbeam.io.capture.Slice;
import org.flowbeam.io.capture.SourceInfo;
import org.flowbeam.io.capture.record.CaptureRecord;
import org.flowbeam.io.frames.FrameWriter;
import org.flowbeam.io.input.CaptureIO;
import org.flowbeam.io.input.InputFile;
import org.flowbeam.io.input.InspectedPack.InspectedFile;
import org.flowbeam.io.input.OpenCaptures;
import org.flowbeam.io.input.ReadUnit;
import org.flowbeam.packet.AwayPayload;
import org.flowbeam.packet.CarriedPayload;
import org.flowbeam.packet.DecodeOptions;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.packet.IpProtocol;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.PacketRecordWriter;
import org.flowbeam.packet.TunnelStack;
import org.flowbeam.packet.Unkeyed;
import org.flowbeam.packet.decode.PacketDecoder;
import org.flowbeam.packet.decode.PacketEncoder;
import org.flowbeam.stage.sources.SourceCounts;
import org.flowbeam.stage.sources.SourceFact;
import org.jspecify.annotations.Nullable;

/**
 * Reads units: every packet is filtered, decoded in the reader's window and encoded straight into
 * the flush buffer of a frame writer. Not thread-safe.
 */
final class SliceSorter {
  /** What a record takes in a pcap besides the packet; near enough for the progress display. */
  private static final int RECORD_HEADER_BYTES = 16;

  /** Less payload is carried: reading it where it lies would cost more. */
  private static final int LEAST_AWAY_BYTES = 256;

  private final Selection selection;
  private final CarriedPayload payload;
  private final @Nullable OpenCaptures captures;
  private final int buckets;
  private final FrameWriter packets;
  private final FrameWriter fragments;
  private final FrameWriter esp;
  private final FrameWriter facts;
  private final PacketDecoder decoder;
  private final PacketEncoder encoder;
  private final boolean outerToo;
  private final DecodedPacket decoded = new DecodedPacket();
  private final TreeMap<Long, SourceCounts> leftOut = new TreeMap<>();
  private long lastSource;
  private @Nullable SourceCounts lastLeftOut;
  private final @Nullable DuplicateWindow window;
  private long windowSource = -1;
  private boolean staysOpen;
  private long bytesRead;
  private long packetsRead;

  /**
   * Writes what it reads to these writers.
   *
   * @param captures where payload may stay; null to carry all of it
   * @param esp for ESP packets, where they are opened before they have a flow
   * @param facts for what it finds out about sources
   */
  SliceSorter(
      Reading reading,
      @Nullable OpenCaptures captures,
      int buckets,
      FrameWriter packets,
      FrameWriter fragments,
      FrameWriter esp,
      FrameWriter facts) {
    this.selection = reading.selection();
    this.decoder = new PacketDecoder(reading.decoding());
    this.encoder = new PacketEncoder(reading.decoding(), reading.dedup().scope());
    this.outerToo = reading.decoding().tunnels() == DecodeOptions.Tunnels.BOTH;
    this.payload = reading.payload();
    this.captures = captures;
    this.window =
        reading.dedup().mode() == DedupOptions.Mode.WINDOW
            ? new DuplicateWindow(reading.dedup().windowPackets())
            : null;
    this.buckets = buckets;
    this.packets = packets;
    this.fragments = fragments;
    this.esp = reading.espAside() ? esp : packets;
    this.facts = facts;
  }

  /** Inspects one file, and reads it at once if it is not plain. */
  List<SourceInfo> inspect(InputFile file, InspectOptions options) throws IOException {
    windowSource = -1;
    staysOpen = false;
    Inspected found =
        CaptureIO.inspect(file, options, (member, record) -> onRecord(file.source(member), record));
    InspectedFile inspected = new InspectedFile(file, found.sources());
    if (!inspected.isPlain()) {
      tell(inspected);
    }
    String failure = found.failure();
    if (failure != null) {
      forEachSource(inspected, source -> SourceFact.failed(source, failure));
    }
    return found.sources();
  }

  /** Reads one file's share of a unit. */
  void read(InspectedFile inspected, ReadUnit unit) throws IOException {
    InputFile file = inspected.file();
    if (unit.first()) {
      tell(inspected);
    }
    windowSource = -1;
    staysOpen = captures != null && captures.keep(inspected);
    try {
      fillWindow(inspected, unit.slice());
      long grown =
          CaptureIO.read(
              inspected, unit.slice(), (info, r) -> onRecord(file.source(info.memberIndex()), r));
      if (grown > 0) {
        forEachSource(inspected, source -> SourceFact.grown(source, grown));
      }
    } catch (CaptureChangedException changed) {
      String error = String.valueOf(changed.getMessage());
      forEachSource(inspected, source -> SourceFact.failed(source, error));
    }
  }

  private void tell(InspectedFile inspected) {
    InputFile file = inspected.file();
    for (SourceInfo info : inspected.sources()) {
      long source = file.source(info.memberIndex());
      SourceFact.write(facts, SourceFact.inspected(source, file, info));
    }
  }

  private void forEachSource(InspectedFile inspected, LongFunction<byte[]> fact) {
    for (SourceInfo info : inspected.sources()) {
      SourceFact.write(facts, fact.apply(inspected.file().source(info.memberIndex())));
    }
  }

  /** Writes which packets were left out since this was last asked, by source. */
  void writeLeftOut() {
    leftOut.forEach(
        (source, counts) -> SourceFact.write(facts, SourceFact.counted(source, counts)));
    leftOut.clear();
    lastLeftOut = null;
  }

  /** Shows the window the last records of the slices before this one. */
  private void fillWindow(InspectedFile inspected, int slice) throws IOException {
    if (window == null || slice == 0) {
      return;
    }
    List<Slice> slices = inspected.sources().get(0).slices();
    int from = slice;
    long records = 0;
    while (from > 0 && records < window.records()) {
      records += slices.get(--from).packets();
    }
    long[] passed = {records - window.records()};
    for (int earlier = from; earlier < slice; earlier++) {
      CaptureIO.read(
          inspected,
          earlier,
          (info, record) -> {
            if (passed[0]-- <= 0) {
              isCopyInWindow(window, inspected.file().source(info.memberIndex()), record);
            }
          });
    }
  }

  private boolean isCopyInWindow(DuplicateWindow recent, long source, CaptureRecord record) {
    if (source != windowSource) {
      recent.clear();
      windowSource = source;
    }
    return recent.isCopy(
        record.buffer(), record.dataOffset(), record.capturedLength(), record.timeNanos());
  }

  private void onRecord(long source, CaptureRecord record) throws IOException {
    packetsRead++;
    bytesRead += RECORD_HEADER_BYTES + record.capturedLength();
    boolean copy = window != null && isCopyInWindow(window, source, record);
    Unkeyed rejected = selection.reject(record);
    if (rejected != null) {
      leftOutOf(source).unkeyed[rejected.code()]++;
      return;
    }
    decode(record, TunnelStack.MAX_DEPTH);
    int ipLayers = decoded.ipLayers;
    write(source, record, copy);
    for (int layer = 0; outerToo && layer < ipLayers; layer++) {
      decode(record, layer);
      decoded.outer = true;
      write(source, record, copy);
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

  private void write(long source, CaptureRecord record, boolean copy) throws IOException {
    FrameWriter writer = writer();
    int carried = copy ? payload.ipBytesOfCopy(decoded) : payload.ipBytes(decoded);
    int at = writer.begin(PacketEncoder.maxLength(decoded));
    int length =
        encoder.encode(
            decoded,
            carried,
            timeNanos(record, copy),
            copy ? Integer.MAX_VALUE : record.tieIndex(),
            source,
            record.offset(),
            away(record, carried),
            writer.buffer(),
            at);
    if (copy) {
      PacketRecordWriter.addFlags(writer.buffer(), at, PacketRecord.DUPLICATE);
    }
    writer.commit(FlowKey.bucket(writer.buffer(), at, buckets), length);
  }

  /** How far behind the record's place its payload can stay; see {@link PacketEncoder}. */
  private int away(CaptureRecord record, int carried) {
    boolean away =
        staysOpen
            && decoded.unkeyed == null
            && AwayPayload.isPossible(decoded, carried, LEAST_AWAY_BYTES);
    return away ? decoded.payloadOffset - record.recordOffset() : PacketRecordWriter.NOT_AWAY;
  }

  private FrameWriter writer() {
    if (decoded.unkeyed != null) {
      return packets;
    }
    if (decoded.fragment) {
      return fragments;
    }
    return decoded.protocol == IpProtocol.ESP ? esp : packets;
  }

  /** A copy lies behind its original, to be counted where that is. */
  private long timeNanos(CaptureRecord record, boolean copy) {
    return copy && window != null ? window.originalNanos() : record.timeNanos();
  }

  /** Records come source by source, so the map is asked once for each and not once per packet. */
  private SourceCounts leftOutOf(long source) {
    SourceCounts counts = lastLeftOut;
    if (counts == null || source != lastSource) {
      counts = leftOut.computeIfAbsent(source, s -> new SourceCounts());
      lastSource = source;
      lastLeftOut = counts;
    }
    return counts;
  }

  long takeBytesRead() {
    long taken = bytesRead;
    bytesRead = 0;
    return taken;
  }

  long takePacketsRead() {
    long taken = packetsRead;
    packetsRead = 0;
    return taken;
  }
}
