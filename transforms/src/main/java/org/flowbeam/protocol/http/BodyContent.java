package org.flowbeam.protocol.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.flowbeam.format.content.Filenames;
import org.flowbeam.format.content.MimeSniffer;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.StoredBody;
import org.flowbeam.protocol.http.HttpOptions.Bodies;
import org.jspecify.annotations.Nullable;

/**
 * One body after the other in one form, as it came or decoded: counted, hashed, stored, its first
 * bytes kept. Its tools are made when a body first needs them, and used again.
 */
final class BodyContent {
  private static final int SNIFFED_BYTES = 2 << 10;

  private final Bodies bodies;
  private final long maxBodyBytes;
  private final SessionOutput out;
  private byte[] start = new byte[0];
  private int startBytes;
  private @Nullable MessageDigest digest;
  private @Nullable StoredBody stored;
  private long lengthBytes;
  private boolean begun;
  private boolean whole;
  private boolean storing;

  BodyContent(SessionOptions options, SessionOutput out) {
    this.bodies = options.get(HttpOptions.BODIES);
    this.maxBodyBytes = options.get(HttpOptions.MAX_BODY_BYTES);
    this.out = out;
  }

  void begin() {
    lengthBytes = 0;
    startBytes = 0;
    begun = false;
    whole = true;
    storing = bodies == Bodies.STORE;
  }

  void write(byte[] bytes, int offset, int length) {
    lengthBytes += length;
    if (!whole || bodies == Bodies.NONE) {
      return;
    }
    if (startBytes < SNIFFED_BYTES) {
      keepStart(bytes, offset, length);
    }
    if (!begun) {
      begun = true;
      digest().reset();
      stored = storing ? out.newBody() : null;
    }
    digest().update(bytes, offset, length);
    if (stored != null) {
      store(stored, bytes, offset, length);
    }
  }

  /** So many bytes are missing here; 0 when nobody knows how many. */
  void skip(long missingBytes) {
    lengthBytes += missingBytes;
    whole = false;
  }

  private void keepStart(byte[] bytes, int offset, int length) {
    int taken = Math.min(length, SNIFFED_BYTES - startBytes);
    start = start.length == 0 ? new byte[SNIFFED_BYTES] : start;
    System.arraycopy(bytes, offset, start, startBytes, taken);
    startBytes += taken;
  }

  private void store(StoredBody body, byte[] bytes, int offset, int length) {
    if (lengthBytes > maxBodyBytes) {
      discard();
      storing = false;
    } else {
      body.write(bytes, offset, length);
    }
  }

  long lengthBytes() {
    return lengthBytes;
  }

  /** The hash in hex of a body that is over; null of one that is empty or was not seen whole. */
  @Nullable String keep() {
    if (!begun || !whole) {
      discard();
      return null;
    }
    String hex = HexFormat.of().formatHex(digest().digest());
    if (stored != null) {
      stored.keep(hex);
      stored = null;
    }
    return hex;
  }

  /** What was stored of it is not needed. */
  void discard() {
    if (stored != null) {
      stored.discard();
      stored = null;
    }
  }

  @Nullable String mime() {
    return startBytes == 0 ? null : MimeSniffer.sniff(start, startBytes);
  }

  @Nullable String filename() {
    return startBytes == 0 ? null : Filenames.ofParts(start, startBytes);
  }

  private MessageDigest digest() {
    MessageDigest made = digest;
    if (made == null) {
      try {
        made = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java has SHA-256", e);
      }
      digest = made;
    }
    return made;
  }
}
