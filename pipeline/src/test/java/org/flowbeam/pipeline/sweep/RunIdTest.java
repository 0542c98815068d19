package org.flowbeam.pipeline.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RunIdTest {
  private static final TreeMap<String, String> OPTIONS =
      new TreeMap<>(Map.of("dedup", "off", "idleTcp", "300s"));

  @Test
  void theOrderOfSourcesDoesNotMatter() {
    assertThat(RunId.of("1", OPTIONS, List.of("aa", "bb")))
        .isEqualTo(RunId.of("1", OPTIONS, List.of("bb", "aa")))
        .matches("[0-9a-f]{16}");
  }

  @Test
  void anOptionTheVersionOrASourceChangesIt() {
    String id = RunId.of("1", OPTIONS, List.of("aa"));
    TreeMap<String, String> other = new TreeMap<>(OPTIONS);
    other.put("idleTcp", "60s");
    assertThat(RunId.of("1", other, List.of("aa"))).isNotEqualTo(id);
    assertThat(RunId.of("2", OPTIONS, List.of("aa"))).isNotEqualTo(id);
    assertThat(RunId.of("1", OPTIONS, List.of("ab"))).isNotEqualTo(id);
    assertThat(RunId.of("1", OPTIONS, List.of("aa", "aa"))).as("once more").isNotEqualTo(id);
  }
}
