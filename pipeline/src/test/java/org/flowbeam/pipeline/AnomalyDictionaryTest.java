package org.flowbeam.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.flowbeam.flow.AnomalyKind;
import org.flowbeam.io.capture.damage.Damage;
import org.flowbeam.packet.Unkeyed;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolAnomaly;
import org.flowbeam.session.Protocols;
import org.junit.jupiter.api.Test;

/**
 * docs/anomalies.md is made from what the code declares. After a change: {@code mvn -pl pipeline
 * -am test -Dtest=AnomalyDictionaryTest -Dsurefire.failIfNoSpecifiedTests=false -Dupdate}.
 */
class AnomalyDictionaryTest {
  private static final String HEAD =
      """
      # Anomalies

      This page is made from the code (`AnomalyDictionaryTest`); do not edit it by hand. It has every value of
      `anomalies.kind`, in the order of names within each group.

      """;

  @Test
  void everyKindThatIsDeclaredIsOnThePage() throws IOException {
    Path file = Path.of(System.getProperty("flowbeam.root"), "docs", "anomalies.md");
    String expected = page();
    if (System.getProperty("update") != null) {
      Files.writeString(file, expected);
    }
    assertThat(Files.readString(file, UTF_8)).isEqualTo(expected);
  }

  private static String page() {
    StringBuilder page = new StringBuilder(HEAD);
    Map<String, String> sources = new TreeMap<>();
    Damage.MEANINGS.forEach((kind, meaning) -> sources.put(kind, line("warning", meaning)));
    String linkType = "link types that are not read; one row per run";
    sources.put(Unkeyed.UNKNOWN_LINK_TYPE.reason(), line("warning", linkType));
    group("Sources", sources, page);
    Map<String, String> flows = new TreeMap<>();
    for (AnomalyKind kind : AnomalyKind.values()) {
      flows.put(kind.text(), line(kind.severity(), kind.meaning()));
    }
    group("Flows and packets", flows, page);
    for (Protocol protocol : Protocols.ALL) {
      Map<String, String> kinds = new TreeMap<>();
      for (ProtocolAnomaly anomaly : protocol.allAnomalies()) {
        kinds.put(anomaly.kind(), line(anomaly.severity().text(), anomaly.meaning()));
      }
      group(protocol.name(), kinds, page);
    }
    return page.toString().stripTrailing() + "\n";
  }

  private static String line(String severity, String meaning) {
    boolean sentence = meaning.endsWith(".");
    String text = Character.toUpperCase(meaning.charAt(0)) + meaning.substring(1);
    return severity + " | " + text.replace("|", "\\|") + (sentence ? "" : ".");
  }

  private static void group(String name, Map<String, String> kinds, StringBuilder page) {
    page.append("## ")
        .append(name)
        .append("\n\n| kind | severity | meaning |\n| --- | --- | --- |\n");
    kinds.forEach((kind, line) -> page.append("| `" + kind + "` | " + line + " |\n"));
    page.append('\n');
  }
}
