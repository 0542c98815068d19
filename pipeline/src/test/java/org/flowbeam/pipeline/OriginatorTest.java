package org.flowbeam.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.flowbeam.assemble.AssemblyOptions;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.session.Protocols;
import org.junit.jupiter.api.Test;

class OriginatorTest {
  /** Who opened a flow is a fact of its packets, not of the parsers that were asked for. */
  @Test
  void whoOpenedAFlowDoesNotDependOnWhatIsParsed() throws IOException {
    List<List<String>> choices = new ArrayList<>();
    choices.add(List.of());
    Protocols.names().forEach(name -> choices.add(List.of(name)));
    Path[] captures = captures();
    Map<String, String> all = originators(captures, Protocols.names());
    assertThat(all).hasSizeGreaterThan(5_000);
    for (List<String> choice : choices) {
      Map<String, String> some = originators(captures, choice);
      assertThat(
              some.entrySet().stream()
                  .filter(flow -> !flow.getValue().equals(all.get(flow.getKey()))))
          .as("--protocols=%s", choice)
          .isEmpty();
      assertThat(some.keySet()).as("--protocols=%s", choice).isEqualTo(all.keySet());
    }
  }

  private static Map<String, String> originators(Path[] captures, List<String> protocols)
      throws IOException {
    AssemblyOptions defaults = AssemblyOptions.defaults();
    AssemblyOptions options =
        new AssemblyOptions(defaults.flows(), defaults.streams(), defaults.sessions(), protocols);
    Map<String, String> originators = new TreeMap<>();
    for (FlowRow flow : PlainSweep.of(captures).options(options).run().flows()) {
      String sides = flow.getSrcIp() + " " + flow.getSrcPort() + " > " + flow.getDstIp();
      originators.put(flow.getFlowId(), sides + " " + flow.getOriginatorRule());
    }
    return originators;
  }

  private static Path[] captures() throws IOException {
    try (Stream<Path> files = Files.walk(Captures.shared())) {
      return files.filter(Files::isRegularFile).sorted().toArray(Path[]::new);
    }
  }
}
