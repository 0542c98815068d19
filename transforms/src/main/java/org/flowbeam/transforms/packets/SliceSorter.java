package org.flowbeam.transforms.packets;

import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import org.flowbeam.dedup.DedupOptions;
import org.flowbeam.dedup.DuplicateWindow;
import org.flowbeam.io.capture.CaptureChangedException;
import org.flowbeam.io.capture.Slice;
import org.flowbeam.io.capture.SourceInfo;
import org.flowbeam.io.capture.record.CaptureRecord;
import org.flowbeam.io.frames.FrameWriter;
import org.flowbeam.io.input.CaptureIO;
import org.flowbeam.io.input.InputFile;
import org.flowbeam.io.input.InspectedPack.InspectedFile;
import org.flowbeam.packet.CarriedPayload;
import org.flowbeam.packet.DecodeOptions;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.packet.IpProtocol;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.TunnelStack;
import org.flowbeam.packet.Unkeyed;
import org.flowbeam.packet.decode.PacketDecoder;
import org.flowbeam.packet.decode.PacketEncoder;
import org.flowbeam.transforms.sources.RunSources;
import org.flowbeam.transforms.sources.SourceCounts;
import org.flowbeam.transforms.sources.SourceFact;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files of one slice: every packet is filtered, decoded in the reader's window and
 * encoded straight into the flush buffer of a frame writer. One per slice, not thread-safe.
 */
final class SliceSorter {
  /** What a record takes in a pcap besides the packet; near enough for the progress display. */
  private static final int RECORD_HEADER_BYTES = 16;

  private final Selection selection;
  private final CarriedPayload payload;
  private final int buckets;
  private final FrameWriter packets;
  private final FrameWriter fragments;
  private final FrameWriter esp;
  private final PacketDecoder decoder;
  private final PacketEncoder encoder;
  private final boolean outerToo;
  private final DecodedPacket decoded = new DecodedPacket();
  private final TreeMap<Long, SourceCounts> leftOut = new TreeMap<>();
  private long lastSource;
  private @Nullable SourceCounts lastLeftOut;
  private final @Nullable DuplicateWindow window;
  private long windowSource = -1;
  private long bytesRead;
  private long packetsRead;

  /**
   * @param esp for ESP packets, where they are put out apart
   */
  SliceSorter(
      Reading reading, int buckets, FrameWriter packets, FrameWriter fragments, FrameWriter esp) {
    DecodeOptions decoding = reading.decoding();
    DedupOptions dedup = reading.dedup();
    this.selection = reading.selection();
    this.decoder = new PacketDecoder(decoding);
    this.encoder = new PacketEncoder(decoding, dedup.scope());
    this.outerToo = decoding.tunnels() == DecodeOptions.Tunnels.BOTH;
    this.payload = reading.payload();
    this.window =
        dedup.mode() == DedupOptions.Mode.WINDOW
            ? new DuplicateWindow(dedup.windowPackets())
            : null;
    this.buckets = buckets;
    this.packets = packets;
    this.fragments = fragments;
    this.esp = reading.espAside() ? esp : packets;
  }

  /** Reads one file's share of the slice and writes what it found out about its sources. */
  void read(InspectedFile inspected, int slice, RunSources run, FrameWriter facts)
      throws IOException {
    InputFile file = inspected.file();
    leftOut.clear();
    lastLeftOut = null;
    if (slice == 0) {
      for (SourceInfo info : inspected.sources()) {
        long source = file.source(info.memberIndex());
        SourceFact.write(facts, SourceFact.inspected(source, file, info));
      }
    }
    windowSource = -1;
    try {
      fillWindow(inspected, slice, run);
      CaptureIO.read(
          inspected, slice, source -> !run.isCopy(source), (info, r) -> onRecord(file, info, r));
    } catch (CaptureChangedException changed) {
      String error = String.valueOf(changed.getMessage());
      for (SourceInfo info : inspected.sources()) {
        SourceFact.write(facts, SourceFact.failed(file.source(info.memberIndex()), error));
      }
    }
    leftOut.forEach(
        (source, counts) -> SourceFact.write(facts, SourceFact.counted(source, counts)));
  }

  /** Shows the window the last records of the slices before this one. */
  private void fillWindow(InspectedFile inspected, int slice, RunSources run) throws IOException {
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
          source -> !run.isCopy(source),
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

  private void onRecord(InputFile file, SourceInfo info, CaptureRecord record) throws IOException {
    packetsRead++;
    bytesRead += RECORD_HEADER_BYTES + record.capturedLength();
    long source = file.source(info.memberIndex());
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
    int at = writer.begin(PacketEncoder.maxLength(decoded));
    int length =
        encoder.encode(
            decoded,
            copy ? payload.ipBytesOfCopy(decoded) : payload.ipBytes(decoded),
            timeNanos(record, copy),
            copy ? Integer.MAX_VALUE : record.tieIndex(),
            source,
            record.offset(),
            writer.buffer(),
            at);
    if (copy) {
      PacketRecord.markDuplicate(writer.buffer(), at);
    }
    writer.commit(FlowKey.bucket(writer.buffer(), at, buckets), length);
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
