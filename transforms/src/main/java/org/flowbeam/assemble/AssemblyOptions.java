package org.flowbeam.assemble;

import java.io.Serializable;
import java.util.List;
import org.flowbeam.flow.FlowOptions;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.session.Protocols;
import org.flowbeam.stream.StreamOptions;

/**
 * How packets become rows.
 *
 * @param protocols names of the protocols to look for; empty: flows are not reassembled at all
 */
public record AssemblyOptions(
    FlowOptions flows, StreamOptions streams, SessionOptions sessions, List<String> protocols)
    implements Serializable {

  public AssemblyOptions {
    protocols = List.copyOf(protocols);
  }

  public static AssemblyOptions defaults() {
    return new AssemblyOptions(
        FlowOptions.defaults(),
        StreamOptions.defaults(),
        SessionOptions.defaults(),
        Protocols.names());
  }

  public AssemblyOptions with(FlowOptions other) {
    return new AssemblyOptions(other, streams, sessions, protocols);
  }
}
