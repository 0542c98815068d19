package org.flowbeam.packet.fragment;

import org.flowbeam.packet.FlowKey;
import org.flowbeam.packet.FlowKeys;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.Unkeyed;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds datagrams from their fragments: takes the fragments of one {@link FlowKey#FRAGMENT} key
 * after the other, in sorted order, and gives out one record for each, in the order in which their
 * fate is known.
 *
 * <ul>
 *   <li>The fragment that completes a datagram becomes the record of the datagram, {@link
 *       PacketRecord#REBUILT}; the others become {@link PacketRecord#FRAGMENT_PART} of its flow.
 *   <li>Those of a datagram that does not become complete within 30 s (IPv4, RFC 791) or 60 s
 *       (IPv6, RFC 8200) of packet time, or that is dropped for an overlap, its size or a limit,
 *       keep a key of their kind, without the identification, and have no flow.
 *   <li>What can be no fragment, and what the datagram's own headers rule out, has no flow for the
 *       reason that a whole packet would have.
 * </ul>
 *
 * <p>A byte-equal fragment at the same offset is a copy. A complete datagram takes copies as long
 * as one of its fragments has more of them: what was captured twice, packet by packet, is one
 * datagram with copies; a datagram that was sent twice is two. Copies that come later and do not
 * become a datagram of their own belong to the one whose copies they are, too.
 *
 * <p>Memory is two {@link Datagram}s and one {@link RebuiltPacket}. Not thread-safe.
 */
public final class FragmentAssembler {
  /** Receives records, each once. */
  public interface Output {
    /** A whole record with its key, {@code bytes[0, length)}, to be copied. */
    void record(byte[] bytes, int length);
  }

  private final FragmentOptions options;
  private final Output output;
  private final FragmentHeader header = new FragmentHeader();
  private final RebuiltPacket rebuilt;
  private final PacketRecord held = new PacketRecord();

  /** The datagram that is being collected, and the one before, which may still get copies. */
  private Datagram open;

  private Datagram done;

  /** Why the datagram before has no flow. */
  private @Nullable Unkeyed doneReason;

  private byte[] scratch = new byte[1024];

  public FragmentAssembler(FragmentOptions options, Output output) {
    this.options = options;
    this.output = output;
    this.rebuilt = new RebuiltPacket(options.decoding(), options.carried());
    this.open = new Datagram(options.overlap());
    this.done = new Datagram(options.overlap());
  }

  /** Takes the next fragment of the key. */
  public void add(PacketRecord fragment) {
    expire(fragment.timeNanos());
    if (options.strictChecksums() && fragment.has(PacketRecord.BAD_IP_CHECKSUM)) {
      noFlow(fragment, Unkeyed.BAD_CHECKSUM);
    } else if (!header.read(fragment)) {
      noFlow(fragment, Unkeyed.BAD_HEADER);
    } else if (fragment.has(PacketRecord.DUPLICATE)) {
      removedCopy(fragment);
    } else if (done.isBegun() && done.lacksCopyOf(header, fragment.bytes())) {
      done.takeCopy(header, fragment.bytes());
      belongsToDone(fragment);
    } else {
      collect(fragment);
    }
  }

  /** Ends the key: what is not complete will not be. */
  public void end() {
    giveUp();
    open.clear();
    done.clear();
  }

  private void expire(long timeNanos) {
    if (open.isBegun() && open.isOver(timeNanos)) {
      giveUp();
      open.clear();
    }
    if (done.isBegun() && done.isOver(timeNanos)) {
      done.clear();
    }
  }

  /** A copy that dedup removed is counted with the fragment it is a copy of, and does nothing. */
  private void removedCopy(PacketRecord fragment) {
    boolean isOfDone = done.isBegun() && done.has(header, fragment.bytes());
    if (isOfDone && !(open.isBegun() && open.has(header, fragment.bytes()))) {
      belongsToDone(fragment);
    } else {
      hold(fragment, 0);
    }
  }

  private void collect(PacketRecord fragment) {
    if (!open.isBegun()) {
      open.begin(fragment);
    }
    byte[] bytes = fragment.bytes();
    boolean wasGivenUp = open.isGivenUp();
    int odd = open.takeCopy(header, bytes) || wasGivenUp ? 0 : open.add(header, bytes);
    if (open.isComplete()) {
      complete(fragment, odd);
      return;
    }
    hold(fragment, odd);
  }

  private void hold(PacketRecord fragment, int odd) {
    boolean ofBefore = odd == 0 && done.isBegun() && done.has(header, fragment.bytes());
    if (open.isBegun() && open.hold(fragment, odd, ofBefore)) {
      return;
    }
    giveUp();
    if (ofBefore) {
      belongsToDone(fragment);
    } else {
      incomplete(fragment, odd);
    }
  }

  private void complete(PacketRecord last, int odd) {
    Datagram before = done;
    done = open;
    open = before;
    open.clear();
    doneReason = rebuilt.rebuild(done, last);
    HeldRecords records = done.records();
    for (int i = 0; i < records.count(); i++) {
      belongsToDone(records.wrap(i, held));
    }
    records.clear();
    if (doneReason != null) {
      noFlow(last, doneReason);
    } else {
      PacketRecord record = rebuilt.record();
      PacketRecord.addFlags(record.bytes(), 0, odd);
      output.record(record.bytes(), record.length());
    }
  }

  private void belongsToDone(PacketRecord fragment) {
    if (doneReason != null) {
      noFlow(fragment, doneReason);
      return;
    }
    byte[] out = scratch(rebuilt.maxPartLength(fragment));
    output.record(out, rebuilt.encodePart(fragment, out));
  }

  /** Gives out what the open datagram holds; it may go on as given up. */
  private void giveUp() {
    HeldRecords records = open.records();
    for (int i = 0; i < records.count(); i++) {
      records.wrap(i, held);
      if (records.isOfBefore(i)) {
        belongsToDone(held);
      } else {
        incomplete(held, 0);
      }
    }
    records.clear();
  }

  private void incomplete(PacketRecord fragment, int flags) {
    byte[] out = scratch(fragment.copiedLength(0));
    int length = fragment.copy(0, out, 0);
    PacketRecord.addFlags(out, 0, flags);
    FlowKeys.forgetFragmentId(out, 0);
    output.record(out, length);
  }

  private void noFlow(PacketRecord fragment, Unkeyed reason) {
    byte[] out = scratch(fragment.copiedLength(0));
    int length = fragment.copy(0, out, 0);
    FlowKeys.encodeNoFlow(reason, fragment.contentHashHigh(), fragment.contentHashLow(), out, 0);
    output.record(out, length);
  }

  private byte[] scratch(int length) {
    if (scratch.length < length) {
      scratch = new byte[length];
    }
    return scratch;
  }
}
