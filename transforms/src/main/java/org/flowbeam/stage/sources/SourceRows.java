package org.flowbeam.stage.sources;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.flowbeam.io.capture.SourceInfo;
import org.flowbeam.io.capture.damage.Damage;
import org.flowbeam.io.capture.damage.SourceStatus;
import org.flowbeam.io.capture.record.CaptureInterface;
import org.flowbeam.packet.Unkeyed;
import org.flowbeam.schemas.AnomalyRow;
import org.flowbeam.schemas.SourceInterface;
import org.flowbeam.schemas.SourceRow;
import org.flowbeam.schemas.UnkeyedPackets;
import org.jspecify.annotations.Nullable;

/** Rows of {@code sources}, and of {@code anomalies} for their damage. */
final class SourceRows {
  private static final long NANOS_PER_MICRO = 1_000;

  private SourceRows() {}

  /** The row of a source whose packets were counted. */
  static SourceRow read(
      SourceInfo info,
      @Nullable String contentSha256,
      SourceCounts counts,
      @Nullable String failure) {
    SourceRow row = described(info, contentSha256);
    row.setSha256(storedSha256(info, contentSha256));
    row.setFirstTs(micros(info.firstTimeNanos()));
    row.setLastTs(micros(info.lastTimeNanos()));
    row.setPackets(failure == null ? info.packets() : counts.total());
    row.setCapturedBytes(info.capturedBytes());
    row.setWireBytes(info.wireBytes());
    row.setFlowPackets(counts.flowPackets);
    row.setUnkeyedPackets(unkeyed(counts));
    row.setDuplicatePackets(counts.duplicatePackets);
    row.setSuspectedDuplicates(counts.suspectedDuplicates);
    row.setOutOfOrderPackets(info.outOfOrderPackets());
    row.setSnappedPackets(info.snappedPackets());
    row.setSkippedBytes(info.skippedBytes());
    row.setStatus(failure == null ? text(info.status()) : text(SourceStatus.UNREADABLE));
    row.setError(failure == null ? info.error() : failure);
    return row;
  }

  /** Says of a source that there is more than was read. */
  static void grown(SourceRow row, long bytes) {
    String text = "grew by " + bytes + " bytes while it was read: they were left out";
    if (row.getStatus().equals(text(SourceStatus.OK))) {
      row.setStatus(text(SourceStatus.TRUNCATED));
      row.setError(text);
    } else {
      row.setError(row.getError() == null ? text : row.getError() + "; " + text);
    }
  }

  static AnomalyRow grownAnomaly(SourceInfo info, SourceRow row, long bytes) {
    String detail = "the file grew by " + bytes + " bytes while it was read";
    Damage grown = new Damage(Damage.GROWN_FILE, info.contentBytes(), bytes, 1, detail);
    return anomaly(grown, row.getSourceId());
  }

  /** Of a plain file the stored bytes are the content, whoever hashed it. */
  private static @Nullable String storedSha256(SourceInfo info, @Nullable String contentSha256) {
    boolean plain = info.member() == null && info.compression().equals("none");
    return info.sha256() == null && plain ? contentSha256 : info.sha256();
  }

  private static SourceRow described(SourceInfo info, @Nullable String contentSha256) {
    SourceRow row = new SourceRow();
    row.setUri(info.uri());
    row.setMember(info.member());
    row.setContentSha256(contentSha256);
    row.setSizeBytes(info.sizeBytes());
    row.setContentBytes(info.contentBytes());
    row.setCompression(info.compression().equals("none") ? null : info.compression());
    row.setFormat(info.format());
    row.setByteOrder(info.byteOrder());
    row.setTimeResolution(info.timeResolution());
    row.setSnaplen(info.snaplen() == null || info.snaplen() == 0 ? null : info.snaplen());
    row.setLinkTypes(info.format() == null ? null : info.linkTypes());
    row.setInterfaces(info.format() == null ? null : interfaces(info.interfaces()));
    row.setCaptureOs(info.captureOs());
    row.setCaptureHardware(info.captureHardware());
    row.setCaptureApplication(info.captureApplication());
    row.setComment(info.comment());
    return row;
  }

  private static List<SourceInterface> interfaces(List<CaptureInterface> interfaces) {
    List<SourceInterface> rows = new ArrayList<>(interfaces.size());
    for (CaptureInterface i : interfaces) {
      Long snaplen = i.snaplen() == 0 ? null : i.snaplen();
      rows.add(new SourceInterface(i.id(), i.name(), i.description(), i.linkType(), snaplen));
    }
    return rows;
  }

  private static List<UnkeyedPackets> unkeyed(SourceCounts counts) {
    List<UnkeyedPackets> rows = new ArrayList<>();
    for (Unkeyed reason : Unkeyed.values()) {
      long packets = counts.unkeyed[reason.code()];
      if (packets > 0) {
        rows.add(new UnkeyedPackets(reason.reason(), packets));
      }
    }
    return rows;
  }

  /** One row per damaged place. */
  static AnomalyRow anomaly(Damage damage, @Nullable String sourceId) {
    AnomalyRow row = new AnomalyRow();
    row.setSourceId(sourceId);
    row.setOffset(damage.offset());
    row.setKind(damage.kind());
    row.setSeverity("warning");
    row.setCount(damage.count());
    row.setDetail(damage.detail());
    return row;
  }

  /** Packets of link types that nobody decodes are an anomaly of the run, however it was cut. */
  static AnomalyRow unknownLinkTypes(Collection<Integer> linkTypes, long packets) {
    AnomalyRow row = new AnomalyRow();
    row.setKind(Unkeyed.UNKNOWN_LINK_TYPE.reason());
    row.setSeverity("warning");
    row.setCount(packets);
    row.setDetail(linkTypes.isEmpty() ? null : "link types " + linkTypes);
    return row;
  }

  private static String text(SourceStatus status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable Long micros(@Nullable Long nanos) {
    return nanos == null ? null : Math.floorDiv(nanos, NANOS_PER_MICRO);
  }
}
