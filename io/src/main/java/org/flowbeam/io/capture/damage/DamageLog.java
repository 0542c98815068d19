package org.flowbeam.io.capture.damage;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the damages of one source in bounded memory. The last entry that a kind may have absorbs
 * all later ones of that kind: it counts them and sums their bytes.
 *
 * <p>What was found wrong around a content is told behind what was found in it. That may be heard
 * by another thread, which reads ahead: ask when the content was read to its end.
 */
public final class DamageLog {
  /** Entries per kind where each place matters; other kinds have one entry that counts. */
  public static final int MAX_PLACES_PER_KIND = 100;

  private final @Nullable DamageLog around;
  private final List<Damage> damages = new ArrayList<>();
  private long skippedBytes;
  private @Nullable String recovered;
  private @Nullable String truncated;

  public DamageLog() {
    this(null);
  }

  /** For a content in compression or archives, of which {@code around} hears. */
  public DamageLog(@Nullable DamageLog around) {
    this.around = around;
  }

  /** Bytes that are no record were passed over. */
  public void badRecord(long offset, long lengthBytes, String detail) {
    skipped(Damage.BAD_RECORD, offset, lengthBytes, detail, at(detail, offset));
  }

  /** Stored bytes behind the end of the content, at {@code offset}, were passed over. */
  public void trailing(long offset, long lengthBytes, String detail) {
    skipped(Damage.TRAILING_DATA, offset, lengthBytes, detail, detail);
  }

  /** Another capture begins here; {@code lengthBytes} of its start are no packet. */
  public void secondHeader(long offset, long lengthBytes, String detail) {
    skipped(Damage.SECOND_FILE_HEADER, offset, lengthBytes, detail, at(detail, offset));
  }

  /** The capture has more interfaces than are listed. */
  public void interfaceLimit(long offset, String detail) {
    recovered = recovered == null ? detail : recovered;
    add(Damage.INTERFACE_LIMIT, offset, 0, detail, 1);
  }

  /** The capture has more interfaces than are known: packets of this one have no link type. */
  public void lostInterface(long offset, String detail) {
    recovered = detail;
    add(Damage.UNKNOWN_INTERFACE, offset, 0, detail, 1);
  }

  private void skipped(
      String kind, long offset, long lengthBytes, String detail, String withPlace) {
    skippedBytes += lengthBytes;
    recovered = recovered == null ? withPlace : recovered;
    add(kind, offset, lengthBytes, detail, MAX_PLACES_PER_KIND);
  }

  /** The content ends before it should: by {@code kind}'s meaning. */
  public void cut(String kind, long offset, long lengthBytes, String detail) {
    truncated = truncated == null ? at(detail, offset) : truncated;
    add(kind, offset, lengthBytes, detail, 1);
  }

  public void note(String kind, long offset, long lengthBytes, String detail) {
    add(kind, offset, lengthBytes, detail, 1);
  }

  private static String at(String detail, long offset) {
    return detail + ", at offset " + offset;
  }

  private void add(String kind, long offset, long lengthBytes, String detail, int maxEntries) {
    int entries = 0;
    int last = -1;
    for (int i = 0; i < damages.size(); i++) {
      if (damages.get(i).kind().equals(kind)) {
        entries++;
        last = i;
      }
    }
    if (entries < maxEntries) {
      damages.add(new Damage(kind, offset, lengthBytes, 1, detail));
      return;
    }
    Damage d = damages.get(last);
    damages.set(
        last,
        new Damage(kind, d.offset(), d.lengthBytes() + lengthBytes, d.count() + 1, d.detail()));
  }

  /** What decided the status, as one line; null when nothing did. */
  public @Nullable String error() {
    String recovery = recovered();
    return recovery != null ? recovery : truncated();
  }

  private @Nullable String recovered() {
    return recovered != null || around == null ? recovered : around.recovered();
  }

  private @Nullable String truncated() {
    return truncated != null || around == null ? truncated : around.truncated();
  }

  public List<Damage> damages() {
    List<Damage> all = new ArrayList<>(damages);
    if (around != null) {
      all.addAll(around.damages());
    }
    return List.copyOf(all);
  }

  public long skippedBytes() {
    return skippedBytes + (around == null ? 0 : around.skippedBytes());
  }

  public SourceStatus status() {
    if (recovered() != null) {
      return SourceStatus.RECOVERED;
    }
    return truncated() != null ? SourceStatus.TRUNCATED : SourceStatus.OK;
  }
}
