package org.flowbeam.pipeline.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flowbeam.pipeline.input.Inputs;
import org.flowbeam.pipeline.options.UsageException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An output is refused where an input can lie in it, or it in an input, and nowhere else. */
class DestinationTest {
  @TempDir Path folder;

  @BeforeEach
  void layOut() throws IOException {
    Files.createDirectories(folder.resolve("in/day"));
    Files.writeString(folder.resolve("in/a.pcap"), "a");
  }

  @Test
  void aFolderBesideThePatternIsFine() {
    fine("in/out", "in/*.pcap");
    fine("in/out", "in/day/*");
    fine("in/out", "in/[ab].pcap");
    fine("in/out", "in/a.pcap");
    fine("out", "in");
  }

  @Test
  void aFolderThatThePatternCouldMatchIsNot() {
    refused("in/out", "in");
    refused("in/out", "in/*");
    refused("in/out", "in/**.pcap");
    refused("in/out", "*/o*");
    refused("in/out/deep", "in/out*");
    refused("in/out", "in/{x/y,out}");
  }

  @Test
  void anInputInTheOutputIsRefused() {
    refused("in", "in/a.pcap");
    refused("in", "in/day/*.pcap");
  }

  @Test
  void aLinkHidesNothing() throws IOException {
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("in"));
    refused("link/out", "in");
    refused("in/out", "link");
    refused("in/out", "link/*");
    refused("link", "in/a.pcap");
    fine("link/out", "in/*.pcap");
  }

  @Test
  void aFileUriIsAFolderOfThisMachine() {
    Destination uri = new Destination("file://" + folder.resolve("x"));
    assertThat(uri.isLocal()).isTrue();
    assertThat(uri.root()).isEqualTo(folder.resolve("x"));
  }

  private void refused(String output, String input) {
    assertThatThrownBy(() -> check(output, input))
        .as("%s and %s", output, input)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("lies inside");
  }

  private void fine(String output, String input) {
    assertThatCode(() -> check(output, input))
        .as("%s and %s", output, input)
        .doesNotThrowAnyException();
  }

  private void check(String output, String input) {
    new Destination(folder.resolve(output).toString())
        .refuseOverlap(Inputs.of(folder.resolve(input).toString()));
  }
}
