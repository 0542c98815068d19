package org.flowbeam.io.capture.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HashAsideTest {
  private static final int BLOCK = HashAside.BLOCK_BYTES;

  @Test
  void theHashIsThatOfAllBytesHoweverTheyCome() {
    Random random = new Random(7);
    for (int length : new int[] {0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 5 * BLOCK + 17}) {
      byte[] all = new byte[length];
      random.nextBytes(all);
      try (HashAside hash = new HashAside()) {
        int at = 0;
        while (at < length) {
          int n = Math.min(length - at, 1 + random.nextInt(BLOCK + BLOCK / 2));
          byte[] piece = Arrays.copyOfRange(all, at, at + n);
          hash.update(piece, 0, n);
          Arrays.fill(piece, (byte) 0); // as the window does, which reads on
          at += n;
        }
        assertThat(hash.hex()).as("%d bytes, seed 7", length).isEqualTo(sha256(all));
      }
    }
  }

  private static String sha256(byte[] bytes) {
    MessageDigest digest = ContentDigest.sha256();
    digest.update(bytes);
    return ContentDigest.hex(digest);
  }
}
