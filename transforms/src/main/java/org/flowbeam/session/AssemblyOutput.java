package org.flowbeam.session;

import org.flowbeam.protocol.RowOutput;
import org.flowbeam.protocol.StoredBody;
import org.jspecify.annotations.Nullable;

/** Takes what flows give. */
public interface AssemblyOutput extends RowOutput {
  /**
   * A record for the run summary with this number in {@link Protocols#SUMMARIES}: {@code record[0,
   * length)}, to be copied.
   */
  void summary(int number, byte[] record, int length);

  /** A place for a body that is to be stored; null where nothing can be. */
  @Nullable StoredBody newBody();
}
