package org.flowbeam.pipeline.sweep;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import org.flowbeam.pipeline.input.InputEntry;
import org.flowbeam.pipeline.input.Inputs;
import org.flowbeam.pipeline.options.SweepOptions;

/**
 * How a run was asked for and with what it was made, for its manifest. What only decides where or
 * how fast it runs is not told, so that the same run has the same manifest everywhere.
 *
 * @param commandLine the options as they were given, without those for speed, the output folder and
 *     the runner
 * @param inputs the entries of {@code --input} as absolute paths or URIs
 * @param versions of what the run stands on, by name
 */
record Provenance(List<String> commandLine, List<String> inputs, TreeMap<String, String> versions)
    implements Serializable {

  static Provenance of(SweepOptions options, Inputs inputs) {
    TreeMap<String, String> versions = new TreeMap<>();
    versions.put("java", Runtime.version().toString());
    built().forEach((name, version) -> versions.put(name.toString(), version.toString()));
    return new Provenance(
        options.commandLine(),
        inputs.entries().stream().map(InputEntry::absolute).toList(),
        versions);
  }

  /** What the build has written down. */
  private static Properties built() {
    Properties versions = new Properties();
    try (InputStream in = Provenance.class.getResourceAsStream("versions.properties")) {
      versions.load(in);
      return versions;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void put(ObjectNode manifest) {
    commandLine.forEach(manifest.putArray("command_line")::add);
    inputs.forEach(manifest.putArray("input")::add);
    versions.forEach(manifest.putObject("versions")::put);
  }
}
