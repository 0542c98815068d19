package org.flowbeam.oracle.tshark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flowbeam.oracle.Tsv;
import org.jspecify.annotations.Nullable;

/** The endpoints in the texts that tcpdump's own tests expect beside their captures. */
final class TcpdumpText {
  private static final Pattern NUMBER = Pattern.compile("^ {0,4}(\\d+)  \\S");
  private static final Pattern PAIR =
      Pattern.compile("(?<![\\w:.])([0-9a-f:.]+) > ([0-9a-f:.]+): ");

  /** By capture and number of the packet, what the text has before and behind each {@code >}. */
  private final Map<String, List<String>> pairs = new HashMap<>();

  private TcpdumpText() {}

  /** Reads all texts that the list of public captures names; of several, the last one counts. */
  static TcpdumpText of(Path captures) throws IOException {
    TcpdumpText text = new TcpdumpText();
    String manifest = Files.readString(captures.resolve("MANIFEST.tsv"));
    for (Map<String, String> line : Tsv.parse(manifest)) {
      String capture = line.getOrDefault("file", "");
      for (String expected : line.getOrDefault("expected_results", "").split(";", -1)) {
        if (expected.startsWith("the-tcpdump-group+tcpdump") && expected.endsWith(".out")) {
          text.read(capture, new String(Files.readAllBytes(captures.resolve(expected)), UTF_8));
        }
      }
    }
    return text;
  }

  private void read(String capture, String text) {
    List<String> packet = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      Matcher number = NUMBER.matcher(line);
      if (number.find()) {
        packet = new ArrayList<>();
        pairs.put(key(capture, Integer.parseInt(number.group(1))), packet);
      }
      Matcher pair = PAIR.matcher(line + " ");
      while (pair.find()) {
        packet.add(pair.group(1) + " > " + pair.group(2));
      }
    }
  }

  private static String key(String capture, int number) {
    return number + " " + capture;
  }

  /**
   * The innermost pair, or the one given if it is among those around it in a message that quotes.
   * Null when there is no text of this packet, {@link Endpoints#NONE} when there is no pair in it.
   */
  @Nullable String pair(String capture, int number, String ours, boolean mayQuote) {
    List<String> all = pairs.get(key(capture, number));
    if (all == null) {
      return null;
    }
    if (all.isEmpty() || (mayQuote && all.contains(ours))) {
      return all.isEmpty() ? Endpoints.NONE : ours;
    }
    return all.get(all.size() - 1);
  }
}
