package org.flowbeam.io.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ReadAheadTest {
  private static final int BLOCK = 1 << 18;

  /** Gives its bytes in pieces of odd sizes, fails behind them if told so, and can be asked. */
  private static final class Source extends FilterInputStream {
    private final SplittableRandom random = new SplittableRandom(7);
    private final boolean fails;
    private volatile Thread lastReader = Thread.currentThread();
    private volatile boolean closed;

    Source(byte[] bytes, boolean fails) {
      super(new ByteArrayInputStream(bytes));
      this.fails = fails;
    }

    @Override
    public int read(byte[] b, int offset, int length) throws IOException {
      lastReader = Thread.currentThread();
      int n = super.read(b, offset, Math.min(length, 1 + random.nextInt(100_000)));
      if (n < 0 && fails) {
        throw new IOException("corrupt");
      }
      return n;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(length).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 4 * BLOCK, 5 * BLOCK - 1, 3_000_001})
  void allBytesComeInOrderWhateverTheirNumber(int length) throws IOException {
    byte[] bytes = bytes(length);
    Source source = new Source(bytes, false);
    try (InputStream in = new ReadAhead(source)) {
      assertThat(in.readAllBytes()).isEqualTo(bytes);
      assertThat(in.read()).isEqualTo(-1);
    }
    assertThat(source.closed).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 4 * BLOCK, 3_000_001})
  void aFailureComesBehindTheBytesInFrontOfIt(int length) throws IOException {
    byte[] bytes = bytes(length);
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try (InputStream in = new ReadAhead(new Source(bytes, true))) {
      assertThatThrownBy(() -> in.transferTo(read)).hasMessage("corrupt");
      assertThat(read.toByteArray()).isEqualTo(bytes);
      assertThatThrownBy(in::read).hasMessage("corrupt");
    }
  }

  @Test
  void aShortStreamTakesNoThread() throws IOException {
    Source source = new Source(bytes(BLOCK - 1), false);
    try (InputStream in = new ReadAhead(source)) {
      in.readAllBytes();
    }
    assertThat(source.lastReader).isSameAs(Thread.currentThread());
  }

  @Test
  void itsThreadHasEndedWhenItIsClosedInTheMiddle() throws IOException {
    Source source = new Source(bytes(8 << 20), false);
    try (InputStream in = new ReadAhead(source)) {
      in.readNBytes(BLOCK + 1);
    }
    assertThat(source.lastReader).isNotSameAs(Thread.currentThread());
    assertThat(source.lastReader.isAlive()).isFalse();
    assertThat(source.closed).isTrue();
  }

  @Test
  void anInterruptFailsTheReadAndStays() throws IOException {
    try (InputStream in = new ReadAhead(new Source(bytes(8 << 20), false))) {
      in.readNBytes(BLOCK);
      Thread.currentThread().interrupt();
      assertThatThrownBy(in::read).isInstanceOf(InterruptedIOException.class);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
