package org.flowbeam.pipeline.terminal;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;

/**
 * Passes text on without what could drive a terminal; for streams that libraries write to. Lines
 * and tabs stay.
 */
public final class EscapedStream extends OutputStream {
  private static final int LONGEST_CHARACTER_BYTES = 8;

  private final PrintStream out;
  private final CharsetDecoder decoder;
  private ByteBuffer unread = ByteBuffer.allocate(LONGEST_CHARACTER_BYTES).flip();

  private EscapedStream(PrintStream out, Charset charset) {
    this.out = out;
    this.decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
  }

  /** A stream that prints to {@code out}, which must use the same charset. */
  public static PrintStream to(PrintStream out, Charset charset) {
    return new PrintStream(new EscapedStream(out, charset), true, charset);
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  /** Bytes of a character whose end has not come yet are kept. */
  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    ByteBuffer in = ByteBuffer.allocate(unread.remaining() + length);
    in.put(unread).put(bytes, offset, length).flip();
    CharBuffer chars = CharBuffer.allocate(in.remaining() + 1);
    decoder.decode(in, chars, false);
    unread = in;
    out.print(TerminalText.lines(chars.flip().toString()));
  }

  @Override
  public void flush() {
    out.flush();
  }
}
