package org.flowbeam.io.capture.damage;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the damages of one source in bounded memory. The last entry that a kind may have absorbs
 * all later ones of that kind: it counts them and sums their bytes.
 */
public final class DamageLog {
  /** Entries per kind where each place matters; other kinds have one entry that counts. */
  public static final int MAX_PLACES_PER_KIND = 100;

  private final List<Damage> damages = new ArrayList<>();
  private long skippedBytes;
  private boolean truncated;

  public void badRecord(long offset, long lengthBytes, String detail) {
    skippedBytes += lengthBytes;
    add(Damage.BAD_RECORD, offset, lengthBytes, detail, MAX_PLACES_PER_KIND);
  }

  /** The content ends before it should: by {@code kind}'s meaning. */
  public void cut(String kind, long offset, long lengthBytes, String detail) {
    truncated = true;
    add(kind, offset, lengthBytes, detail, 1);
  }

  public void note(String kind, long offset, long lengthBytes, String detail) {
    add(kind, offset, lengthBytes, detail, 1);
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

  /** The first damage that cost bytes, as one line. */
  public @Nullable String error() {
    String kind = skippedBytes > 0 ? Damage.BAD_RECORD : Damage.TRUNCATED_FILE;
    for (Damage d : damages) {
      if (d.kind().equals(kind)) {
        return d.detail() + ", at offset " + d.offset();
      }
    }
    return null;
  }

  public List<Damage> damages() {
    return List.copyOf(damages);
  }

  public long skippedBytes() {
    return skippedBytes;
  }

  public SourceStatus status() {
    if (skippedBytes > 0) {
      return SourceStatus.RECOVERED;
    }
    return truncated ? SourceStatus.TRUNCATED : SourceStatus.OK;
  }
}
