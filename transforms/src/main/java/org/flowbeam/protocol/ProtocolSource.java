package org.flowbeam.protocol;

import java.io.Serializable;
import java.util.List;

/** Where workers find the protocols of a run, which are code and do not travel themselves. */
@FunctionalInterface
public interface ProtocolSource extends Serializable {
  /** The same list, in the same order, wherever it is asked. */
  List<Protocol> protocols();
}
