package org.flowbeam.format.content;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.flowbeam.format.Digests;
import org.jspecify.annotations.Nullable;

/**
 * One file after the other: counted, hashed, stored, its first bytes kept. Its tools are made when
 * a file first needs them, and used again. What it keeps does not grow with the file.
 */
public final class FileContent {
  /** How many of a file's first bytes its entropy is about. */
  public static final int MEASURED_BYTES = 64 << 10;

  private static final int SNIFFED_BYTES = 2 << 10;

  private final ContentPlan plan;
  private final BodyStore store;
  private final Entropy entropy = new Entropy();
  private byte[] start = new byte[0];
  private int startBytes;
  private @Nullable MessageDigest sha256;
  private @Nullable MessageDigest sha1;
  private @Nullable MessageDigest md5;
  private @Nullable StoredBody stored;
  private long seenBytes;
  private long missingBytes;
  private boolean begun;
  private boolean whole;
  private boolean storing;

  public FileContent(ContentPlan plan, BodyStore store) {
    this.plan = plan;
    this.store = store;
  }

  /** Begins a file; the one before has ended or is forgotten. */
  public void begin() {
    discard();
    seenBytes = 0;
    missingBytes = 0;
    startBytes = 0;
    begun = false;
    whole = true;
    storing = plan.stores();
  }

  public void write(byte[] bytes, int offset, int length) {
    seenBytes += length;
    if (!whole || !plan.reads()) {
      return;
    }
    if (startBytes < SNIFFED_BYTES) {
      keepStart(bytes, offset, length);
    }
    if (!begun) {
      beginReading();
    }
    entropy.add(bytes, offset, length);
    update(sha256, bytes, offset, length);
    update(sha1, bytes, offset, length);
    update(md5, bytes, offset, length);
    if (stored != null) {
      store(stored, bytes, offset, length);
    }
  }

  private void beginReading() {
    begun = true;
    entropy.begin();
    sha256 = reset(sha256, true, "SHA-256");
    sha1 = reset(sha1, plan.sha1(), "SHA-1");
    md5 = reset(md5, plan.md5(), "MD5");
    stored = storing ? store.newBody() : null;
  }

  private static @Nullable MessageDigest reset(
      @Nullable MessageDigest digest, boolean wanted, String algorithm) {
    if (digest == null) {
      return wanted ? Digests.digest(algorithm) : null;
    }
    digest.reset();
    return digest;
  }

  private static void update(@Nullable MessageDigest digest, byte[] bytes, int offset, int length) {
    if (digest != null) {
      digest.update(bytes, offset, length);
    }
  }

  /** So many bytes are missing here; 0 when nobody knows how many. */
  public void skip(long lengthBytes) {
    missingBytes += lengthBytes;
    whole = false;
  }

  private void keepStart(byte[] bytes, int offset, int length) {
    int taken = Math.min(length, SNIFFED_BYTES - startBytes);
    int end = startBytes + taken;
    if (end > start.length) {
      start = Arrays.copyOf(start, Math.min(SNIFFED_BYTES, Math.max(end, 2 * start.length)));
    }
    System.arraycopy(bytes, offset, start, startBytes, taken);
    startBytes = end;
  }

  private void store(StoredBody body, byte[] bytes, int offset, int length) {
    if (seenBytes + missingBytes > plan.maxStoredBytes()) {
      discard();
      storing = false;
    } else {
      body.write(bytes, offset, length);
    }
  }

  /**
   * The file is over.
   *
   * @param seen whether this is its end, and nothing of it is missing
   */
  public ContentFacts end(boolean seen) {
    boolean hashed = begun && whole && seen;
    String hash = hashed ? hex(sha256) : null;
    StoredBody body = stored;
    boolean kept = false;
    if (hash != null && body != null) {
      body.keep(hash);
      stored = null;
      kept = true;
    }
    discard();
    return new ContentFacts(
        seenBytes,
        missingBytes,
        hashed ? hex(md5) : null,
        hashed ? hex(sha1) : null,
        hash,
        startBytes == 0 ? null : MimeSniffer.sniff(start, startBytes),
        kept,
        begun ? entropy.bitsPerByte() : null);
  }

  private static @Nullable String hex(@Nullable MessageDigest digest) {
    return digest == null ? null : HexFormat.of().formatHex(digest.digest());
  }

  /** The name that the first parts state when the file is a multipart body; null without. */
  public @Nullable String nameInParts() {
    return startBytes == 0 ? null : Filenames.ofParts(start, startBytes);
  }

  /** It is no file; what was stored of it is not needed. */
  public void discard() {
    if (stored != null) {
      stored.discard();
      stored = null;
    }
  }
}
