package org.flowbeam.pipeline.query;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.flowbeam.pipeline.enrich.Enrichment;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What SQL may know beside the runs: the options of all commands that take SQL. */
public final class SqlOptions {
  @Option(
      names = "--param",
      paramLabel = "NAME=VALUE",
      description = "The value of $NAME in the SQL. May be given several times.")
  private Map<String, String> parameters = Map.of();

  @Option(
      names = "--attach",
      paramLabel = "NAME=FILE",
      description =
          "A csv, json or parquet file to select from, or a list: the lines of a .txt are its column"
              + " line. May be given several times.")
  private List<String> attached = List.of();

  @Option(
      names = "--mmdb",
      split = ",",
      paramLabel = "FILE",
      description =
          "Files in MaxMind's format: country, city and AS of addresses, in hosts and other views.")
  private List<String> mmdb = List.of();

  @Option(
      names = "--oui",
      paramLabel = "FILE",
      description =
          "Vendors of MAC addresses: Wireshark's manuf or IEEE's csv (default: Wireshark's, if"
              + " installed).")
  private @Nullable String oui;

  /** The values of parameters by their names. */
  Map<String, String> parameters() {
    return parameters;
  }

  /**
   * Opens the files of {@code --mmdb} and {@code --oui}.
   *
   * @param log hears which files answers will depend on
   */
  Enrichment enrichment(Consumer<String> log) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String name : mmdb) {
      files.add(Attached.existing("--mmdb", name));
    }
    return Enrichment.open(files, oui == null ? null : Attached.existing("--oui", oui), log);
  }

  /** Puts a view of each file of {@code --attach} into the catalog; returns the files. */
  List<Path> attachTo(Catalog catalog) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String argument : attached) {
      Attached file = Attached.of(argument);
      file.addTo(catalog);
      files.add(file.file());
    }
    return files;
  }
}
