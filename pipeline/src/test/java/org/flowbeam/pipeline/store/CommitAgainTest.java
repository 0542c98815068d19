package org.flowbeam.pipeline.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.flowbeam.io.output.Commit;
import org.flowbeam.io.output.WrittenFile;
import org.flowbeam.io.storage.Storage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A commit into a store that failed anywhere is repeated, or leaves nothing. */
class CommitAgainTest {
  private static final String OUT = "memory://store/out";
  private static final String RUN_ID = "0123456789abcdef";
  private static final String MANIFEST = "{\"run_id\":\"" + RUN_ID + "\"}";
  private static final int FILES = 5;

  private final List<WrittenFile> files = new ArrayList<>();

  @BeforeEach
  void write() throws IOException {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
    MemoryStore.clear();
    for (int i = 0; i < FILES; i++) {
      String temporary = Commit.temporaryFile(OUT, RUN_ID);
      try (WritableByteChannel out = Storage.create(temporary)) {
        out.write(ByteBuffer.wrap(new byte[i + 1]));
      }
      String path = "flows/%s-%05d.parquet".formatted(RUN_ID, i);
      files.add(new WrittenFile(temporary, path, "flows", 1, i + 1, "00"));
    }
  }

  /**
   * How many files are moved before the request fails; with the last it fails after it was done.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, FILES, FILES + 1})
  void whatFailedHalfWayIsRepeated(int moved) throws IOException {
    MemoryStore.failRename(0, moved);
    assertThatThrownBy(() -> Commit.move(OUT, files)).hasMessageContaining("503");
    MemoryStore.failRename(0, 1);
    if (moved < FILES - 1) {
      assertThatThrownBy(() -> Commit.move(OUT, files)).hasMessageContaining("503");
    } else {
      MemoryStore.failRename(-1, 0);
    }
    List<WrittenFile> done = Commit.move(OUT, files);
    Commit.finish(OUT, MANIFEST, done);
    Commit.finish(OUT, MANIFEST, done); // as an engine does that did not hear of the first end
    assertThat(MemoryStore.files(OUT + "/").keySet())
        .contains("_SUCCESS", "manifest.json")
        .containsAll(files.stream().map(WrittenFile::path).toList())
        .hasSize(FILES + 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, FILES - 1, FILES})
  void whatIsGivenUpLeavesNothing(int moved) throws IOException {
    MemoryStore.failRename(0, moved);
    assertThatThrownBy(() -> Commit.commit(OUT, MANIFEST, files)).hasMessageContaining("503");
    Commit.discard(OUT);
    assertThat(MemoryStore.files("")).isEmpty();
  }
}
