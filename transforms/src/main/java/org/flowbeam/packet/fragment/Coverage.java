package org.flowbeam.packet.fragment;

import java.util.Arrays;

/**
 * Which bytes of a datagram its fragments brought. Fragments begin with a unit of eight bytes, so
 * of each unit it is the first so many. 8 KiB; the cost of a fragment does not exceed its length.
 */
final class Coverage {
  /** How many units the longest datagram has. */
  static final int UNITS = 65_536 / FragmentHeader.UNIT_BYTES;

  private static final int UNIT = FragmentHeader.UNIT_BYTES;

  private final byte[] covered = new byte[UNITS];
  private int contiguousUnits;
  private int highestEnd;

  void clear() {
    Arrays.fill(covered, 0, (highestEnd + UNIT - 1) / UNIT, (byte) 0);
    contiguousUnits = 0;
    highestEnd = 0;
  }

  /** Adds the bytes of a fragment that is not {@link FragmentHeader#oversize}. */
  void add(FragmentHeader f) {
    int whole = f.end() / UNIT;
    Arrays.fill(covered, f.firstUnit(), whole, (byte) UNIT);
    if (whole < f.endUnit()) {
      covered[whole] = (byte) Math.max(covered[whole], f.end() % UNIT);
    }
    if (f.firstUnit() <= contiguousUnits) {
      contiguousUnits = Math.max(contiguousUnits, whole);
    }
    while (contiguousUnits < UNITS && covered[contiguousUnits] == UNIT) {
      contiguousUnits++;
    }
    highestEnd = Math.max(highestEnd, f.end());
  }

  /** Whether a byte of the fragment was there before. */
  boolean touches(FragmentHeader f) {
    if (f.offset >= highestEnd) {
      return false;
    }
    for (int unit = f.firstUnit(); unit < Math.min(UNITS, f.endUnit()); unit++) {
      if (covered[unit] > 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether all bytes of the fragment were there before. */
  boolean contains(FragmentHeader f) {
    if (f.end() > highestEnd) {
      return false;
    }
    for (int unit = f.firstUnit(); unit < f.endUnit(); unit++) {
      if (covered[unit] < Math.min(UNIT, f.end() - unit * UNIT)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether all bytes before {@code end} are there, given that the fragment which ends there is:
   * what lies behind the last whole unit comes with it.
   */
  boolean reaches(int end) {
    return contiguousUnits >= end / UNIT;
  }

  /** The end of what reaches furthest. */
  int highestEnd() {
    return highestEnd;
  }
}
