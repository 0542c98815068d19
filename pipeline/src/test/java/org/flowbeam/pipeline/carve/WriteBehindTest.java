package org.flowbeam.pipeline.carve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WriteBehindTest {
  private static final int BLOCK = WriteBehind.BLOCK_BYTES;

  private final ExecutorService writer = Executors.newSingleThreadExecutor();

  @AfterEach
  void stop() {
    writer.shutdown();
  }

  @Test
  void theFileHasTheBytesInTheirOrderWhateverPiecesTheyComeIn() throws IOException {
    byte[] bytes = new byte[5 * BLOCK + 17];
    new Random(1).nextBytes(bytes);
    for (int piece : new int[] {1500, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK}) {
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      try (WriteBehind out = new WriteBehind(file, writer)) {
        for (int at = 0; at < bytes.length; at += piece) {
          out.write(bytes, at, Math.min(piece, bytes.length - at));
        }
      }
      assertThat(file.toByteArray()).as("pieces of " + piece).isEqualTo(bytes);
    }
  }

  @Test
  void aFullDiskIsToldByTheNextBlockOrByClose() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    WriteBehind out = new WriteBehind(full, writer);
    assertThatThrownBy(() -> out.write(new byte[3 * BLOCK], 0, 3 * BLOCK))
        .isInstanceOf(IOException.class)
        .hasMessage("No space left on device");
    assertThatThrownBy(out::close).isInstanceOf(IOException.class);
  }
}
