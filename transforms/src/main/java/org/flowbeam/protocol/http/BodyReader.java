package org.flowbeam.protocol.http;

import java.util.ArrayList;
import java.util.List;
import org.flowbeam.format.content.BrotliDecoder;
import org.flowbeam.format.content.ByteSink;
import org.flowbeam.format.content.ContentDecoder;
import org.flowbeam.format.content.DecodeBudget;
import org.flowbeam.format.content.InflateDecoder;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.SessionOutput;
import org.jspecify.annotations.Nullable;

/**
 * Decodes, counts, hashes, sniffs and stores the bodies of one direction, one after the other, in
 * constant memory. Of one that cannot be decoded, all this is about the bytes as they came.
 */
final class BodyReader {
  /** Codings beyond are left as they are. */
  private static final int MAX_CODINGS = 4;

  /**
   * What was found out about a body.
   *
   * @param lengthBytes decoded, with the bytes that are missing in the capture
   * @param sha256 null unless all of a body that is not empty was seen
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

  private final DecodeBudget budget;
  private final BodyContent decoded;
  private final BodyContent asItCame;
  private final List<InflateDecoder> inflaters = new ArrayList<>(0);
  private final List<ContentDecoder> decoders = new ArrayList<>(0);
  private @Nullable ByteSink coded;
  private boolean failed;
  private boolean holed;
  private boolean bomb;

  BodyReader(SessionOptions options, SessionOutput out, DecodeBudget budget) {
    this.budget = budget;
    decoded = new BodyContent(options, out);
    asItCame = new BodyContent(options, out);
  }

  /**
   * Begins a body.
   *
   * @param codings in the order in which they were applied, lower case
   */
  void begin(List<String> codings) {
    decoded.begin();
    asItCame.begin();
    failed = false;
    holed = false;
    bomb = false;
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
      decoded.write(bytes, offset, length);
      return;
    }
    asItCame.write(bytes, offset, length);
    if (!failed && !holed) {
      budget.coded(length);
      coded.write(bytes, offset, length);
      for (int i = 0; i < decoders.size(); i++) {
        failed |= decoders.get(i).failed();
      }
    }
  }

  void gap(long missingBytes) {
    decoded.skip(coded == null ? missingBytes : 0);
    asItCame.skip(missingBytes);
    holed = true;
  }

  private void decoded(byte[] bytes, int offset, int length) {
    budget.decoded(length);
    if (budget.isSpent()) {
      bomb = true;
      failed = true;
    } else {
      decoded.write(bytes, offset, length);
    }
  }

  /**
   * The body is over.
   *
   * @param allSeen whether its end was seen
   */
  Body end(boolean allSeen, Oddities oddities) {
    boolean seen = allSeen && !holed;
    if (seen && !failed) {
      for (int i = decoders.size() - 1; i >= 0; i--) {
        boolean finished = decoders.get(i).finish(); // may find out that it is a bomb
        failed |= !finished;
      }
    }
    report(oddities);
    BodyContent shown = failed ? asItCame : decoded;
    Body body =
        new Body(
            shown.lengthBytes(),
            seen ? shown.keep() : null,
            shown.mime(),
            shown.filename(),
            seen && !failed && !wasNotCoded());
    drop();
    return body;
  }

  /** What was read is no body. */
  void drop() {
    decoded.discard();
    asItCame.discard();
    decoders.clear();
    coded = null;
  }

  private void report(Oddities oddities) {
    if (bomb) {
      oddities.found(
          "http_decompression_bomb",
          "a body decodes to more than " + DecodeBudget.MAX_RATIO + " times its size");
    } else if (isTooLong()) {
      oddities.found(
          "http_body_not_decoded",
          "a body of more than " + BrotliDecoder.MAX_CODED_BYTES + " bytes in brotli");
    } else if (failed || wasNotCoded()) {
      oddities.found("http_bad_content_coding", "a body is not coded as its head says");
    }
  }

  private boolean isTooLong() {
    return decoders.stream().anyMatch(d -> d instanceof BrotliDecoder brotli && brotli.isTooLong());
  }

  private boolean wasNotCoded() {
    return decoders.stream()
        .anyMatch(d -> d instanceof InflateDecoder inflate && inflate.wasNotCoded());
  }

  /** Frees what the decoders hold. */
  void close() {
    for (InflateDecoder inflater : inflaters) {
      inflater.close();
    }
    decoded.discard();
    asItCame.discard();
  }
}
