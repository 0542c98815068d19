package org.flowbeam.pipeline.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptimizingCompilerTest {
  @TempDir Path folder;

  private static final Path LAUNCH = Path.of("src/main/launch").toAbsolutePath();

  @AfterEach
  void forget() throws JMException {
    System.clearProperty(OptimizingCompiler.FOLDER);
    command("compilerDirectivesClear");
  }

  @Test
  void theDirectivesOfALongRunCountBeforeThoseOfAShortOne() throws IOException, JMException {
    givenDirectivesOfALauncher();
    System.setProperty(OptimizingCompiler.FOLDER, LAUNCH.toString());
    OptimizingCompiler.directFor(Long.MAX_VALUE);
    String all = command("compilerDirectivesPrint");
    assertThat(all.indexOf("java/util/regex/*")).isPositive().isLessThan(all.indexOf("*.*"));
    assertThat(all.indexOf("*.*")).isLessThan(all.indexOf("no/such/Thing"));
  }

  @Test
  void theirFolderMayHaveSpacesInItsName() throws IOException, JMException {
    Path spaced = Files.createDirectory(folder.resolve("a b, c=d"));
    String name = "compiler-directives-long.json";
    Files.copy(LAUNCH.resolve(name), spaced.resolve(name));
    System.setProperty(OptimizingCompiler.FOLDER, spaced.toString());
    OptimizingCompiler.directFor(Long.MAX_VALUE);
    assertThat(command("compilerDirectivesPrint")).contains("java/util/regex/*");
  }

  @Test
  void theyStayWhereTheJvmCannotBeToldOfTheFolder() throws IOException, JMException {
    givenDirectivesOfALauncher();
    System.setProperty(OptimizingCompiler.FOLDER, folder.resolve("o'clock").toString());
    OptimizingCompiler.directFor(Long.MAX_VALUE);
    assertThat(command("compilerDirectivesPrint")).contains("no/such/Thing");
  }

  @Test
  void aShortRunKeepsWhatTheLauncherGave() throws IOException, JMException {
    givenDirectivesOfALauncher();
    System.setProperty(OptimizingCompiler.FOLDER, LAUNCH.toString());
    OptimizingCompiler.directFor(100_000_000);
    assertThat(command("compilerDirectivesPrint")).contains("no/such/Thing");
  }

  @Test
  void withoutTheLauncherALongRunKeepsWhatThereIs() throws IOException, JMException {
    givenDirectivesOfALauncher();
    OptimizingCompiler.directFor(Long.MAX_VALUE);
    assertThat(command("compilerDirectivesPrint")).contains("no/such/Thing");
  }

  @Test
  void directivesAreOfASizeOfInput() {
    assertThat(OptimizingCompiler.directivesFor(100_000_000)).isNull();
    assertThat(OptimizingCompiler.directivesFor(1_000_000_000)).contains("medium");
    assertThat(OptimizingCompiler.directivesFor(5_000_000_000L)).contains("long");
  }

  @Test
  void theJvmUnderstandsAllDirectivesOfTheLauncher() throws IOException, JMException {
    try (Stream<Path> files = Files.list(LAUNCH)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        assertThat(command("compilerDirectivesAdd", file.toString())).contains("directives added");
      }
    }
  }

  private void givenDirectivesOfALauncher() throws IOException, JMException {
    Path file = folder.resolve("directives.json");
    Files.writeString(file, "[{match: [\"no/such/Thing.*\"], c2: {Exclude: true}}]");
    command("compilerDirectivesAdd", file.toString());
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
