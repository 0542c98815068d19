package org.flowbeam.pipeline.carve;

import java.util.HashMap;
import java.util.Map;
import org.flowbeam.io.output.FinishedRun;
import org.flowbeam.packet.DecodeOptions;
import org.flowbeam.pipeline.options.SweepOptions;
import org.flowbeam.pipeline.options.SweepSettings;

/** How a finished run took packets apart. */
final class RunDecoding {
  private RunDecoding() {}

  static DecodeOptions of(FinishedRun run) {
    Map<String, String> options = new HashMap<>();
    run.manifest()
        .path("options")
        .fields()
        .forEachRemaining(o -> options.put(o.getKey(), o.getValue().asText()));
    return SweepSettings.decoding(new SweepOptions(options));
  }
}
