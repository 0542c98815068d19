package org.flowbeam.io.capture;

import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import org.flowbeam.io.capture.damage.Damage;
import org.flowbeam.io.capture.damage.DamageLog;
import org.flowbeam.io.capture.damage.DamageText;
import org.flowbeam.io.capture.damage.SourceStatus;
import org.flowbeam.io.capture.packed.ContentName;
import org.flowbeam.io.capture.packed.DecompressionLimit;
import org.flowbeam.io.capture.packed.RefusedException;
import org.flowbeam.io.capture.packed.Sniffer;
import org.flowbeam.io.capture.packed.Sniffer.Kind;
import org.flowbeam.io.capture.pcapng.CaptureDescription;
import org.flowbeam.io.capture.record.CaptureRecord;
import org.flowbeam.io.capture.record.Walker;
import org.flowbeam.io.capture.window.ByteWindow;
import org.flowbeam.io.capture.window.ContentDigest;
import org.jspecify.annotations.Nullable;

/** Walks one content to its end, shows its records, and tells what it is. */
final class SourceInspector {
  private final String uri;
  private final ContentName name;
  private final DamageLog damages;
  private final CaptureRecord record = new CaptureRecord();
  private final CaptureDescription description = new CaptureDescription();
  private List<Slice> slices = List.of();
  private long firstTimeNanos = Long.MAX_VALUE;
  private long lastTimeNanos = Long.MIN_VALUE;
  private long previousTimeNanos;
  private long packets;
  private long capturedBytes;
  private long wireBytes;
  private long outOfOrderPackets;
  private long snappedPackets;

  SourceInspector(String uri, ContentName name, DamageLog damages) {
    this.uri = uri;
    this.name = name;
    this.damages = damages;
  }

  /**
   * Reads the content to its end.
   *
   * @param digest is fed by {@code in}
   * @param sliceBytes {@link Long#MAX_VALUE} for one slice
   * @param visitor takes the records that are counted
   * @throws IOException only from the visitor
   */
  SourceInfo inspect(
      ByteWindow in, ContentDigest digest, long sliceBytes, PackedRecordVisitor visitor)
      throws IOException {
    Kind kind = Sniffer.sniff(in);
    Walker walker = Walkers.start(in, record, damages, description);
    if (walker != null) {
      Slicer slicer = new Slicer(sliceBytes);
      while (walker.next()) {
        slicer.onRecord(record, walker);
        count();
        visitor.onRecord(name.index(), record);
      }
      in.drain();
      slices = slicer.slices(in.position());
    }
    in.drain();
    String failure = noteFailure(in);
    boolean refused = description.format() == null && in.failure() instanceof RefusedException;
    SourceStatus status = refused ? SourceStatus.UNREADABLE : status(kind, failure);
    return info(status, failure, digest);
  }

  private void count() {
    long time = record.timeNanos();
    if (packets > 0 && time < previousTimeNanos) {
      outOfOrderPackets++;
    }
    previousTimeNanos = time;
    packets++;
    firstTimeNanos = Math.min(firstTimeNanos, time);
    lastTimeNanos = Math.max(lastTimeNanos, time);
    capturedBytes += record.capturedLength();
    wireBytes += record.originalLength();
    if (record.capturedLength() < record.originalLength()) {
      snappedPackets++;
    }
  }

  private @Nullable String noteFailure(ByteWindow in) {
    IOException failure = in.failure();
    if (failure == null) {
      return null;
    }
    String text = DamageText.of(failure);
    boolean limit =
        failure instanceof DecompressionLimit.ExceededException
            || failure instanceof RefusedException;
    String kind = limit ? Damage.DECOMPRESSION_LIMIT : Damage.CORRUPT_COMPRESSION;
    damages.cut(kind, in.position(), 0, text);
    return text;
  }

  private SourceStatus status(Kind kind, @Nullable String failure) {
    if (description.format() != null || failure != null) {
      return damages.status();
    }
    return kind == Kind.EMPTY ? SourceStatus.EMPTY : SourceStatus.NOT_A_CAPTURE;
  }

  private @Nullable String error(SourceStatus status, @Nullable String failure) {
    if (failure != null) {
      return failure;
    }
    return switch (status) {
      case EMPTY -> "no bytes";
      case NOT_A_CAPTURE -> "neither pcap nor pcapng";
      case TRUNCATED, RECOVERED -> damages.error();
      default -> null;
    };
  }

  private SourceInfo info(SourceStatus status, @Nullable String failure, ContentDigest digest) {
    TreeSet<Integer> linkTypes = new TreeSet<>();
    description.interfaces().forEach(i -> linkTypes.add(i.linkType()));
    String whole = digest.whole();
    return new SourceInfo(
        uri,
        name.member(),
        name.index(),
        status,
        error(status, failure),
        0,
        digest.count(),
        name.compression(),
        description.format(),
        description.byteOrder(),
        description.resolution(),
        description.snaplen(),
        List.copyOf(linkTypes),
        List.copyOf(description.interfaces()),
        packets == 0 ? null : firstTimeNanos,
        packets == 0 ? null : lastTimeNanos,
        packets,
        capturedBytes,
        wireBytes,
        outOfOrderPackets,
        snappedPackets,
        damages.skippedBytes(),
        description.os(),
        description.hardware(),
        description.application(),
        description.comment(),
        null,
        whole,
        digest.ends(),
        slices,
        damages.damages(),
        List.copyOf(description.places()),
        description.placesOmitted());
  }
}
