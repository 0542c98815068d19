package org.flowbeam.oracle.zeek;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.flowbeam.oracle.Tsv;
import org.jspecify.annotations.Nullable;

/**
 * One recorded conn.log of Zeek's test suite, and how Zeek was run to get it.
 *
 * @param name file below {@code testing/btest/Baseline}
 * @param capture file below {@code testing/btest/Traces}; null when it is not among the public
 *     captures, so that nothing can be compared
 * @param ignoreChecksums Zeek ran with -C, or ignored the checksums of all networks in the capture
 * @param filter the test's capture filter, compiled, as {@code tcpdump -ddd} prints it
 * @param localNets the networks of the test besides {@link #PRIVATE_NETS}
 */
record ZeekBaseline(
    String name,
    @Nullable String capture,
    boolean ignoreChecksums,
    @Nullable String filter,
    @Nullable String localNets) {

  /** Zeek's {@code Site::private_address_space}, which it takes for local. */
  static final String PRIVATE_NETS =
      "0.0.0.0/8,10.0.0.0/8,100.64.0.0/10,127.0.0.0/8,169.254.0.0/16,172.16.0.0/12,192.0.0.0/24,"
          + "192.0.2.0/24,192.168.0.0/16,198.18.0.0/15,198.51.100.0/24,203.0.113.0/24,224.0.0.0/24,"
          + "239.0.0.0/8,240.0.0.0/4,255.255.255.255/32,::/128,::1/128,64:ff9b:1::/48,100::/64,"
          + "2001::/23,2001:2::/48,2001:db8::/32,fc00::/7,fe80::/10,fec0::/10";

  static List<ZeekBaseline> all() throws IOException {
    return Tsv.resource("zeek-baselines.tsv").stream().map(ZeekBaseline::of).toList();
  }

  private static ZeekBaseline of(Map<String, String> row) {
    return new ZeekBaseline(
        value(row, "baseline"),
        set(row, "capture"),
        value(row, "checksums").equals("ignore"),
        set(row, "program"),
        set(row, "local_nets"));
  }

  private static String value(Map<String, String> row, String column) {
    return row.getOrDefault(column, "-");
  }

  private static @Nullable String set(Map<String, String> row, String column) {
    String value = value(row, column);
    return value.equals("-") ? null : value;
  }
}
