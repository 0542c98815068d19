package org.flowbeam.protocol.dns;

/** Shannon entropy of the bytes of names, in bits; dots do not count. */
final class Entropy {
  private static final double LN_2 = StrictMath.log(2);

  /** n * log2(n); StrictMath, so that all machines agree to the last bit. */
  private static final double[] N_LOG_N = new double[DnsName.MAX_BYTES + 1];

  static {
    for (int n = 1; n < N_LOG_N.length; n++) {
      N_LOG_N[n] = n * (StrictMath.log(n) / LN_2);
    }
  }

  private final int[] counts = new int[256];

  /** Of the labels in {@code wire[from, to)}, whose lengths do not count. */
  double ofLabels(byte[] wire, int from, int to) {
    int total = 0;
    for (int at = from; at < to && wire[at] != 0; at += wire[at] + 1) {
      for (int i = at + 1; i <= at + wire[at]; i++) {
        if (wire[i] != '.') {
          counts[wire[i] & 0xff]++;
          total++;
        }
      }
    }
    if (total == 0) {
      return 0;
    }
    double sum = 0;
    for (int at = from; at < to && wire[at] != 0; at += wire[at] + 1) {
      for (int i = at + 1; i <= at + wire[at]; i++) {
        sum += N_LOG_N[counts[wire[i] & 0xff]];
        counts[wire[i] & 0xff] = 0;
      }
    }
    return Math.max(0, (N_LOG_N[total] - sum) / total);
  }
}
