package org.flowbeam.io.capture;

import org.flowbeam.io.capture.damage.DamageLog;
import org.flowbeam.io.capture.pcap.PcapSection;
import org.flowbeam.io.capture.pcapng.CaptureDescription;
import org.flowbeam.io.capture.record.CaptureRecord;
import org.flowbeam.io.capture.record.FormatWalker;
import org.flowbeam.io.capture.record.Section;
import org.flowbeam.io.capture.record.Walker;
import org.flowbeam.io.capture.window.ByteWindow;
import org.jspecify.annotations.Nullable;

/**
 * Goes through all the capture files that lie one behind the other in a content. There should be
 * one only: of each further one the damage log tells.
 */
final class CaptureWalker implements Walker {
  private final ByteWindow in;
  private final CaptureRecord record;
  private final DamageLog damages;
  private final CaptureDescription description;
  private FormatWalker current;

  /**
   * Begins with {@code first}.
   *
   * @param description hears what the files behind it say
   */
  CaptureWalker(
      ByteWindow in,
      CaptureRecord record,
      DamageLog damages,
      CaptureDescription description,
      FormatWalker first) {
    this.in = in;
    this.record = record;
    this.damages = damages;
    this.description = description;
    this.current = first;
  }

  @Override
  public boolean next() {
    while (!current.next()) {
      FormatWalker following = in.require(1) ? following() : null;
      if (following == null) {
        in.drain();
        return false;
      }
      current = following;
    }
    return true;
  }

  @Override
  public Section section() {
    return current.section();
  }

  private @Nullable FormatWalker following() {
    long at = in.position();
    FormatWalker walker = Walkers.format(in, record, damages, description, current.nextInterface());
    if (walker != null) {
      String kind = walker.section() instanceof PcapSection pcap ? pcap.header().text() : "pcapng";
      damages.secondHeader(at, in.position() - at, "a second file header (" + kind + ")");
    }
    return walker;
  }
}
