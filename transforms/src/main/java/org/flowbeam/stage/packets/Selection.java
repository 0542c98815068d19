package org.flowbeam.stage.packets;

import java.io.Serializable;
import org.flowbeam.io.capture.record.CaptureRecord;
import org.flowbeam.packet.Unkeyed;
import org.flowbeam.packet.filter.PacketFilter;
import org.jspecify.annotations.Nullable;

/**
 * Which packets the user wants.
 *
 * @param sinceNanos first wanted time
 * @param untilNanos first time that is too late; {@link Long#MAX_VALUE} for no end
 * @param filter null for all
 */
public record Selection(long sinceNanos, long untilNanos, @Nullable PacketFilter filter)
    implements Serializable {

  /** Everything. */
  public static final Selection ALL = new Selection(Long.MIN_VALUE, Long.MAX_VALUE, null);

  /** Why the packet is left out; null when it is wanted. */
  @Nullable Unkeyed reject(CaptureRecord record) {
    long time = record.timeNanos();
    if (time < sinceNanos || (time >= untilNanos && untilNanos != Long.MAX_VALUE)) {
      return Unkeyed.TIME_RANGE;
    }
    return filter == null || matches(filter, record) ? null : Unkeyed.FILTER;
  }

  private static boolean matches(PacketFilter filter, CaptureRecord record) {
    return filter.matches(
        record.linkType(),
        record.buffer(),
        record.dataOffset(),
        record.capturedLength(),
        record.originalLength());
  }
}
