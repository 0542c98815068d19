package org.flowbeam.architecture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which package may look at which, below {@code org.flowbeam}; the picture of docs/architecture.md
 * in words. {@code a..} is {@code a} with all packages below it. A package is held to the line that
 * names it, else to the longest one that holds it.
 */
final class Rooms {
  private static final String ROOT = "org.flowbeam.";
  private static final Map<String, List<String>> MAY_LOOK_AT = new LinkedHashMap<>();

  static {
    room("schemas");
    room("io.bytes");
    room("options");
    room("io.capture..", "io.bytes", "io.capture..");
    room("io.frames", "io.bytes");
    room("io.table", "schemas");
    room("io.storage");
    room("io.input", "io.bytes", "io.capture", "io.capture.damage", "io.storage");
    room("io.output", "schemas", "io.frames", "io.storage", "io.table");

    room("packet", "io.bytes");
    room("dedup", "io.bytes", "packet");
    room("packet.decode", "io.bytes", "packet..", "dedup");
    room("packet..", "io.bytes", "packet..");
    room("tcp");
    room("stream", "tcp");
    room("flow..", "io.bytes", "packet", "dedup", "tcp", "flow..");
    room("format..", "io.bytes", "packet", "format..");
    room("protocol", "schemas", "io.bytes", "format", "format.content", "options");
    room("protocol.shared", "schemas", "io.bytes", "format..", "options", "protocol");
    room(
        "protocol..",
        "schemas",
        "io.bytes",
        "packet",
        "format..",
        "options",
        "protocol",
        "protocol.shared");
    room(
        "protocol.sip",
        "schemas",
        "io.bytes",
        "packet",
        "format..",
        "options",
        "protocol",
        "protocol.call");
    for (String carrier : List.of("smtp", "pop3", "imap")) {
      room(
          "protocol." + carrier,
          "schemas",
          "io.bytes",
          "format..",
          "options",
          "protocol",
          "protocol.mail",
          "protocol.shared");
    }
    room(
        "protocol.call",
        "schemas",
        "io.bytes",
        "format.sdp",
        "options",
        "protocol",
        "protocol.call.state");
    room("protocol.call.state", "schemas", "io.bytes");
    room("protocol.rtp", "schemas", "io.bytes", "format..", "protocol", "protocol.call");
    room(
        "session",
        "schemas",
        "io.bytes",
        "packet",
        "tcp",
        "stream",
        "flow..",
        "format",
        "format.content",
        "protocol..");
    room(
        "assemble",
        "schemas",
        "io.bytes",
        "packet",
        "tcp",
        "dedup",
        "stream",
        "flow..",
        "format.content",
        "protocol",
        "session");
    room("join", "io.bytes", "io.frames", "protocol");

    room("stage", "io.output", "protocol");
    room("stage.rows", "schemas", "io.frames", "io.output", "protocol", "join", "stage");
    room(
        "stage.sources",
        "schemas",
        "io.bytes",
        "io.capture..",
        "io.frames",
        "io.input",
        "packet",
        "packet.link",
        "dedup",
        "flow",
        "stage",
        "stage.rows");
    room(
        "stage.packets",
        "io.capture..",
        "io.frames",
        "io.input",
        "packet..",
        "dedup",
        "stage",
        "stage.sources");
    room(
        "stage.flows",
        "schemas",
        "io.capture",
        "io.frames",
        "io.input",
        "io.output",
        "packet",
        "dedup",
        "format.content",
        "protocol",
        "session",
        "assemble",
        "join",
        "stage",
        "stage.rows",
        "stage.sources");
    room(
        "transforms",
        "io.frames",
        "io.input",
        "io.output",
        "stage",
        "stage.packets",
        "stage.sources");

    room("pipeline.terminal");
    room("pipeline.jvm");
    room("pipeline.print", "pipeline.terminal");
    room(
        "pipeline.query",
        "schemas",
        "io.output",
        "io.storage",
        "pipeline.enrich",
        "pipeline.options",
        "pipeline.print",
        "pipeline.terminal");
    room("pipeline.enrich", "io.capture.window", "pipeline.options");
    room("pipeline.filter", "packet.filter", "packet.link");
    room(
        "pipeline.options",
        "io.frames",
        "io.input",
        "io.storage",
        "packet..",
        "dedup",
        "flow",
        "stream",
        "protocol",
        "protocol.shared",
        "session",
        "assemble",
        "stage.packets",
        "options",
        "pipeline.filter");
    room(
        "pipeline.sweep",
        "schemas",
        "io.capture",
        "io.frames",
        "io.input",
        "io.output",
        "io.storage",
        "packet",
        "packet.esp",
        "packet.fragment",
        "dedup",
        "flow",
        "stream",
        "protocol",
        "session",
        "assemble",
        "join",
        "stage..",
        "transforms",
        "options",
        "pipeline.jvm",
        "pipeline.options",
        "pipeline.input",
        "pipeline.terminal");
    room("pipeline.input", "io.input", "io.storage", "pipeline.options");
    room(
        "pipeline.evidence",
        "io.capture",
        "io.capture.pcapng",
        "io.capture.record",
        "io.input",
        "io.output",
        "io.storage",
        "pipeline.options",
        "pipeline.query",
        "pipeline.terminal");
    room(
        "pipeline.carve",
        "io.bytes",
        "io.capture..",
        "io.output",
        "io.storage",
        "packet",
        "packet.decode",
        "dedup",
        "tcp",
        "options",
        "pipeline.options",
        "pipeline.print",
        "pipeline.query",
        "pipeline.evidence",
        "pipeline.sweep",
        "pipeline.terminal");
    room(
        "pipeline.verify",
        "io.capture",
        "io.capture.window",
        "io.input",
        "io.output",
        "io.storage",
        "pipeline.options",
        "pipeline.query",
        "pipeline.evidence",
        "pipeline.input",
        "pipeline.sweep",
        "pipeline.terminal");
    room(
        "pipeline.extract",
        "io.capture.window",
        "io.output",
        "io.storage",
        "pipeline.options",
        "pipeline.query",
        "pipeline.evidence",
        "pipeline.terminal");
    room("pipeline", "pipeline..");
    room("fixtures..", "fixtures..");
  }

  private Rooms() {}

  private static void room(String name, String... mayLookAt) {
    MAY_LOOK_AT.put(name, List.of(mayLookAt));
  }

  /** Whether the arrow ends outside of the project, or where the table allows it. */
  static boolean allow(Arrow arrow) {
    if (!arrow.to().startsWith(ROOT)) {
      return true;
    }
    String from = arrow.from().substring(ROOT.length());
    String to = arrow.to().substring(ROOT.length());
    return lineOf(from).stream().anyMatch(allowed -> holds(allowed, to));
  }

  private static List<String> lineOf(String room) {
    List<String> exact = MAY_LOOK_AT.get(room);
    if (exact != null) {
      return exact;
    }
    String longest = "";
    for (String line : MAY_LOOK_AT.keySet()) {
      if (holds(line, room) && line.length() > longest.length()) {
        longest = line;
      }
    }
    List<String> found = MAY_LOOK_AT.get(longest);
    if (found == null) {
      throw new IllegalStateException("no line for the package " + room);
    }
    return found;
  }

  private static boolean holds(String line, String room) {
    if (!line.endsWith("..")) {
      return line.equals(room);
    }
    String parent = line.substring(0, line.length() - 2);
    return room.equals(parent) || room.startsWith(parent + ".");
  }
}
