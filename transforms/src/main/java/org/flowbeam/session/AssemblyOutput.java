package org.flowbeam.session;

import org.flowbeam.format.content.StoredBody;
import org.flowbeam.protocol.RecordOutput;
import org.flowbeam.protocol.RowOutput;
import org.jspecify.annotations.Nullable;

/** Takes what flows give. */
public interface AssemblyOutput extends RowOutput, RecordOutput {
  /** A place for a body that is to be stored; null where nothing can be. */
  @Nullable StoredBody newBody();
}
