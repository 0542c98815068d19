package org.flowbeam.protocol.ftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Objects;
import java.util.zip.Deflater;
import org.flowbeam.format.content.ContentFacts;
import org.flowbeam.format.content.ContentPlan;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A data connection in MODE Z. */
class InflatedTransferTest {
  private static final ContentPlan PLAN = new ContentPlan(true, false, false, false, 0);
  private static final byte[] FILE = "a line of a file\n".repeat(100).getBytes(ISO_8859_1);

  /** In zlib's format (RFC 1950). */
  private static byte[] deflated(byte[] file) {
    Deflater deflater = new Deflater();
    deflater.setInput(file);
    deflater.finish();
    byte[] out = new byte[file.length + 100];
    return Arrays.copyOf(out, deflater.deflate(out));
  }

  private static @Nullable ContentFacts read(byte[] bytes, int cut, boolean seen) {
    InflatedTransfer transfer = new InflatedTransfer(PLAN, () -> null);
    transfer.write(bytes, 0, cut);
    transfer.write(bytes, cut, bytes.length - cut);
    return transfer.end(seen);
  }

  private static byte[] changed(byte[] bytes, int at) {
    byte[] changed = bytes.clone();
    changed[at] ^= 1;
    return changed;
  }

  @Test
  void deflatedDataIsInflatedHoweverItIsCut() {
    byte[] sent = deflated(FILE);
    for (int cut = 0; cut <= sent.length; cut++) {
      ContentFacts facts = Objects.requireNonNull(read(sent, cut, true), "cut at " + cut);
      assertThat(facts.seenBytes()).isEqualTo(FILE.length);
      // sha256sum of the file
      assertThat(facts.sha256())
          .isEqualTo("b2b6e13c94620d6c6f7f5fdc77b1f91742abedd4696aafad03ee28670dd2c758");
    }
  }

  @Test
  void whatIsNotDeflatedToItsEndIsNothing() {
    byte[] sent = deflated(FILE);
    assertThat(read(sent, 1, false)).as("the end was not seen").isNull();
    assertThat(read(Arrays.copyOf(sent, sent.length - 1), 1, true)).as("cut").isNull();
    assertThat(read(changed(sent, sent.length - 1), 1, true)).as("another check sum").isNull();
    assertThat(read(changed(sent, 1), 1, true)).as("another header").isNull();
    assertThat(read(FILE, 1, true)).as("text").isNull();
    assertThat(read(new byte[0], 0, true)).as("nothing").isNull();
  }

  @Test
  void behindAGapNothingIsInflated() {
    byte[] sent = deflated(FILE);
    InflatedTransfer transfer = new InflatedTransfer(PLAN, () -> null);
    transfer.write(sent, 0, 10);
    transfer.gap();
    transfer.write(sent, 10, sent.length - 10);
    assertThat(transfer.end(true)).isNull();
  }

  @Test
  void whatInflatesToFarTooMuchIsNothing() {
    byte[] sent = deflated(new byte[40 << 20]);
    assertThat(read(sent, 1, true)).isNull();
  }
}
