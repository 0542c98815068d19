package org.flowbeam.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownDifferencesTest {
  private static final String LIST =
      """
      capture\trow\tcolumn\tours\ttheirs\treason
      a.pcap\t1\thistory\tSh\tShR\tRFC 9293, 3.10.7.4
      """;

  private static final Difference LISTED = new Difference("a.pcap", "1", "history", "Sh", "ShR");
  private static final Difference OTHER = new Difference("a.pcap", "2", "history", "Sh", "ShR");

  @Test
  void whatIsFoundAndListedIsAccepted() {
    KnownDifferences known = KnownDifferences.of(Tsv.parse(LIST));
    assertThat(known.unlisted(List.of(LISTED))).isEmpty();
    assertThat(known.gone(List.of(LISTED))).isEmpty();
  }

  @Test
  void anotherRowColumnOrValueIsUnlisted() {
    KnownDifferences known = KnownDifferences.of(Tsv.parse(LIST));
    Difference otherValue = new Difference("a.pcap", "1", "history", "ShA", "ShR");
    assertThat(known.unlisted(List.of(LISTED, OTHER, otherValue)))
        .containsExactly(OTHER, otherValue);
  }

  @Test
  void listedDifferenceThatIsNotFoundIsGone() {
    assertThat(KnownDifferences.of(Tsv.parse(LIST)).gone(List.of(OTHER))).containsExactly(LISTED);
  }

  @Test
  void differenceWithoutReasonOrListedTwiceIsRefused() {
    String unreasoned = Difference.HEADER + "\na.pcap\t1\thistory\tSh\tShR\t \n";
    assertThatThrownBy(() -> KnownDifferences.of(Tsv.parse(unreasoned)))
        .hasMessageStartingWith("a difference without a reason");
    String twice = LIST + LISTED + "\tonce more\n";
    assertThatThrownBy(() -> KnownDifferences.of(Tsv.parse(twice)))
        .hasMessageStartingWith("listed twice");
  }

  @Test
  void writtenListKeepsTheReasonsThatAreKnown(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("found.tsv");
    KnownDifferences.of(Tsv.parse(LIST)).write(List.of(LISTED, OTHER), file);
    assertThat(Files.readString(file)).isEqualTo(LIST + OTHER + "\t\n");
  }
}
