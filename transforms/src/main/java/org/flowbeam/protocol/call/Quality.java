package org.flowbeam.protocol.call;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a stream may have sounded: mean opinion scores from 1 to 4.5. */
final class Quality {
  private static final double BEST_RATING = 93.2;

  /** G.113 appendix I: impairment of the codec itself, and its robustness against loss. */
  private record Impairment(double ie, double bpl) {}

  private static final Map<String, Impairment> CODECS =
      Map.of(
          "PCMU", new Impairment(0, 4.3),
          "PCMA", new Impairment(0, 4.3),
          "G729", new Impairment(11, 19),
          "G729A", new Impairment(11, 19),
          "G723", new Impairment(15, 16.1),
          "GSM-EFR", new Impairment(5, 10));

  private Quality() {}

  /** The E-model (G.107) with its defaults but for codec and random loss; null without figures. */
  static @Nullable Double eModel(String encoding, double lossPercent) {
    Impairment codec = CODECS.get(encoding.toUpperCase(Locale.ROOT));
    if (codec == null) {
      return null;
    }
    double rating =
        BEST_RATING - codec.ie - (95 - codec.ie) * lossPercent / (lossPercent + codec.bpl);
    return score(rating, 4.5);
  }

  /** From loss and the last jitter alone. */
  static double simple(double lossPercent, double jitterMillis) {
    double delay = jitterMillis > 150 ? (jitterMillis - 150) / 10 : jitterMillis / 40;
    double rating = Math.max(0, Math.min(100, BEST_RATING - delay - 2.5 * lossPercent));
    return Math.min(5, score(rating, 5));
  }

  private static double score(double rating, double maximum) {
    if (rating <= 0) {
      return 1;
    }
    if (rating >= 100) {
      return maximum;
    }
    return Math.max(1, 1 + 0.035 * rating + 7e-6 * rating * (rating - 60) * (100 - rating));
  }
}
