package org.flowbeam.packet.fragment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reassembly as one would write it on paper: a byte at a time, lists instead of tables. The rules
 * are those of {@link FragmentAssembler}, for fragments of one key in time order.
 */
final class NaiveDatagrams {
  record Piece(long timeNanos, int offset, boolean more, String data) {
    int end() {
      return offset + data.length();
    }

    boolean equalTo(Piece other) {
      return offset == other.offset && more == other.more && data.equals(other.data);
    }
  }

  private static final class Collected {
    final long firstNanos;
    final List<Integer> members = new ArrayList<>();
    final List<Piece> pieces = new ArrayList<>();
    final List<Integer> copies = new ArrayList<>();
    boolean dropped;
    int end = -1;

    Collected(long firstNanos) {
      this.firstNanos = firstNanos;
    }

    int find(Piece piece) {
      for (int i = 0; i < pieces.size(); i++) {
        if (pieces.get(i).equalTo(piece)) {
          return i;
        }
      }
      return -1;
    }

    int mostCopies() {
      return copies.stream().mapToInt(Integer::intValue).max().orElse(0);
    }
  }

  private final boolean ipv6;
  private final FragmentOverlap policy;
  private final List<String> fates = new ArrayList<>();
  private final Map<Integer, String> payloads = new HashMap<>();
  private @Nullable Collected open;
  private @Nullable Collected done;

  NaiveDatagrams(boolean ipv6, FragmentOverlap policy, List<Piece> pieces) {
    this.ipv6 = ipv6;
    this.policy = policy;
    for (Piece piece : pieces) {
      fates.add("incomplete");
      take(fates.size() - 1, piece);
    }
  }

  /** As {@link Fragments#fates}. */
  List<String> fates() {
    return fates;
  }

  /** Payload of the datagram that fragment {@code index} completed. */
  @Nullable String payload(int index) {
    return payloads.get(index);
  }

  private void take(int index, Piece piece) {
    long timeout = (ipv6 ? 60 : 30) * 1_000_000_000L;
    if (open != null && piece.timeNanos - open.firstNanos >= timeout) {
      open = null;
    }
    if (done != null && piece.timeNanos - done.firstNanos >= timeout) {
      done = null;
    }
    if (done != null) {
      int copy = done.find(piece);
      if (copy >= 0 && done.copies.get(copy) < done.mostCopies()) {
        done.copies.set(copy, done.copies.get(copy) + 1);
        fates.set(index, "part");
        return;
      }
    }
    if (open == null) {
      open = new Collected(piece.timeNanos);
    }
    collect(open, index, piece);
  }

  private void collect(Collected d, int index, Piece piece) {
    int copy = d.find(piece);
    boolean ofBefore = done != null && done.find(piece) >= 0;
    String odd = copy >= 0 || d.dropped ? "" : odd(d, piece);
    fates.set(index, ofBefore && odd.isEmpty() ? "part" : "incomplete" + odd);
    if (d.dropped) {
      return;
    }
    d.members.add(index);
    if (copy >= 0) {
      d.copies.set(copy, d.copies.get(copy) + 1);
      return;
    }
    d.pieces.add(piece);
    d.copies.add(1);
    if (!odd.isEmpty() && (ipv6 || policy == FragmentOverlap.DROP)) {
      d.dropped = true;
      return;
    }
    if (!piece.more && (d.end < 0 || policy == FragmentOverlap.LAST)) {
      d.end = piece.end();
    }
    String payload = payload(d);
    if (payload != null) {
      for (int member : d.members) {
        fates.set(member, fates.get(member).replace("incomplete", "part"));
      }
      fates.set(index, "rebuilt " + payload.length() + odd);
      payloads.put(index, payload);
      done = d;
      open = null;
    }
  }

  private static String odd(Collected d, Piece piece) {
    boolean overlap = false;
    boolean sameRange = false;
    boolean[] covered = new boolean[piece.data.length()];
    for (Piece other : d.pieces) {
      for (int at = piece.offset; at < piece.end(); at++) {
        if (at >= other.offset && at < other.end()) {
          overlap = true;
          covered[at - piece.offset] = true;
        }
      }
      sameRange |= other.offset == piece.offset && other.end() == piece.end();
      overlap |= !other.more && piece.end() > other.end() && other.end() == d.end;
      overlap |= !piece.more && (other.end() > piece.end());
      overlap |= !piece.more && !other.more && other.end() == d.end && d.end != piece.end();
    }
    boolean inside = true;
    for (boolean byOther : covered) {
      inside &= byOther;
    }
    return (overlap ? " overlap" : "") + (inside && !sameRange ? " inside" : "");
  }

  private @Nullable String payload(Collected d) {
    if (d.end < 0) {
      return null;
    }
    StringBuilder payload = new StringBuilder();
    for (int at = 0; at < d.end; at++) {
      Character found = null;
      for (Piece piece : d.pieces) {
        boolean counts = found == null || policy == FragmentOverlap.LAST;
        if (counts && at >= piece.offset && at < piece.end()) {
          found = piece.data.charAt(at - piece.offset);
        }
      }
      if (found == null) {
        return null;
      }
      payload.append(found.charValue());
    }
    return payload.toString();
  }
}
