package org.flowbeam.protocol.dns;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.flowbeam.schemas.DnsDomainRow;

/**
 * What one client asked for below one domain, and how much that looks like a tunnel. A tunnel
 * carries many bytes in names that are asked for once; what only has many names, such as lists of
 * blocked addresses, carries few bytes in each. Names below arpa are addresses, which carry
 * nothing.
 */
final class ClientNames {
  private static final int MAX_TYPES = 16;
  private static final double NANOS_PER_MINUTE = 60e9;
  private static final double LN_2 = StrictMath.log(2);

  /** Bytes per name that an address or a host name has anyway, and those that no such name has. */
  private static final double NO_CAPACITY_BYTES = 10;

  private static final double FULL_CAPACITY_BYTES = 30;

  /** Of names x share x bytes: some hundred names that carry some ten kilobytes. */
  private static final double FULL_VOLUME_LOG10 = 6.5;

  private final TreeSet<Integer> types = new TreeSet<>();
  private final long[] counts = new long[256];
  private long queries;
  private long unique;
  private long bytesUp;
  private long bytesDown;
  private long freeQueries;
  private long firstNanos = Long.MAX_VALUE;
  private long lastNanos = Long.MIN_VALUE;

  /** Adds a name that it has not asked for before, {@code wire[from, to)} without the domain. */
  void name(byte[] wire, int from, int to) {
    if (to > from) {
      unique++;
      bytesUp += to - from - 1;
      for (int at = from; at < to && wire[at] != 0; at += wire[at] + 1) {
        for (int i = at + 1; i <= at + wire[at]; i++) {
          counts[wire[i] & 0xff]++;
        }
      }
    }
  }

  void query(long timeNanos, int type, int downBytes) {
    queries++;
    if (types.size() < MAX_TYPES) {
      types.add(type);
    }
    if (Codes.carriesFreeData(type)) {
      freeQueries++;
      bytesDown += downBytes;
    }
    firstNanos = Math.min(firstNanos, timeNanos);
    lastNanos = Math.max(lastNanos, timeNanos);
  }

  /** From 0 to 1; StrictMath, so that all machines agree. */
  double score() {
    if (unique == 0) {
      return 0;
    }
    double carried = bytesUp + (double) freeQueries / queries * bytesDown;
    double capacity =
        (carried / unique - NO_CAPACITY_BYTES) / (FULL_CAPACITY_BYTES - NO_CAPACITY_BYTES);
    double volume = StrictMath.log10(1 + unique * ((double) unique / queries) * carried);
    return Math.max(0, Math.min(1, capacity)) * Math.min(1, volume / FULL_VOLUME_LOG10);
  }

  void into(DnsDomainRow row, String client) {
    row.setClient(client);
    row.setClientQueries(queries);
    row.setClientUniqueNames(unique);
    row.setClientBytesUp(bytesUp);
    row.setClientBytesDown(bytesDown);
    row.setClientFreeDataQueries(freeQueries);
    double minutes = Math.max(1, (lastNanos - firstNanos) / NANOS_PER_MINUTE);
    row.setClientNamesPerMinute(unique / minutes);
    row.setClientEntropy(entropy());
    List<String> names = new ArrayList<>();
    types.forEach(type -> names.add(Codes.type(type, false)));
    row.setClientTypes(names);
  }

  private double entropy() {
    long total = 0;
    double sum = 0;
    for (long count : counts) {
      total += count;
      sum += count == 0 ? 0 : count * (StrictMath.log((double) count) / LN_2);
    }
    return total == 0 ? 0 : Math.max(0, StrictMath.log((double) total) / LN_2 - sum / total);
  }
}
