package org.flowbeam.protocol.ftp;

import org.flowbeam.protocol.RecordReader;
import org.flowbeam.protocol.RecordWriter;
import org.flowbeam.schemas.FileRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/**
 * What a connection carried.
 *
 * @param asItCame the row about its bytes
 * @param aside where they were set aside; null when they were not
 * @param inflated the row about what they inflate to; null when they are not deflated
 * @param inflatedAside where that was set aside; null when it was not
 */
record Carried(
    FileRow asItCame,
    @Nullable String aside,
    @Nullable FileRow inflated,
    @Nullable String inflatedAside) {

  void write(RecordWriter records) {
    records.row(asItCame).text(aside == null ? "" : aside).u8(inflated == null ? 0 : 1);
    if (inflated != null) {
      records.row(inflated).text(inflatedAside == null ? "" : inflatedAside);
    }
  }

  static Carried read(RecordReader reader) {
    FileRow asItCame = reader.row(Tables.FILES);
    String aside = reader.text();
    boolean hasInflated = reader.u8() == 1;
    return hasInflated
        ? new Carried(asItCame, aside, reader.row(Tables.FILES), reader.text())
        : new Carried(asItCame, aside, null, null);
  }
}
