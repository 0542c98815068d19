package org.flowbeam.pipeline.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptimizingCompilerTest {
  @TempDir Path folder;

  @Test
  void noMethodIsKeptFromItAnyMore() throws IOException, JMException {
    Path file = folder.resolve("directives.json");
    Files.writeString(file, "[{match: [\"no/such/Thing.*\"], c2: {Exclude: true}}]");
    command("compilerDirectivesAdd", file.toString());
    assertThat(command("compilerDirectivesPrint")).contains("no/such/Thing");
    OptimizingCompiler.takeAll();
    assertThat(command("compilerDirectivesPrint")).doesNotContain("no/such/Thing");
  }

  @Test
  void onlyALongRunPaysForIt() {
    assertThat(OptimizingCompiler.paysFor(4_000_000_000L)).isFalse();
    assertThat(OptimizingCompiler.paysFor(5_000_000_000L)).isTrue();
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
