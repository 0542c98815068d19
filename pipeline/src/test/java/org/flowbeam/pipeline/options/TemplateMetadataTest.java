package org.flowbeam.pipeline.options;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.flowbeam.options.Option;
import org.junit.jupiter.api.Test;

/** The metadata of the Flex Template is made from the declared options: -Dupdate writes it. */
class TemplateMetadataTest {
  private static final Path FILE =
      Path.of(System.getProperty("flowbeam.root"), "pipeline/src/main/flex/metadata.json");

  @Test
  void theFileIsWhatTheOptionsSay() throws IOException {
    if (System.getProperty("update") != null) {
      Files.writeString(FILE, TemplateMetadata.json());
    }
    assertThat(FILE)
        .as("mvn -Dtest=TemplateMetadataTest -Dupdate")
        .hasContent(TemplateMetadata.json());
  }

  @Test
  void everyOptionIsAParameterButThoseOfALauncher() throws IOException {
    Set<String> names = new HashSet<>();
    parameters().forEach(parameter -> names.add(parameter.path("name").asText()));
    Set<String> declared = SweepOptions.all().map(Option::name).collect(Collectors.toSet());
    declared.removeAll(Set.of("workers", "wait", "profile"));
    assertThat(names).isEqualTo(declared);
  }

  @Test
  void inputAndOutputAreRequiredAndNothingElse() throws IOException {
    assertThat(parameters())
        .filteredOn(parameter -> !parameter.path("isOptional").asBoolean())
        .extracting(parameter -> parameter.path("name").asText())
        .containsExactlyInAnyOrder("input", "output");
  }

  @Test
  void everyDefaultPassesItsOwnRegex() throws IOException {
    for (JsonNode parameter : parameters()) {
      String regex = parameter.path("regexes").path(0).asText();
      assertThat(regex).startsWith("^(").endsWith(")$");
      SweepOptions.all()
          .filter(option -> option.name().equals(parameter.path("name").asText()))
          .flatMap(option -> option.defaultText().stream())
          .forEach(text -> assertThat(text).as("%s", parameter).matches(regex));
    }
  }

  @Test
  void whatNoOptionTakesIsRefusedByTheForm() throws IOException {
    assertThat("sometimes").doesNotMatch(regex("dedup"));
    assertThat("5").doesNotMatch(regex("idleTcp"));
    assertThat("4789,http").doesNotMatch(regex("vxlanPorts"));
    assertThat("many").doesNotMatch(regex("buckets"));
  }

  private static String regex(String name) throws IOException {
    for (JsonNode parameter : parameters()) {
      if (parameter.path("name").asText().equals(name)) {
        return parameter.path("regexes").path(0).asText();
      }
    }
    throw new AssertionError(name);
  }

  private static JsonNode parameters() throws IOException {
    return new ObjectMapper().readTree(TemplateMetadata.json()).path("parameters");
  }
}
