package org.flowbeam.pipeline.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.flowbeam.fixtures.Conversation;
import org.flowbeam.fixtures.capture.PcapBuilder;
import org.flowbeam.pipeline.CommandRun;
import org.flowbeam.pipeline.sweep.ExitCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks of a few files or bytes, each too small for a run at another of its writes. */
class FullDiskTest {
  private static final int BODY_BYTES = 300_000;
  private static final int SEGMENT_BYTES = 1000;

  @TempDir Path folder;
  private Path input = Path.of("");
  private Path disk = Path.of("");
  private boolean mounted;

  /** A download, so that a body is stored. */
  @BeforeEach
  void putACapture() throws IOException {
    input = folder.resolve("a.pcap");
    disk = Files.createDirectory(folder.resolve("disk"));
    String head = "HTTP/1.1 200 OK\r\nContent-Length: " + BODY_BYTES + "\r\n\r\n";
    Conversation talk =
        Conversation.between("10.1.1.1", 40000, "10.1.1.2", 80)
            .open()
            .clientSends("GET /x HTTP/1.1\r\nHost: x.example\r\n\r\n")
            .serverSends(head);
    for (int at = 0; at < BODY_BYTES; at += SEGMENT_BYTES) {
      talk.serverSends("x".repeat(SEGMENT_BYTES));
    }
    Files.write(input, PcapBuilder.pcap().packets(talk.clientAcks().close().frames()).bytes());
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    if (mounted) {
      assertThat(run("umount", disk.toString())).isZero();
    }
  }

  @Test
  void aDiskOfTooFewFilesIsNamedWhicheverFileIsTheFirstTooMany()
      throws IOException, InterruptedException {
    mount("nr_inodes=2");
    int failed = 0;
    int files = 2;
    while (!endsWell("--bodies=store", "-o", "remount,nr_inodes=" + files)) {
      failed++;
      files += files < 20 ? 1 : 3;
    }
    System.out.println("runs that met a disk of too few files: " + failed);
    assertThat(failed).isGreaterThan(5);
  }

  @Test
  void aDiskOfTooFewBytesIsNamedWhicheverWriteIsTheFirstTooLong()
      throws IOException, InterruptedException {
    mount("size=16k");
    int failed = 0;
    int kibibytes = 16;
    while (!endsWell("--bodies=store", "-o", "remount,size=" + kibibytes + "k")) {
      failed++;
      kibibytes += 50;
    }
    assertThat(failed).isGreaterThan(5);
  }

  @Test
  void aDiskForTablesAloneThatIsTooSmallIsNamed() throws IOException, InterruptedException {
    mount("size=16k");
    Path spill = folder.resolve("spill");
    int failed = 0;
    int kibibytes = 16;
    while (!endsWell("--spillDir=" + spill, "-o", "remount,size=" + kibibytes + "k")) {
      failed++;
      kibibytes += 16;
    }
    assertThat(failed).isPositive();
    assertThat(spill).doesNotExist();
  }

  /** Whether the run was done; otherwise it has said why in one line and has left nothing. */
  private boolean endsWell(String option, String... remount)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("mount"));
    command.addAll(List.of(remount));
    command.add(disk.toString());
    assertThat(run(command.toArray(String[]::new))).isZero();
    CommandRun sweep = CommandRun.sweep(input, disk.resolve("out"), option);
    if (sweep.exitCode() == 0) {
      return true;
    }
    String size = String.join(" ", remount);
    assertThat(sweep.exitCode()).as(size).isEqualTo(ExitCode.FAILED);
    assertThat(sweep.out()).as(size).isEmpty();
    assertThat(sweep.log())
        .as(size)
        .singleElement()
        .asString()
        .startsWith("flowbeam: ")
        .contains(disk.toString(), "No space left on device");
    try (Stream<Path> left = Files.walk(disk)) {
      assertThat(left).as(size).containsExactly(disk);
    }
    return false;
  }

  private void mount(String size) throws IOException, InterruptedException {
    int exitCode = run("mount", "-t", "tmpfs", "-o", size, "tmpfs", disk.toString());
    assumeTrue(exitCode == 0, "a small disk cannot be mounted here: that takes root and tmpfs");
    mounted = true;
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return process.exitValue();
  }
}
