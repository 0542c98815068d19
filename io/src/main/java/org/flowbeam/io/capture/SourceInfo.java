package org.flowbeam.io.capture;

import java.io.Serializable;
import java.util.List;
import org.flowbeam.io.capture.damage.Damage;
import org.flowbeam.io.capture.damage.SourceStatus;
import org.flowbeam.io.capture.packed.ContentName;
import org.flowbeam.io.capture.record.BlockPlace;
import org.flowbeam.io.capture.record.CaptureInterface;
import org.jspecify.annotations.Nullable;

/**
 * A capture in a stored file: what {@link CaptureFiles#inspect} found, and all that {@link
 * CaptureFiles#read} needs to find it again. Null means that the source does not tell.
 *
 * @param uri of the stored file
 * @param member path inside the archive, nested ones joined by {@code !/}; null when the file is
 *     the capture
 * @param memberIndex running number in the stored file
 * @param error one line for people when the status is not {@link SourceStatus#OK}
 * @param sizeBytes of the stored file
 * @param contentBytes of the capture without compression
 * @param compression {@code none}, or from the capture outwards {@code gzip}, {@code bgzf}, {@code
 *     zstd}, {@code lz4}, {@code xz}, {@code bzip2}, {@code zip}, {@code tar}, joined by {@code +}:
 *     a {@code .tar.gz} holds {@code tar+gzip}
 * @param format {@code pcap} or {@code pcapng}
 * @param byteOrder {@code little} or {@code big}; of the first section
 * @param timeResolution {@code s}, {@code ms}, {@code us}, {@code ns}, {@code ps}, else {@code
 *     10^-n} or {@code 2^-n} seconds; {@code mixed} when interfaces differ
 * @param snaplen 0 for no limit; the largest of the interfaces
 * @param linkTypes of the interfaces, ascending
 * @param firstTimeNanos the lowest packet time, not that of the first record
 * @param lastTimeNanos the highest packet time
 * @param outOfOrderPackets packets with a time below that of the record before
 * @param snappedPackets packets captured shorter than they were
 * @param skippedBytes bytes of damage that were passed over
 * @param sha256 of the stored file; null in archives, and for large plain files when not asked for
 * @param contentSha256 of the decompressed capture
 * @param endsDigest SHA-256 over the content's length (8 bytes, big-endian), its first and its last
 *     64 KiB: differs when contents differ there
 * @param slices at least one for a readable source; several only for large plain files
 * @param blocks places of pcapng blocks that were passed over, at most 1,000
 * @param blocksOmitted how many more there were
 */
public record SourceInfo(
    String uri,
    @Nullable String member,
    int memberIndex,
    SourceStatus status,
    @Nullable String error,
    long sizeBytes,
    long contentBytes,
    String compression,
    @Nullable String format,
    @Nullable String byteOrder,
    @Nullable String timeResolution,
    @Nullable Long snaplen,
    List<Integer> linkTypes,
    List<CaptureInterface> interfaces,
    @Nullable Long firstTimeNanos,
    @Nullable Long lastTimeNanos,
    long packets,
    long capturedBytes,
    long wireBytes,
    long outOfOrderPackets,
    long snappedPackets,
    long skippedBytes,
    @Nullable String captureOs,
    @Nullable String captureHardware,
    @Nullable String captureApplication,
    @Nullable String comment,
    @Nullable String sha256,
    @Nullable String contentSha256,
    @Nullable String endsDigest,
    List<Slice> slices,
    List<Damage> damages,
    List<BlockPlace> blocks,
    long blocksOmitted)
    implements Serializable {

  /** A content of which nothing is known but why. */
  static SourceInfo problem(
      String uri, ContentName name, SourceStatus status, String error, long skippedBytes) {
    return new SourceInfo(
        uri,
        name.member(),
        name.index(),
        status,
        error,
        0,
        0,
        name.compression(),
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        null,
        null,
        0,
        0,
        0,
        0,
        0,
        skippedBytes,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        0);
  }

  /** The same with what is known when the stored file was read to its end. */
  SourceInfo stored(long storedBytes, @Nullable String storedSha256) {
    return new SourceInfo(
        uri,
        member,
        memberIndex,
        status,
        error,
        storedBytes,
        contentBytes,
        compression,
        format,
        byteOrder,
        timeResolution,
        snaplen,
        linkTypes,
        interfaces,
        firstTimeNanos,
        lastTimeNanos,
        packets,
        capturedBytes,
        wireBytes,
        outOfOrderPackets,
        snappedPackets,
        skippedBytes,
        captureOs,
        captureHardware,
        captureApplication,
        comment,
        member == null ? storedSha256 : null,
        contentSha256,
        endsDigest,
        slices,
        damages,
        blocks,
        blocksOmitted);
  }

  /** The same with these slices instead of all. */
  public SourceInfo withSlices(List<Slice> some) {
    return copy(this, List.copyOf(some), interfaces, damages, blocks);
  }

  /** The same without lists that may be long. */
  public SourceInfo bare() {
    return copy(this, List.of(), List.of(), List.of(), List.of());
  }

  private static SourceInfo copy(
      SourceInfo s,
      List<Slice> slices,
      List<CaptureInterface> interfaces,
      List<Damage> damages,
      List<BlockPlace> blocks) {
    return new SourceInfo(
        s.uri,
        s.member,
        s.memberIndex,
        s.status,
        s.error,
        s.sizeBytes,
        s.contentBytes,
        s.compression,
        s.format,
        s.byteOrder,
        s.timeResolution,
        s.snaplen,
        s.linkTypes,
        interfaces,
        s.firstTimeNanos,
        s.lastTimeNanos,
        s.packets,
        s.capturedBytes,
        s.wireBytes,
        s.outOfOrderPackets,
        s.snappedPackets,
        s.skippedBytes,
        s.captureOs,
        s.captureHardware,
        s.captureApplication,
        s.comment,
        s.sha256,
        s.contentSha256,
        s.endsDigest,
        slices,
        damages,
        blocks,
        s.blocksOmitted);
  }

  /** Whether this stands for a stored file that its storage did not give. */
  public boolean isUnreadFile() {
    return isPlain() && status == SourceStatus.UNREADABLE;
  }

  /** Whether the stored bytes are the capture's own. */
  public boolean isPlain() {
    return member == null && compression.equals(ContentName.NONE);
  }
}
