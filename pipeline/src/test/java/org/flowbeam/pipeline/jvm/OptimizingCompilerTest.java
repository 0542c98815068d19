package org.flowbeam.pipeline.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptimizingCompilerTest {
  @TempDir Path folder;

  @AfterEach
  void forget() throws JMException {
    System.clearProperty(OptimizingCompiler.DIRECTIVES);
    command("compilerDirectivesClear");
  }

  @Test
  void aLongRunHasItsOwnDirectivesInsteadOfThoseOfAShortOne() throws IOException, JMException {
    command("compilerDirectivesAdd", directives("no/such/Short"));
    System.setProperty(OptimizingCompiler.DIRECTIVES, directives("no/such/Long"));
    OptimizingCompiler.takeAll();
    assertThat(command("compilerDirectivesPrint"))
        .contains("no/such/Long")
        .doesNotContain("no/such/Short");
  }

  @Test
  void directivesThatNoLauncherGaveStay() throws IOException, JMException {
    command("compilerDirectivesAdd", directives("no/such/Thing"));
    OptimizingCompiler.takeAll();
    assertThat(command("compilerDirectivesPrint")).contains("no/such/Thing");
  }

  @Test
  void theDirectivesOfTheLauncherCanBeRead() throws JMException {
    for (String name : List.of("compiler-directives.json", "compiler-directives-long.json")) {
      String file = Path.of("src/main/launch", name).toAbsolutePath().toString();
      assertThat(command("compilerDirectivesAdd", file)).contains("directives added");
    }
  }

  @Test
  void onlyALongRunPaysForIt() {
    assertThat(OptimizingCompiler.paysFor(1_000_000_000L)).isFalse();
    assertThat(OptimizingCompiler.paysFor(2_000_000_000L)).isTrue();
  }

  private String directives(String type) throws IOException {
    Path file = folder.resolve(type.replace('/', '.'));
    return Files.writeString(file, "[{match: [\"" + type + ".*\"], c2: {Exclude: true}}]")
        .toString();
  }

  private static String command(String name, String... arguments) throws JMException {
    return (String)
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                name,
                arguments.length == 0 ? null : new Object[] {arguments},
                arguments.length == 0 ? null : new String[] {String[].class.getName()});
  }
}
