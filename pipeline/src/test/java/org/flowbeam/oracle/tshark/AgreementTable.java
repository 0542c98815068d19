package org.flowbeam.oracle.tshark;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How often we and other programs see the same in packets, by link type, tag and tunnel. */
final class AgreementTable {
  private static final class Line {
    final Set<String> captures = new TreeSet<>();
    int packets;
    int withIp;
    int asTshark;
    int inTcpdump;
    int asTcpdump;
  }

  private final Map<String, Line> lines = new TreeMap<>();

  /**
   * Counts a packet.
   *
   * @param withIp whether anybody finds an IP packet in it
   * @param asTcpdump null where there is no text of tcpdump
   */
  void add(
      Set<String> kinds,
      String capture,
      boolean withIp,
      boolean asTshark,
      @Nullable Boolean asTcpdump) {
    for (String kind : kinds) {
      Line line = lines.computeIfAbsent(kind, name -> new Line());
      line.captures.add(capture);
      line.packets++;
      line.withIp += withIp ? 1 : 0;
      line.asTshark += asTshark ? 1 : 0;
      line.inTcpdump += asTcpdump != null ? 1 : 0;
      line.asTcpdump += Boolean.TRUE.equals(asTcpdump) ? 1 : 0;
    }
  }

  /** The table in Markdown. */
  @Override
  public String toString() {
    StringBuilder text =
        new StringBuilder(
            """
            | | name | captures | packets | with IP | as tshark | as tcpdump |
            | --- | --- | ---: | ---: | ---: | ---: | ---: |
            """);
    lines.forEach(
        (kind, line) -> {
          String[] columns = kind.substring(2).split("\t", 2);
          String tcpdump =
              line.inTcpdump == 0 ? "-" : "%d of %d".formatted(line.asTcpdump, line.inTcpdump);
          text.append(
              "| %s | %s | %d | %d | %d | %d | %s |\n"
                  .formatted(
                      columns[0],
                      columns[1],
                      line.captures.size(),
                      line.packets,
                      line.withIp,
                      line.asTshark,
                      tcpdump));
        });
    return text.toString();
  }
}
