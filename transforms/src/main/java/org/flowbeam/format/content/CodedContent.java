package org.flowbeam.format.content;

import java.util.ArrayList;
import java.util.List;
import org.flowbeam.format.text.Secrets;
import org.jspecify.annotations.Nullable;

/**
 * Reads bodies with content codings (RFC 9110 section 8.4), one after the other, in constant
 * memory: what they decode to, as {@link FileContent} does. Of one that cannot be decoded, all this
 * is about the bytes as they came; of one with a coding that is not known, about what is left when
 * those that were applied behind it are undone.
 */
public final class CodedContent {
  /** Codings beyond are left as they are. */
  public static final int MAX_CODINGS = 4;

  /** What is wrong with a coding. */
  public enum Problem {
    NONE,
    /** It decodes to more than {@link DecodeBudget#MAX_RATIO} times its size. */
    BOMB,
    /** It is in br or zstd and longer than {@link PulledDecoder#MAX_CODED_BYTES}. */
    TOO_LONG,
    /** A coding is not known, or there are more than {@link #MAX_CODINGS}. */
    UNKNOWN,
    /** It is not coded as was said. */
    NOT_SO_CODED
  }

  /**
   * What was found out about a body.
   *
   * @param facts about the decoded bytes, or those that came
   * @param codedBytes that came
   * @param name that a multipart body states first; null without
   * @param whole whether all was seen and decoded
   */
  public record Body(
      ContentFacts facts, long codedBytes, @Nullable String name, boolean whole, Problem problem) {
    /** The same without passwords of URLs in its name. */
    public Body withMaskedName() {
      return name == null
          ? this
          : new Body(facts, codedBytes, Secrets.ofName(name), whole, problem);
    }
  }

  private final DecodeBudget budget;
  private final ByteSink leaf;
  private final FileContent decoded;
  private final FileContent asItCame;
  private final List<InflateDecoder> inflaters = new ArrayList<>(0);
  private final List<ContentDecoder> decoders = new ArrayList<>(0);
  private @Nullable ByteSink coded;
  private long codedBytes;
  private boolean failed;
  private boolean holed;
  private boolean bomb;
  private boolean unknown;

  /**
   * Makes the reader.
   *
   * @param leaf gets the decoded bytes as well, as far as they can be decoded
   */
  public CodedContent(ContentPlan plan, BodyStore store, DecodeBudget budget, ByteSink leaf) {
    this.budget = budget;
    this.leaf = leaf;
    decoded = new FileContent(plan, store);
    asItCame = new FileContent(plan, store);
  }

  /**
   * Begins a body.
   *
   * @param codings in the order in which they were applied, lower case
   */
  public void begin(List<String> codings) {
    decoded.begin();
    asItCame.begin();
    codedBytes = 0;
    failed = false;
    holed = false;
    bomb = false;
    unknown = false;
    coded = codings.isEmpty() ? null : chain(codings);
  }

  private @Nullable ByteSink chain(List<String> codings) {
    int first = codings.size();
    while (first > 0 && isKnown(codings.get(first - 1)) && codings.size() - first < MAX_CODINGS) {
      first--;
    }
    unknown = first > 0;
    ByteSink sink = this::decoded;
    int inflated = 0;
    for (String coding : codings.subList(first, codings.size())) {
      ContentDecoder decoder;
      switch (coding) {
        case "gzip", "x-gzip" -> decoder = inflater(inflated++).begin(true, sink);
        case "deflate" -> decoder = inflater(inflated++).begin(false, sink);
        case "br" -> decoder = PulledDecoder.brotli(sink, budget);
        case "zstd" -> decoder = PulledDecoder.zstd(sink, budget);
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
      case "gzip", "x-gzip", "deflate", "br", "zstd", "identity" -> true;
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
  public void write(byte[] bytes, int offset, int length) {
    codedBytes += length;
    if (coded == null) {
      take(bytes, offset, length);
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

  private void take(byte[] bytes, int offset, int length) {
    decoded.write(bytes, offset, length);
    leaf.write(bytes, offset, length);
  }

  public void gap(long missingBytes) {
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
      take(bytes, offset, length);
    }
  }

  /**
   * The body is over.
   *
   * @param allSeen whether its end was seen
   */
  public Body end(boolean allSeen) {
    boolean seen = allSeen && !holed;
    if (seen && !failed) {
      for (int i = decoders.size() - 1; i >= 0; i--) {
        boolean finished = decoders.get(i).finish(); // may find out that it is a bomb
        failed |= !finished;
      }
    }
    Problem problem = problem();
    FileContent shown = failed ? asItCame : decoded;
    String name = shown.nameInParts();
    boolean whole = seen && !failed && !unknown && !wasNotCoded();
    Body body = new Body(shown.end(seen), codedBytes, name, whole, problem);
    drop();
    return body;
  }

  /** What was read is no body. */
  public void drop() {
    decoded.discard();
    asItCame.discard();
    decoders.clear();
    coded = null;
  }

  private Problem problem() {
    if (bomb) {
      return Problem.BOMB;
    }
    if (isTooLong()) {
      return Problem.TOO_LONG;
    }
    if (failed || wasNotCoded()) {
      return Problem.NOT_SO_CODED;
    }
    return unknown ? Problem.UNKNOWN : Problem.NONE;
  }

  private boolean isTooLong() {
    for (ContentDecoder decoder : decoders) {
      if (decoder instanceof PulledDecoder pulled && pulled.isTooLong()) {
        return true;
      }
    }
    return false;
  }

  private boolean wasNotCoded() {
    for (ContentDecoder decoder : decoders) {
      if (decoder instanceof InflateDecoder inflate && inflate.wasNotCoded()) {
        return true;
      }
    }
    return false;
  }

  /** Frees what the decoders hold. */
  public void close() {
    for (InflateDecoder inflater : inflaters) {
      inflater.close();
    }
    decoded.discard();
    asItCame.discard();
  }
}
