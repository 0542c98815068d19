package org.flowbeam.pipeline.dataflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.extensions.gcp.auth.NoopCredentialFactory;
import org.apache.beam.sdk.extensions.gcp.storage.NoopPathValidator;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.Sweep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a Flex Template's launcher gets: the job for Dataflow, translated and written to a file, by
 * the arguments that the launcher gives. Nothing is sent anywhere.
 */
class DryRunTest {
  /** Beyond that a job is refused. */
  private static final long MAX_JOB_BYTES = 10_000_000;

  private static final long MAX_BYTES_PER_THOUSAND_FILES = 10_000;

  @TempDir Path folder;

  @Test
  void theJobIsTranslatedAndNothingIsRun() throws IOException {
    JsonNode job = translated(Captures.fixtures());
    assertThat(job.path("type").asText()).isEqualTo("JOB_TYPE_BATCH");
    assertThat(folder.resolve("tables/_SUCCESS")).doesNotExist();
    assertThat(kinds(job))
        .containsOnlyKeys(
            "Bucket",
            "CollectionToSingleton",
            "CombineValues",
            "Flatten",
            "GroupByKey",
            "ParallelDo",
            "ParallelRead");
  }

  /** Nothing splits dynamically: one element per slice is all that there is of parallel reading. */
  @Test
  void theSlicesOfAFileAreSpreadBeforeTheyAreRead() throws IOException {
    List<String> names = names(translated(Captures.fixtures()));
    int listed = names.indexOf("Read captures/List slices");
    int spread = names.indexOf("Read captures/Spread slices/Reshuffle/GroupByKey");
    int read = names.indexOf("Read captures/Read, decode and sort");
    assertThat(listed).isNotNegative();
    assertThat(spread).isGreaterThan(listed);
    assertThat(read).isGreaterThan(spread);
  }

  @Test
  void aThousandFilesMoreAreFewBytesMore() throws IOException {
    long few = sizeWith(1000);
    long many = sizeWith(2000);
    System.out.printf("a job with 1000 files has %d bytes, with 2000 files %d%n", few, many);
    assertThat(many - few).isLessThan(MAX_BYTES_PER_THOUSAND_FILES);
    assertThat(many).isLessThan(MAX_JOB_BYTES);
  }

  private long sizeWith(int files) throws IOException {
    Path captures = Files.createDirectories(folder.resolve("captures-" + files));
    byte[] capture = Files.readAllBytes(Captures.fixture("rej-closed-port.pcap"));
    for (int i = 0; i < files; i++) {
      Files.write(captures.resolve(String.format("capture-of-one-hour-%05d.pcap", i)), capture);
    }
    translated(captures);
    return Files.size(folder.resolve("job.json"));
  }

  private JsonNode translated(Path captures) throws IOException {
    Path job = folder.resolve("job.json");
    Files.deleteIfExists(job);
    Sweep.main(
        new String[] {
          "--input=" + captures,
          "--output=" + folder.resolve("tables"),
          "--overwrite=true",
          "--runner=DataflowRunner",
          "--project=a-project",
          "--region=europe-west1",
          "--jobName=flowbeam",
          "--stagingLocation=gs://absent/staging",
          "--gcpTempLocation=gs://absent/temp",
          "--templateLocation=" + job,
          "--stagerClass=" + FakeStager.class.getName(),
          "--pathValidatorClass=" + NoopPathValidator.class.getName(),
          "--credentialFactoryClass=" + NoopCredentialFactory.class.getName()
        });
    return new ObjectMapper().readTree(job.toFile());
  }

  private static Map<String, Integer> kinds(JsonNode job) {
    Map<String, Integer> kinds = new TreeMap<>();
    job.path("steps").forEach(step -> kinds.merge(step.path("kind").asText(), 1, Integer::sum));
    return kinds;
  }

  private static List<String> names(JsonNode job) {
    return StreamSupport.stream(job.path("steps").spliterator(), false)
        .map(step -> step.path("properties").path("user_name").path("value").asText())
        .toList();
  }
}
