package org.flowbeam.oracle.tshark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.oracle.Programs;
import org.flowbeam.pipeline.CommandRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wireshark's programs read what was carved, and count frames as its comments do. */
class CarvedFilesReadTest {
  private static final String[] FIELDS = {
    "-T",
    "fields",
    "-E",
    "separator=|",
    "-e",
    "frame.number",
    "-e",
    "frame.time_epoch",
    "-e",
    "frame.cap_len",
    "-e",
    "frame.len"
  };

  @TempDir Path folder;

  @Test
  void capinfosAndEditcapReadManyCapturesInOneFile() throws IOException, InterruptedException {
    Path carved = folder.resolve("all.pcapng");
    Path known = Files.createDirectory(folder.resolve("known"));
    for (Path file : files(Captures.fixtures())) {
      // Of some link types Wireshark has no idea.
      if (!file.getFileName().toString().startsWith("link-")) {
        Files.copy(file, known.resolve(file.getFileName()));
      }
    }
    carve(known, "--output=" + carved);
    Path info = Programs.run(folder, Captures.program("capinfos"), "-c", "-t", carved);
    assertThat(Files.readString(info)).contains("pcapng");
    Path copy = folder.resolve("copy.pcapng");
    Programs.run(folder, Captures.program("editcap"), "-F", "pcapng", carved, copy);
    assertThat(count(copy)).isEqualTo(count(carved)).isGreaterThan(1_500);
  }

  private long count(Path capture) throws IOException, InterruptedException {
    return Files.readAllLines(Programs.run(folder, Captures.program("tshark"), "-n", "-r", capture))
        .size();
  }

  /** Of every capture with blocks, and of some others: those that tshark reads to their end. */
  @Test
  void frameNumbersAreThoseOfTshark() throws IOException, InterruptedException, SQLException {
    Path tshark = Captures.program("tshark");
    Path captures = Captures.shared();
    Path carved = folder.resolve("carved");
    Path chosen = Files.createDirectory(folder.resolve("chosen"));
    choose(captures, chosen);
    carve(chosen, "--per=source", "--comments", "--output=" + carved);
    int compared = 0;
    List<String> wrong = new ArrayList<>();
    for (Path file : files(carved)) {
      String name = file.getFileName().toString().replaceFirst("\\.pcapng$", "");
      Map<String, String> original = frames(tshark, chosen.resolve(name));
      List<String> arguments = new ArrayList<>(List.of("-n", "-r", file.toString()));
      arguments.addAll(List.of(FIELDS));
      arguments.addAll(List.of("-e", "frame.comment"));
      for (String line : Files.readAllLines(Programs.run(folder, tshark, arguments.toArray()))) {
        String[] parts = line.split("\\|", -1);
        String comment = parts[4].replaceFirst(".*(frame \\d+ of .*)", "$1");
        String number = comment.split(" ", -1)[1];
        String frame = original.getOrDefault(number, "");
        // Simple packet blocks have no time; carved they have that which the sweep gave them.
        String time = frame.startsWith("|") ? "" : parts[1];
        if (!frame.isEmpty() && !frame.equals(time + "|" + parts[2] + "|" + parts[3])) {
          wrong.add(name + " frame " + number + ": " + frame + ", " + line);
        }
        compared += frame.isEmpty() ? 0 : 1;
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(compared).isGreaterThan(1_000);
  }

  private static void choose(Path captures, Path chosen) throws IOException {
    int n = 0;
    for (Path file : files(captures)) {
      String name = file.getFileName().toString();
      boolean blocks = name.endsWith(".pcapng");
      boolean pcap = name.endsWith(".pcap") || name.endsWith(".cap");
      if ((blocks || (pcap && n++ % 25 == 0)) && Files.size(file) < 1_000_000) {
        Path copy = chosen.resolve(name);
        if (!Files.exists(copy)) {
          Files.copy(file, copy);
        }
      }
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** By number; nothing of a capture that tshark does not like. */
  private Map<String, String> frames(Path tshark, Path capture)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("-n", "-r", capture.toString()));
    arguments.addAll(List.of(FIELDS));
    Map<String, String> frames = new TreeMap<>();
    try {
      for (String line : Files.readAllLines(Programs.run(folder, tshark, arguments.toArray()))) {
        frames.put(line.replaceFirst("\\|.*", ""), line.replaceFirst("^\\d+\\|", ""));
      }
    } catch (AssertionError failed) {
      return Map.of();
    }
    return frames;
  }

  private void carve(Path captures, String... options) {
    Path tables = folder.resolve("tables-" + captures.getFileName());
    CommandRun sweep = CommandRun.sweep(captures, tables, "--dedup=off");
    assertThat(sweep.exitCode()).as("%s", sweep.err()).isIn(0, 3);
    List<String> all = new ArrayList<>(List.of("carve", "--tables=" + tables, "--where=true"));
    all.addAll(List.of(options));
    CommandRun run = CommandRun.of(all.toArray(String[]::new));
    assertThat(run.exitCode()).as("%s", run.err()).isZero();
  }
}
