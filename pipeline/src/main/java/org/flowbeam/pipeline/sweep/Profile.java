package org.flowbeam.pipeline.sweep;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/**
 * Where a sweep's time goes, phase by phase: what passed on the clock, and what the workers took of
 * the processors. What runs beside them (compilers, collector, decompression ahead of a reader) is
 * the difference to the whole process, and stands in a line of its own.
 */
final class Profile {
  private record Phase(String name, long wallNanos, long cpuNanos) {}

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final List<Phase> phases = new ArrayList<>();
  private final LongAdder cpuNanos = new LongAdder();

  /** Lets the workers do this and remembers how long it took. */
  void run(String phase, Workers workers, Workers.Work work) throws IOException {
    cpuNanos.reset();
    long startNanos = System.nanoTime();
    workers.all(
        () -> {
          work.run();
          cpuNanos.add(threads.getCurrentThreadCpuTime());
        });
    phases.add(new Phase(phase, System.nanoTime() - startNanos, cpuNanos.sum()));
  }

  /** The manifest with one entry per phase: {@code phase}, {@code wall_ms}, {@code cpu_ms}. */
  String addTo(String manifest) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode all = (ObjectNode) mapper.readTree(manifest);
    ArrayNode list = all.putArray("profile");
    for (Phase phase : phases) {
      ObjectNode entry = list.addObject();
      entry.put("phase", phase.name);
      entry.put("wall_ms", phase.wallNanos / 1_000_000);
      entry.put("cpu_ms", phase.cpuNanos / 1_000_000);
    }
    return mapper.writeValueAsString(all);
  }

  /** A table for people. */
  String text() {
    StringBuilder text = new StringBuilder();
    line(text, "phase", "wall s", "cpu s");
    long cpu = 0;
    for (Phase phase : phases) {
      line(text, phase.name, seconds(phase.wallNanos), seconds(phase.cpuNanos));
      cpu += phase.cpuNanos;
    }
    long upNanos = ManagementFactory.getRuntimeMXBean().getUptime() * 1_000_000;
    long wall = phases.stream().mapToLong(Phase::wallNanos).sum();
    line(text, "start and end", seconds(upNanos - wall), "");
    appendRest(text, cpu);
    return text.toString();
  }

  /** What the process took besides its workers. */
  private static void appendRest(StringBuilder text, long ofWorkers) {
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      line(
          text,
          "compilers, collector, read-ahead",
          "",
          seconds(system.getProcessCpuTime() - ofWorkers));
    }
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.2f", nanos / 1e9);
  }

  private static void line(StringBuilder text, String name, String wall, String cpu) {
    text.append(String.format(Locale.ROOT, "  %-28s%8s%8s%n", name, wall, cpu));
  }
}
