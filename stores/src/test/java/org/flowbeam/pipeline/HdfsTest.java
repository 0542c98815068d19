package org.flowbeam.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.flowbeam.fixtures.Captures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HDFS as Beam's file system speaks it, against a name node and a data node in this JVM. */
class HdfsTest {
  /** Who closes a file before its block was reported asks again: first so soon, and so often. */
  private static final Map<String, String> CLOSING =
      Map.of(
          "dfs.client.block.write.locateFollowingBlock.initial.delay.ms", "10",
          "dfs.client.block.write.locateFollowingBlock.retries", "12");

  @TempDir private static Path shared;
  private static MiniDFSCluster cluster;
  private static String root = "";

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, shared.toString());
    CLOSING.forEach(configuration::set);
    cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
    cluster.waitActive();
    root = cluster.getURI().toString();
    FileSystem files = cluster.getFileSystem();
    try (Stream<Path> captures = Files.list(Captures.fixtures())) {
      for (Path capture : captures.filter(f -> f.toString().endsWith(".pcap")).toList()) {
        files.copyFromLocalFile(
            new org.apache.hadoop.fs.Path(capture.toUri()),
            new org.apache.hadoop.fs.Path("/in/" + capture.getFileName()));
      }
    }
  }

  @AfterAll
  static void stop() {
    cluster.shutdown();
  }

  @Test
  void tablesAreThoseOfADiskAndAreQueriedWhereTheyLie() throws IOException {
    String out = root + "/out/tables";
    for (String end : List.of("", "/")) {
      Run run = Run.of("sweep", "--input=" + root + "/in" + end, "--output=" + out + end, conf());
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.err().contains("is already in " + out)).isEqualTo(!end.isEmpty());
    }
    Path local = folder.resolve("local");
    assertThat(
            Run.of("sweep", "--input=" + Captures.fixtures() + "/*.pcap", "--output=" + local)
                .exitCode())
        .isZero();
    assertThat(stored("/out/tables")).isEqualTo(local(local)).hasSizeGreaterThan(10);
    assertThat(answer("--tables=" + out, "--store=" + conf().substring(2)))
        .isEqualTo(answer("--tables=" + local))
        .isNotEmpty();
    assertThat(answer("--tables=" + root + "/out/tab*", "--store=" + conf().substring(2)))
        .isEqualTo(answer("--tables=" + local));
    Path carved = folder.resolve("carved.pcapng");
    Run carve =
        Run.of(
            "carve",
            "--tables=" + out,
            "--store=" + conf().substring(2),
            "--where=service = 'dns'",
            "--output=" + carved);
    assertThat(carve.exitCode()).as(carve.err()).isZero();
    assertThat(carved).isNotEmptyFile();
  }

  @Test
  void theGraphOfBeamReadsAndWritesThereToo() throws IOException {
    String[] options = {"--input=" + root + "/in/tcp*", conf(), "--runner=DirectRunner"};
    Run run = Run.of("sweep", "--output=" + root + "/out/beam", options[0], options[1], options[2]);
    assertThat(run.exitCode()).as(run.err()).isZero();
    Path local = folder.resolve("local");
    assertThat(Run.of("sweep", "--output=" + local, options[0], options[1]).exitCode()).isZero();
    assertThat(stored("/out/beam")).isEqualTo(local(local)).hasSizeGreaterThan(10);
  }

  private static String conf() {
    Map<String, String> configuration = new TreeMap<>(CLOSING);
    configuration.put("fs.defaultFS", root);
    return "--hdfsConfiguration=[" + new ObjectMapper().valueToTree(configuration) + "]";
  }

  private String answer(String... tables) throws IOException {
    Path file = Files.createTempFile(folder, "answer", "");
    Files.delete(file);
    String[] arguments = new String[tables.length + 4];
    arguments[0] = "query";
    System.arraycopy(tables, 0, arguments, 1, tables.length);
    arguments[tables.length + 1] = "--format=csv";
    arguments[tables.length + 2] = "--output=" + file;
    arguments[tables.length + 3] = "from connections order by all; from dns order by all";
    Run run = Run.of(arguments);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return Files.readString(file);
  }

  private static Map<String, String> stored(String folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    FileSystem files = cluster.getFileSystem();
    String prefix = root + folder + "/";
    var found = files.listFiles(new org.apache.hadoop.fs.Path(folder), true);
    while (found.hasNext()) {
      var file = found.next().getPath();
      try (var in = files.open(file)) {
        S3Test.add(file.toString().substring(prefix.length()), in.readAllBytes(), contents);
      }
    }
    return contents;
  }

  private static Map<String, String> local(Path folder) throws IOException {
    return S3Test.local(folder);
  }
}
