package org.flowbeam.pipeline.options;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.session.Protocols;
import org.flowbeam.stream.Overflow;
import org.flowbeam.stream.OverlapPolicy;
import org.flowbeam.stream.StreamOptions;

/** The options of a sweep about streams and sessions, checked and typed. */
final class SessionSettings {
  private SessionSettings() {}

  static StreamOptions streams(SweepOptions o) {
    long cap = Quantity.bytes("reassemblyCap", o.getReassemblyCap());
    try {
      return new StreamOptions(
          Quantity.bytes("streamDepth", o.getStreamDepth()),
          (int) Math.min(Integer.MAX_VALUE, cap),
          oneOf("overlap", o.getOverlap(), OverlapPolicy.values()),
          oneOf("onOverflow", o.getOnOverflow(), Overflow.values()),
          oneOf("stream", o.getStream(), Holes.values()) == Holes.RELIABLE,
          oneOf("atEnd", o.getAtEnd(), AtEnd.values()) == AtEnd.DRAIN);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--streamDepth, --reassemblyCap: " + e.getMessage());
    }
  }

  private enum Holes {
    RELIABLE,
    BEST_EFFORT
  }

  private enum AtEnd {
    DRAIN,
    DROP
  }

  private enum Secrets {
    MASK,
    KEEP
  }

  static SessionOptions sessions(SweepOptions o) {
    double threshold = o.getDnsTunnelThreshold();
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new UsageException("--dnsTunnelThreshold=" + threshold + ": expected 0 to 1");
    }
    return new SessionOptions(
        oneOf("bodies", o.getBodies(), SessionOptions.Bodies.values()),
        Quantity.bytes("maxBodyBytes", o.getMaxBodyBytes()),
        oneOf("secrets", o.getSecrets(), Secrets.values()) == Secrets.KEEP,
        threshold);
  }

  static List<String> protocols(SweepOptions o) {
    if (o.getProtocols().equals("all")) {
      return Protocols.names();
    }
    if (o.getProtocols().equals("none")) {
      return List.of();
    }
    List<String> names = List.of(o.getProtocols().split(",", -1));
    for (String name : names) {
      if (!Protocols.names().contains(name)) {
        throw new UsageException(
            "--protocols=" + name + ": expected all, none, or some of " + Protocols.names());
      }
    }
    return names;
  }

  static <E extends Enum<E>> E oneOf(String option, String given, E[] values) {
    for (E value : values) {
      if (text(value).equals(given)) {
        return value;
      }
    }
    List<String> names = Arrays.stream(values).map(SessionSettings::text).toList();
    throw new UsageException("--" + option + "=" + given + ": expected one of " + names);
  }

  private static String text(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
