package org.flowbeam.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.io.storage.Storage;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S3 as Beam's file system speaks it, against S3Proxy in this JVM. */
class S3Test {
  private static final String BUCKET = "flowbeam";
  private static final String IN = "s3://" + BUCKET + "/in";

  private static S3Proxy proxy;
  private static BlobStoreContext blobs;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws Exception {
    System.setProperty("aws.accessKeyId", "access");
    System.setProperty("aws.secretAccessKey", "secret");
    blobs =
        ContextBuilder.newBuilder("transient")
            .credentials("access", "secret")
            .overrides(new Properties())
            .build(BlobStoreContext.class);
    BlobStore store = blobs.getBlobStore();
    store.createContainerInLocation(null, BUCKET);
    proxy =
        S3Proxy.builder()
            .blobStore(store)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "access", "secret")
            .ignoreUnknownHeaders(true)
            .build();
    proxy.start();
    try (Stream<Path> captures = Files.list(Captures.fixtures())) {
      for (Path capture : captures.filter(Files::isRegularFile).toList()) {
        store.putBlob(
            BUCKET,
            store
                .blobBuilder("in/" + capture.getFileName())
                .payload(Files.readAllBytes(capture))
                .contentLength(Files.size(capture))
                .build());
      }
    }
  }

  @AfterAll
  static void stop() throws Exception {
    proxy.stop();
    blobs.close();
  }

  @Test
  void theTablesAreThoseOfADisk() throws IOException {
    String out = "s3://" + BUCKET + "/out/tables";
    Run run = sweep(IN, out);
    assertThat(run.exitCode()).as(run.err()).isZero();
    Path local = folder.resolve("local");
    assertThat(Run.of("sweep", "--input=" + Captures.fixtures(), "--output=" + local).exitCode())
        .isZero();
    Map<String, String> stored = stored(out);
    assertThat(stored).isEqualTo(local(local)).hasSizeGreaterThan(10);

    Run again = sweep(IN + "/", out + "/");
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.err()).contains("is already in " + out);
    assertThat(stored(out)).isEqualTo(stored);

    Run refused = sweep(IN + "/tcp*", out);
    assertThat(refused.exitCode()).isEqualTo(2);
    Run other = sweep(IN + "/tcp*", out, "--overwrite");
    assertThat(other.exitCode()).as(other.err()).isZero();
    assertThat(stored(out)).isNotEqualTo(stored);
  }

  @Test
  void theGraphOfBeamReadsAndWritesThereToo() throws IOException {
    String out = "s3://" + BUCKET + "/out/beam";
    Run run = sweep(IN + "/tcp*", out, "--runner=DirectRunner");
    assertThat(run.exitCode()).as(run.err()).isZero();
    Path local = folder.resolve("local");
    Run from = sweep(IN + "/tcp*", local.toString());
    assertThat(from.exitCode()).as(from.err()).isZero();
    assertThat(stored(out)).isEqualTo(local(local));
    for (String mine : List.of("_temporary", ".flowbeam")) {
      assertThat(Storage.below(out + "/" + mine)).isEmpty();
    }
  }

  @Test
  void runsThereAreQueriedAndCarved() throws IOException {
    String out = "s3://" + BUCKET + "/out/query";
    assertThat(sweep(IN + "/tcp*", out).exitCode()).isZero();
    Path flows = folder.resolve("flows.csv");
    Run query =
        Run.of(
            "query",
            "--tables=s3://" + BUCKET + "/out/que*",
            "--store=endpoint=" + endpoint(),
            "--store=awsRegion=eu-central-1",
            "--format=csv",
            "--output=" + flows,
            "SELECT flow_id FROM flows ORDER BY flow_id");
    assertThat(query.exitCode()).as(query.err()).isZero();
    String flow = Files.readAllLines(flows).get(1);
    Path carved = folder.resolve("carved.pcapng");
    Run carve =
        Run.of(
            "carve",
            "--tables=" + out,
            "--store=endpoint=" + endpoint(),
            "--store=awsRegion=eu-central-1",
            "--flowId=" + flow,
            "--output=" + carved);
    assertThat(carve.exitCode()).as(carve.err()).isZero();
    assertThat(carved).isNotEmptyFile();
  }

  private static String endpoint() {
    return "http://127.0.0.1:" + proxy.getPort();
  }

  private static Run sweep(String input, String output, String... options) {
    String[] arguments = new String[options.length + 5];
    arguments[0] = "sweep";
    arguments[1] = "--input=" + input;
    arguments[2] = "--output=" + output;
    arguments[3] = "--endpoint=" + endpoint();
    arguments[4] = "--awsRegion=eu-central-1";
    System.arraycopy(options, 0, arguments, 5, options.length);
    return Run.of(arguments);
  }

  private static Map<String, String> stored(String folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    for (String file : Storage.below(folder)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (WritableByteChannel to = Channels.newChannel(bytes);
          var from = Storage.open(file)) {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        while (from.read(buffer) >= 0) {
          to.write(buffer.flip());
          buffer.clear();
        }
      }
      add(file.substring(folder.length() + 1), bytes.toByteArray(), contents);
    }
    return contents;
  }

  static Map<String, String> local(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        add(folder.relativize(file).toString(), Files.readAllBytes(file), contents);
      }
    }
    return contents;
  }

  /** The manifest says where inputs lie and what was asked for; all else must be the same. */
  static void add(String path, byte[] bytes, Map<String, String> contents) {
    String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    contents.put(
        path,
        path.equals("manifest.json")
            ? text.replaceAll("\"location\" : \"[^\"]*/", "\"location\" : \"")
                .replaceAll("(?s)\"command_line\" : \\[.*?\\]", "")
                .replaceAll("(?s)\"input\" : \\[.*?\\]", "")
            : text);
  }
}
