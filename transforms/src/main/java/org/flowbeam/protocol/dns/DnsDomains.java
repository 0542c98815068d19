package org.flowbeam.protocol.dns;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Locale;
import org.flowbeam.io.bytes.Bits;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.Severity;
import org.flowbeam.protocol.SummaryOutput;
import org.flowbeam.schemas.AnomalyRow;
import org.flowbeam.schemas.DnsDomainRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code dns_domains}: one row per registered domain, and an anomaly when it looks like a
 * tunnel. All counts are exact; {@link DomainRecords} says how the records are made.
 */
final class DnsDomains implements RunSummary {
  static final DnsDomains INSTANCE = new DnsDomains();

  private DnsDomains() {}

  @Override
  public void summarize(Records records, SessionOptions options, SummaryOutput out) {
    Domain domain = new Domain();
    while (records.next()) {
      domain.add(records.bytes(), records.offset(), records.length());
    }
    DnsDomainRow row = domain.row(options.get(DnsOptions.TUNNEL_THRESHOLD));
    out.row(Tables.DNS_DOMAINS, row);
    if (row.getAlert()) {
      out.row(Tables.ANOMALIES, anomaly(row));
    }
  }

  private static AnomalyRow anomaly(DnsDomainRow domain) {
    AnomalyRow row = new AnomalyRow();
    row.setTs(domain.getFirstTs());
    row.setFirstTs(domain.getFirstTs());
    row.setLastTs(domain.getLastTs());
    row.setKind("dns_tunnel");
    row.setSeverity(Severity.WARNING.text());
    row.setCount(domain.getQueries());
    row.setProtocol("dns");
    row.setDetail(
        String.format(
            Locale.ROOT,
            "%s: score %.2f, %d different names of %s carry %d bytes up, %d down",
            domain.getDomain(),
            domain.getScore(),
            domain.getClientUniqueNames(),
            domain.getClient(),
            domain.getClientBytesUp(),
            domain.getClientBytesDown()));
    return row;
  }

  /** The counts of one domain. */
  private static final class Domain {
    private final Workspace workspace = Workspace.ofThread();

    /** The content of the record before. */
    private byte[] last = new byte[0];

    private byte lastKind = -1;
    private byte[] domain = new byte[0];
    private long clients;
    private long queries;
    private long unique;
    private long below;
    private long highEntropy;
    private long txt;
    private long nulls;
    private long lengthSum;
    private long firstNanos = Long.MAX_VALUE;
    private long lastNanos = Long.MIN_VALUE;
    private double lastEntropy;

    /** Of which exchanges come now; with the zero behind it. */
    private byte[] client = new byte[0];

    private ClientNames names = new ClientNames();
    private @Nullable ClientNames mostNames;
    private String mostClient = "";
    private double mostScore;

    /** Of the name of the record before. */
    private double entropy;

    private boolean isBelow;
    private boolean isHighEntropy;

    void add(byte[] bytes, int offset, int length) {
      if (bytes[offset + DomainRecords.KIND] == DomainRecords.EXCHANGE) {
        exchange(bytes, offset + DomainRecords.CONTENT, offset + length);
        return;
      }
      int from = offset + DomainRecords.CONTENT;
      int end = offset + length;
      byte kind = bytes[offset + DomainRecords.KIND];
      int tail = kind == DomainRecords.QUERY ? end - DomainRecords.TAIL_BYTES : end;
      boolean isNew = kind != lastKind || !Arrays.equals(last, 0, last.length, bytes, from, tail);
      if (isNew) {
        last = Arrays.copyOfRange(bytes, from, tail);
        lastKind = kind;
      }
      if (kind == DomainRecords.CLIENT) {
        clients += isNew ? 1 : 0;
        return;
      }
      if (isNew) {
        name(bytes[tail + 10] & 0xff);
      }
      query(Bits.i64(bytes, tail), Bits.u16(bytes, tail + 8));
    }

