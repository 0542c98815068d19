package org.flowbeam.protocol.dns;

/**
 * How much the queries for one domain look like a tunnel, from 0 to 1: the weighted sum of five
 * signs, as lippycat defines it.
 */
final class TunnelScore {
  static final int HIGH_ENTROPY_LENGTH = 20;
  static final double HIGH_ENTROPY_BITS = 3.5;

  private TunnelScore() {}

  /**
   * The score.
   *
   * @param entropy of the last name, in bits
   * @param unique different names below the domain
   * @param highEntropy queries for a name of high entropy below the domain
   * @param below queries for a name below the domain
   * @param suspicious queries of types that carry free data
   * @param queries all queries; at least 1
   * @param averageLength of the names, in bytes
   */
  static double of(
      double entropy,
      long unique,
      long highEntropy,
      long below,
      long suspicious,
      long queries,
      double averageLength) {
    double score = 0;
    if (entropy >= HIGH_ENTROPY_BITS) {
      score += Math.min(1, entropy - HIGH_ENTROPY_BITS) * 0.30;
    }
    if (unique > 10) {
      score += Math.min(1, unique / 100.0) * 0.25;
    }
    if (below > 0) {
      score += (double) highEntropy / below * 0.20;
    }
    score += (double) suspicious / queries * 0.15;
    if (averageLength > 50) {
      score += Math.min(1, (averageLength - 50) / 100) * 0.10;
    }
    return Math.min(1, score);
  }
}
