package org.flowbeam.protocol.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.flowbeam.format.content.BrotliDecoder;
import org.flowbeam.format.content.ByteSink;
import org.flowbeam.format.content.ContentDecoder;
import org.flowbeam.format.content.DecodeBudget;
import org.flowbeam.format.content.Filenames;
import org.flowbeam.format.content.InflateDecoder;
import org.flowbeam.format.content.MimeSniffer;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.StoredBody;
import org.jspecify.annotations.Nullable;

/**
 * Counts, decodes, hashes, sniffs and stores the bodies of one direction, one after the other, in
 * constant memory. Its tools are made when a body first needs them, and used again.
 */
final class BodyReader {
  /** Codings beyond are left as they are. */
  private static final int MAX_CODINGS = 4;

  private static final int SNIFFED_BYTES = 2 << 10;

  /**
   * What was found out about a body.
   *
   * @param lengthBytes decoded, with the bytes that are missing in the capture
   * @param sha256 null unless all of a body that is not empty was seen and decoded
   * @param mime null when not known
   * @param filename of the first parts of a multipart body; null when none is stated
   * @param whole whether all was seen and decoded
   */
  record Body(
      long lengthBytes,
      @Nullable String sha256,
      @Nullable String mime,
      @Nullable String filename,
      boolean whole) {}

  private final HttpOptions.Bodies bodies;
  private final long maxBodyBytes;
  private final SessionOutput out;
  private final DecodeBudget budget;
  private final List<InflateDecoder> inflaters = new ArrayList<>(0);
  private final List<ContentDecoder> decoders = new ArrayList<>(0);
  private byte[] start = new byte[0];
  private int startBytes;
  private @Nullable ByteSink coded;
  private @Nullable MessageDigest digest;
  private @Nullable StoredBody stored;
  private long lengthBytes;
  private boolean whole;
  private boolean storing;
  private boolean bomb;

  BodyReader(SessionOptions options, SessionOutput out, DecodeBudget budget) {
    this.bodies = options.get(HttpOptions.BODIES);
    this.maxBodyBytes = options.get(HttpOptions.MAX_BODY_BYTES);
    this.out = out;
    this.budget = budget;
  }

  /**
   * Begins a body.
   *
   * @param codings in the order in which they were applied, lower case
   */
  void begin(List<String> codings) {
    lengthBytes = 0;
    startBytes = 0;
    whole = true;
    bomb = false;
    storing = bodies == HttpOptions.Bodies.STORE;
    coded = codings.isEmpty() ? null : chain(codings);
  }

  private @Nullable ByteSink chain(List<String> codings) {
    int first = codings.size();
    while (first > 0 && isKnown(codings.get(first - 1)) && codings.size() - first < MAX_CODINGS) {
      first--;
    }
    ByteSink sink = this::decoded;
    int inflated = 0;
    for (String coding : codings.subList(first, codings.size())) {
      ContentDecoder decoder;
      switch (coding) {
        case "gzip", "x-gzip" -> decoder = inflater(inflated++).begin(true, sink);
        case "deflate" -> decoder = inflater(inflated++).begin(false, sink);
        case "br" -> decoder = new BrotliDecoder(sink, budget);
        default -> {
          continue; // identity
        }
      }
      decoders.add(decoder);
      sink = decoder;
    }
    return decoders.isEmpty() ? null : sink;
  }

  private static boolean isKnown(String coding) {
    return switch (coding) {
      case "gzip", "x-gzip", "deflate", "br", "identity" -> true;
      default -> false;
    };
  }

  private InflateDecoder inflater(int index) {
    if (index == inflaters.size()) {
      inflaters.add(new InflateDecoder(budget));
    }
    return inflaters.get(index);
  }

  /** Bytes of the body as the framing delimits them. */
  void write(byte[] bytes, int offset, int length) {
    if (coded == null) {
      deliver(bytes, offset, length);
    } else if (whole) {
      budget.coded(length);
      coded.write(bytes, offset, length);
      for (int i = 0; i < decoders.size(); i++) {
        whole &= !decoders.get(i).failed();
      }
    }
  }