    /** Of one client after the other, and of one name after the other. */
    private void exchange(byte[] bytes, int from, int end) {
      int tail = end - DomainRecords.EXCHANGE_TAIL_BYTES;
      int name = from;
      while (bytes[name] != 0) {
        name++;
      }
      name++;
      if (!Arrays.equals(client, 0, client.length, bytes, from, name)) {
        endClient();
        client = Arrays.copyOfRange(bytes, from, name);
        names = new ClientNames();
        last = new byte[0];
      }
      if (!Arrays.equals(last, 0, last.length, bytes, name, tail)) {
        last = Arrays.copyOfRange(bytes, name, tail);
        names.name(last, 0, last.length - (bytes[tail + 10] & 0xff));
      }
      names.query(
          Bits.i64(bytes, tail),
          Bits.u16(bytes, tail + 8),
          Bits.i32(bytes, tail + DomainRecords.TAIL_BYTES));
    }

    private void endClient() {
      if (client.length == 0) {
        return;
      }
      double score = isReverse() ? 0 : names.score();
      if (mostNames == null || score > mostScore) {
        mostScore = score;
        mostNames = names;
        mostClient = new String(client, 0, client.length - 1, UTF_8);
      }
    }

    /** Below arpa a name is an address. */
    private boolean isReverse() {
      byte[] arpa = {4, 'a', 'r', 'p', 'a', 0};
      int from = domain.length - arpa.length;
      return from >= 0 && Arrays.equals(domain, from, domain.length, arpa, 0, arpa.length);
    }

    /** What {@link #last}, a name that was not there before, says. */
    private void name(int domainBytes) {
      int below = last.length - domainBytes;
      if (domain.length == 0) {
        domain = Arrays.copyOfRange(last, below, last.length);
      }
      isBelow = below > 0;
      unique += isBelow ? 1 : 0;
      entropy = workspace.entropy.ofLabels(last, 0, last.length);
      isHighEntropy =
          below - 1 >= TunnelScore.HIGH_ENTROPY_LENGTH
              && workspace.entropy.ofLabels(last, 0, below) >= TunnelScore.HIGH_ENTROPY_BITS;
    }

    /** Of equal times the last in the order of records counts as the last. */
    private void query(long timeNanos, int type) {
      queries++;
      below += isBelow ? 1 : 0;
      highEntropy += isHighEntropy ? 1 : 0;
      lengthSum += Math.max(0, last.length - 2);
      txt += type == Codes.TXT ? 1 : 0;
      nulls += type == Codes.NULL ? 1 : 0;
      firstNanos = Math.min(firstNanos, timeNanos);
      if (timeNanos >= lastNanos) {
        lastNanos = timeNanos;
        lastEntropy = entropy;
      }
    }

    DnsDomainRow row(double threshold) {
      endClient();
      double averageLength = (double) lengthSum / queries;
      DnsDomainRow row = new DnsDomainRow();
      String text = workspace.texts.name(domain, domain.length);
      row.setDomain(text.isEmpty() ? RegisteredDomains.ROOT : text);
      row.setQueries(queries);
      row.setClients(clients);
      row.setUniqueSubdomains(unique);
      row.setHighEntropyQueries(highEntropy);
      row.setTxtNullQueries(txt + nulls);
      row.setAvgQueryLen(averageLength);
      row.setScoreLippycat(
          TunnelScore.of(lastEntropy, unique, highEntropy, below, txt, queries, averageLength));
      row.setScore(mostScore);
      row.setAlert(mostScore >= threshold);
      if (mostNames != null) {
        mostNames.into(row, mostClient);
      }
      row.setFirstTs(Math.floorDiv(firstNanos, 1000));
      row.setLastTs(Math.floorDiv(lastNanos, 1000));
      return row;
    }
  }

  /**
   * How much the queries for one domain look like a tunnel, from 0 to 1: the weighted sum of five
   * signs, as lippycat defines it.
   */
  private static final class TunnelScore {
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
}
