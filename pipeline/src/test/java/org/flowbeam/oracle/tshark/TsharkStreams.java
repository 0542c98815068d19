package org.flowbeam.oracle.tshark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.oracle.Programs;

/** {@code tshark -z rtp,streams}. */
final class TsharkStreams {
  private static final Pattern LINE =
      Pattern.compile(
          "\\s*\\S+\\s+\\S+\\s+(\\S+)\\s+(\\d+)\\s+(\\S+)\\s+(\\d+)\\s+0x([0-9A-F]{8})\\s+(.*?)\\s+"
              + "(\\d+)\\s+(-?\\d+) \\(\\S+%\\)\\s+\\S+\\s+\\S+\\s+(\\S+)\\s+\\S+\\s+(\\S+)\\s+(\\S+).*");

  /**
   * A stream.
   *
   * @param endpoints from, to and SSRC
   */
  record Stream(
      String endpoints,
      long packets,
      long lost,
      double deltaMaxMs,
      double jitterMeanMs,
      double jitterMaxMs) {}

  private TsharkStreams() {}

  static List<Stream> read(Path folder, Path capture) throws IOException, InterruptedException {
    Path output =
        Programs.run(
            folder, Captures.program("tshark"), "-n", "-q", "-r", capture, "-z", "rtp,streams");
    List<Stream> streams = new ArrayList<>();
    for (String line : Files.readAllLines(output)) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        streams.add(stream(matcher));
      }
    }
    return streams;
  }

  private static Stream stream(Matcher line) {
    String endpoints =
        endpoints(line.group(1), line.group(2), line.group(3), line.group(4), line.group(5));
    return new Stream(
        endpoints,
        Long.parseLong(line.group(7)),
        Long.parseLong(line.group(8)),
        Double.parseDouble(line.group(9)),
        Double.parseDouble(line.group(10)),
        Double.parseDouble(line.group(11)));
  }

  static String endpoints(String from, Object port, String to, Object otherPort, String ssrc) {
    return "%s:%s %s:%s %s".formatted(from, port, to, otherPort, ssrc.toLowerCase(Locale.ROOT));
  }
}
