package org.flowbeam.pipeline.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.CommandRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in a store are carved as those of a disk, and no more of them is fetched than is needed. */
class StoredRunTest {
  private static final String CAPTURE = "memory://case/in/tcp-out-of-order.pcap";
  private static final String RUN = "memory://case/runs/one";

  @TempDir Path folder;

  @BeforeEach
  void sweep() throws IOException {
    MemoryStore.clear();
    Path capture = Captures.fixtures().resolve("tcp-out-of-order.pcap");
    MemoryStore.put(CAPTURE, Files.readAllBytes(capture));
    CommandRun run =
        CommandRun.of("sweep", "--input=memory://case/in", "--output=" + RUN, "--bodies=store");
    assertThat(run.exitCode()).as("%s", run.err()).isZero();
  }

  @Test
  void carveReadsTheRunAndItsCapturesWhereTheyLie() throws IOException {
    Path carved = folder.resolve("carved.pcapng");
    CommandRun run =
        CommandRun.of("carve", "--tables=" + RUN + "/", "--where=true", "--output=" + carved);
    assertThat(run.exitCode()).as("%s", run.err()).isZero();
    assertThat(carved).isNotEmptyFile();
    assertThat(fetched("packet_index/")).isPositive();
    assertThat(fetched("dns/")).isZero();
  }

  @Test
  void aQueryFetchesTheTablesThatItNames() throws Exception {
    Path answer = folder.resolve("answer.parquet");
    for (String tables : List.of(RUN, "memory://case/runs/*")) {
      CommandRun run =
          CommandRun.of(
              "query",
              "--tables=" + tables,
              "--format=parquet",
              "--output=" + answer,
              "SELECT count(*) AS n FROM flows");
      assertThat(run.exitCode()).as("%s", run.err()).isZero();
      Files.delete(answer);
    }
    assertThat(fetched("flows/")).isPositive();
    assertThat(fetched("packet_index/")).isZero();
  }

  @Test
  void whatIsNotAsItsManifestSaysIsRefused() {
    String flows = MemoryStore.files(RUN + "/flows/").firstKey();
    MemoryStore.put(RUN + "/flows/" + flows, new byte[] {1});
    refused(RUN, "has 1 bytes instead of");
    MemoryStore.put(RUN + "/dns/more.parquet", new byte[] {1});
    refused("memory://case/none", "has no _SUCCESS");
    refused("memory://case/none*", "no folder matches");
    refused("s3://bucket/run", "-Ps3");
  }

  private static void refused(String tables, String why) {
    CommandRun run = CommandRun.of("query", "--tables=" + tables, "SELECT 1");
    assertThat(run.exitCode()).isNotZero();
    assertThat(String.join("\n", run.err())).contains(why);
  }

  /** How many bytes of a table were read. */
  private static long fetched(String table) {
    return MemoryStore.files(RUN + "/" + table).keySet().stream()
        .mapToLong(name -> MemoryStore.bytesRead(RUN + "/" + table + name))
        .sum();
  }
}
