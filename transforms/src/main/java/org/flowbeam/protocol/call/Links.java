package org.flowbeam.protocol.call;

import org.flowbeam.protocol.RecordReader;
import org.flowbeam.protocol.RecordWriter;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.SummaryOutput;
import org.flowbeam.schemas.CallLinkRow;
import org.flowbeam.schemas.Tables;

/** Stage 4: two calls and a reason, once however often they were found. */
final class Links implements RunSummary {
  static final Links INSTANCE = new Links();

  private Links() {}

  @Override
  public int stage() {
    return 4;
  }

  /**
   * Links two calls.
   *
   * @param atMicros when that was seen; what was seen first counts
   * @param deltaMicros from the begin of the first to that of the second
   */
  static void write(
      RecordWriter to,
      String first,
      String second,
      String reason,
      long atMicros,
      long deltaMicros) {
    boolean ordered = first.compareTo(second) <= 0;
    String least = ordered ? first : second;
    String greatest = ordered ? second : first;
    to.group("link " + reason + " " + least.length() + " " + least + " " + greatest);
    to.time(atMicros).number(ordered ? deltaMicros : -deltaMicros);
    to.text(least).text(greatest).text(reason).writeFor(INSTANCE);
  }

  @Override
  public void summarize(Records records, SessionOptions options, SummaryOutput out) {
    RecordReader reader = new RecordReader(records);
    if (reader.next()) {
      reader.timeNanos();
      long delta = reader.number();
      out.row(
          Tables.CALL_LINKS, new CallLinkRow(reader.text(), reader.text(), reader.text(), delta));
    }
  }
}
