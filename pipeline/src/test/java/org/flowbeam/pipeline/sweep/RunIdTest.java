package org.flowbeam.pipeline.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunIdTest {
  private static final TreeMap<String, String> OPTIONS =
      new TreeMap<>(Map.of("dedup", "off", "idleTcp", "300s"));

  @Test
  void theOrderOfSourcesDoesNotMatter() {
    assertThat(RunId.of("1", OPTIONS, List.of("aa", "bb"), List.of()))
        .isEqualTo(RunId.of("1", OPTIONS, List.of("bb", "aa"), List.of()))
        .matches("[0-9a-f]{16}");
  }

  @Test
  void anOptionTheVersionOrASourceChangesIt() {
    String id = RunId.of("1", OPTIONS, List.of("aa"), List.of());
    TreeMap<String, String> other = new TreeMap<>(OPTIONS);
    other.put("idleTcp", "60s");
    assertThat(RunId.of("1", other, List.of("aa"), List.of())).isNotEqualTo(id);
    assertThat(RunId.of("2", OPTIONS, List.of("aa"), List.of())).isNotEqualTo(id);
    assertThat(RunId.of("1", OPTIONS, List.of("ab"), List.of())).isNotEqualTo(id);
  }

  @Test
  void whatCouldNotBeReadChangesItAndItsOrderDoesNot() {
    List<String> hashes = List.of("aa");
    String whole = RunId.of("1", OPTIONS, hashes, List.of());
    String first = RunId.readError("cannot be read: input or output error", 0);
    String second = RunId.readError("a.pcap changed since it was inspected", 7);
    assertThat(
            Stream.of(
                    List.<String>of(),
                    List.of(first),
                    List.of(second),
                    List.of(first, first),
                    List.of(first, second))
                .map(errors -> RunId.of("1", OPTIONS, hashes, errors)))
        .doesNotHaveDuplicates()
        .contains(whole);
    assertThat(RunId.of("1", OPTIONS, hashes, List.of(first, second)))
        .isEqualTo(RunId.of("1", OPTIONS, hashes, List.of(second, first)));
  }
}
