package org.flowbeam.io.capture.packed;

import java.io.IOException;
import java.io.InputStream;
import org.flowbeam.io.capture.damage.DamageLog;
import org.jspecify.annotations.Nullable;

/** The regular files of an archive, in stored order, in one pass and bounded memory. */
interface Archive {
  /** Names longer than this are cut. */
  int MAX_NAME_BYTES = 1 << 12;

  /**
   * Passes what was not read of the last member and goes to the next; null at the end.
   *
   * @throws IOException when the archive is damaged here; there are no more members then
   */
  @Nullable Member next() throws IOException;

  /**
   * A regular file in an archive.
   *
   * @param damages hears of what is wrong around the content while that is read
   * @param obstacle why the content cannot be had; then {@code content} is empty
   */
  record Member(
      String name,
      InputStream content,
      DamageLog damages,
      boolean encrypted,
      @Nullable String obstacle) {
    static Member of(String name, InputStream content, DamageLog damages) {
      return new Member(name, content, damages, false, null);
    }

    static Member unreadable(String name, boolean encrypted, String obstacle) {
      return new Member(name, InputStream.nullInputStream(), new DamageLog(), encrypted, obstacle);
    }
  }
}