  void gap(long missingBytes) {
    if (coded == null) {
      lengthBytes += missingBytes;
    }
    whole = false;
  }

  private void decoded(byte[] bytes, int offset, int length) {
    budget.decoded(length);
    if (budget.isSpent()) {
      bomb = true;
      whole = false;
    } else {
      deliver(bytes, offset, length);
    }
  }

  private void deliver(byte[] bytes, int offset, int length) {
    lengthBytes += length;
    if (!whole || bodies == HttpOptions.Bodies.NONE) {
      return;
    }
    if (startBytes < SNIFFED_BYTES) {
      keepStart(bytes, offset, length);
    }
    if (lengthBytes == length) {
      digest().reset();
      stored = storing ? out.newBody() : null;
    }
    digest().update(bytes, offset, length);
    if (stored != null) {
      store(stored, bytes, offset, length);
    }
  }

  private void keepStart(byte[] bytes, int offset, int length) {
    int taken = Math.min(length, SNIFFED_BYTES - startBytes);
    start = start.length == 0 ? new byte[SNIFFED_BYTES] : start;
    System.arraycopy(bytes, offset, start, startBytes, taken);
    startBytes += taken;
  }

  private void store(StoredBody body, byte[] bytes, int offset, int length) {
    if (lengthBytes > maxBodyBytes) {
      body.discard();
      stored = null;
      storing = false;
    } else {
      body.write(bytes, offset, length);
    }
  }

  /**
   * The body is over.
   *
   * @param complete whether its framing says so
   */
  Body end(boolean complete, Oddities oddities) {
    boolean wasWhole = whole && complete;
    if (wasWhole) {
      for (int i = decoders.size() - 1; i >= 0; i--) {
        boolean finished = decoders.get(i).finish(); // may find out that the body is not whole
        whole &= finished;
      }
    }
    if (bomb) {
      oddities.found(
          "http_decompression_bomb",
          "a body decodes to more than " + DecodeBudget.MAX_RATIO + " times its size");
    } else if (isTooLong()) {
      oddities.found(
          "http_body_not_decoded",
          "a body of more than " + BrotliDecoder.MAX_CODED_BYTES + " bytes in brotli");
    } else if (hasBadCoding(wasWhole)) {
      oddities.found("http_bad_content_coding", "a body is not coded as its head says");
    }
    whole &= complete;
    Body body = new Body(lengthBytes, sha256(), mime(), filename(), whole);
    decoders.clear();
    coded = null;
    return body;
  }

  private boolean isTooLong() {
    return decoders.stream().anyMatch(d -> d instanceof BrotliDecoder brotli && brotli.isTooLong());
  }

  private boolean hasBadCoding(boolean wasWhole) {
    boolean bad = wasWhole && !whole;
    for (ContentDecoder decoder : decoders) {
      bad |= decoder.failed();
      bad |= decoder instanceof InflateDecoder inflate && inflate.wasNotCoded();
    }
    return bad;
  }

  private @Nullable String sha256() {
    StoredBody body = stored;
    stored = null;
    if (lengthBytes == 0 || !whole || bodies == HttpOptions.Bodies.NONE) {
      if (body != null) {
        body.discard();
      }
      return null;
    }
    String hex = HexFormat.of().formatHex(digest().digest());
    if (body != null) {
      body.keep(hex);
    }
    return hex;
  }

  private @Nullable String mime() {
    return startBytes == 0 ? null : MimeSniffer.sniff(start, startBytes);
  }

  private @Nullable String filename() {
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

  /** Frees what the decoders hold. */
  void close() {
    for (InflateDecoder inflater : inflaters) {
      inflater.close();
    }
    if (stored != null) {
      stored.discard();
      stored = null;
    }
  }
}
