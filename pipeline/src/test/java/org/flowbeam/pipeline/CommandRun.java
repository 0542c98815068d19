package org.flowbeam.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One run of the command line in this JVM, and what it printed. */
public record CommandRun(int exitCode, List<String> out, List<String> err) {

  public static CommandRun of(String... arguments) {
    PrintStream stdout = System.out;
    PrintStream stderr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      return new CommandRun(Flowbeam.execute(arguments), lines(out), lines(err));
    } finally {
      System.setOut(stdout);
      System.setErr(stderr);
    }
  }

  /** A sweep with more options behind the two that it must have. */
  public static CommandRun sweep(Path input, Path output, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("sweep", "--input=" + input, "--output=" + output));
    arguments.addAll(List.of(options));
    return of(arguments.toArray(String[]::new));
  }

  /** What it said on stderr, without the progress of a slow machine. */
  public List<String> log() {
    return err.stream()
        .filter(line -> !line.matches("(read|[a-z ESP]+): \\d+ of \\d+ .*%.*|read all; .*|commit"))
        .toList();
  }

  /** The JSON object in the last line of stdout. */
  public JsonNode summary() throws IOException {
    return new ObjectMapper().readTree(out.get(out.size() - 1));
  }

  private static List<String> lines(ByteArrayOutputStream text) {
    return text.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
