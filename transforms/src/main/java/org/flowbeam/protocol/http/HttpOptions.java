package org.flowbeam.protocol.http;

import java.util.List;
import org.flowbeam.options.Affects;
import org.flowbeam.options.Option;
import org.flowbeam.options.ValueTypes;

/** What users choose about HTTP. */
final class HttpOptions {
  /** What happens to bodies. */
  enum Bodies {
    NONE,
    HASH,
    STORE
  }

  static final Option<Bodies> BODIES =
      Option.of(
          "bodies",
          Affects.ROWS,
          ValueTypes.choice(Bodies.class),
          "hash",
          "HTTP bodies: none (counted only), hash, or store (files by hash below the output).");

  static final Option<Long> MAX_BODY_BYTES =
      Option.of(
          "maxBodyBytes",
          Affects.ROWS,
          ValueTypes.size(0, Long.MAX_VALUE),
          "64MiB",
          "Larger bodies are not stored.");

  static final List<Option<?>> ALL = List.of(BODIES, MAX_BODY_BYTES);

  private HttpOptions() {}
}
