package org.flowbeam.protocol.ssh;

import org.jspecify.annotations.Nullable;

/** What an identification string allows (RFC 4253 sections 4.2 and 5.1). */
enum Version {
  UNKNOWN(0),
  V1(1),
  V2(2),
  V1_99(1 | 2);

  private final int bits;

  Version(int bits) {
    this.bits = bits;
  }

  static Version of(String identification) {
    if (identification.startsWith("SSH-1.")) {
      return identification.startsWith("SSH-1.99-") ? V1_99 : V1;
    }
    return identification.startsWith("SSH-2.") ? V2 : UNKNOWN;
  }

  /** 1 or 2, the higher; null when there is none that both speak. */
  @Nullable Integer with(Version other) {
    int common = bits & other.bits;
    return common == 0 ? null : (Integer) Integer.highestOneBit(common);
  }
}
