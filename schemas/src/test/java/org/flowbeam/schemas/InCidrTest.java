package org.flowbeam.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Random;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@NullMarked
class InCidrTest {
  private static final BigInteger IPV4 = BigInteger.valueOf(0xffffL).shiftLeft(32);

  private DuckDb duckDb;

  @BeforeEach
  void open() throws SQLException {
    duckDb = new DuckDb();
  }

  @AfterEach
  void close() throws SQLException {
    duckDb.close();
  }

  /** Every prefix length, with addresses that differ from the network in one bit or in many. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void networksHoldWhatABitByBitComparisonSays(long seed) throws SQLException {
    duckDb.execute("CREATE TABLE t (hi BIGINT, lo BIGINT, cidr VARCHAR, expected BOOLEAN)");
    Random random = new Random(seed);
    try (PreparedStatement insert =
        duckDb.connection().prepareStatement("INSERT INTO t VALUES (?, ?, ?, ?)")) {
      for (int length = 0; length <= 128; length++) {
        insertCases(insert, random, new BigInteger(128, random), length, false);
        if (length >= 96) {
          BigInteger network = IPV4.or(new BigInteger(32, random));
          insertCases(insert, random, network, length, false);
          insertCases(insert, random, network, length, true);
        }
      }
    }
    assertThat(duckDb.value("SELECT count(*) FROM t WHERE expected")).isNotEqualTo("0");
    assertThat(duckDb.rows("SELECT * FROM t WHERE in_cidr(hi, lo, cidr) IS DISTINCT FROM expected"))
        .as("seed " + seed)
        .isEmpty();
  }

  private static void insertCases(
      PreparedStatement insert, Random random, BigInteger network, int length, boolean asIpv4)
      throws SQLException {
    for (int i = 0; i < 16; i++) {
      BigInteger address =
          switch (i) {
            case 0 -> network;
            case 1 -> new BigInteger(128, random);
            case 2 -> IPV4.or(new BigInteger(32, random));
            case 3 -> network.flipBit(Math.min(127, 128 - length)); // last bit of the prefix
            case 4 -> network.flipBit(Math.max(0, 127 - length)); // first bit behind it
            default -> network.flipBit(random.nextInt(128));
          };
      insert.setLong(1, address.shiftRight(64).longValue());
      insert.setLong(2, address.longValue());
      insert.setString(3, cidr(network, length, asIpv4));
      insert.setBoolean(4, samePrefix(address, network, length));
      insert.executeUpdate();
    }
  }

  private static boolean samePrefix(BigInteger a, BigInteger b, int length) {
    for (int bit = 127; bit > 127 - length; bit--) {
      if (a.testBit(bit) != b.testBit(bit)) {
        return false;
      }
    }
    return true;
  }

  private static String cidr(BigInteger network, int length, boolean asIpv4) {
    if (!asIpv4) {
      return groups(network) + "/" + length;
    }
    long v4 = network.longValue() & 0xffff_ffffL;
    return (v4 >> 24)
        + "."
        + (v4 >> 16 & 255)
        + "."
        + (v4 >> 8 & 255)
        + "."
        + (v4 & 255) //
        + "/"
        + (length - 96);
  }

  private static String groups(BigInteger address) {
    StringBuilder text = new StringBuilder();
    for (int shift = 112; shift >= 0; shift -= 16) {
      text.append(Integer.toHexString(address.shiftRight(shift).intValue() & 0xffff));
      text.append(shift == 0 ? "" : ":");
    }
    return text.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, 10.0.0.0/8, true",
    "10.1.2.3, 10.9.9.9/8, true", // bits behind the prefix do not count
    "11.1.2.3, 10.0.0.0/8, false",
    "11.1.2.3, 0.0.0.0/0, true",
    "2001:db8::1, 0.0.0.0/0, false",
    "2001:db8::1, ::/0, true",
    "11.1.2.3, ::/0, true",
    "::1, ::/64, true",
    "10.1.2.3, ::ffff:10.0.0.0/104, true",
    "10.1.2.3, ::ffff:a00:0/104, true",
    "10.1.2.3, 10.1.2.3, true",
    "fe80::1, FE80::1, true",
    "fe80::1, fe80::1/128, true",
    "fe80::2, fe80::1/128, false",
    "255.255.255.255, 255.255.255.255/32, true",
    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 8000::/1, true",
  })
  void commonNetworks(String address, String cidr, String expected) throws SQLException {
    assertThat(duckDb.value(inCidr(address, cidr))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/8",
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0.0/8/9",
        "10.0.0/8",
        "256.0.0.0/8",
        "::/129",
        "1:2:3/64",
        "1::2::3/64",
        "host",
        "10.0.0.0/-1",
        "10.0.0.0/08x",
        "1:2:3:4:5:6:7:8:9/64"
      })
  void textThatIsNoNetworkIsAnError(String cidr) {
    assertThatThrownBy(() -> duckDb.value(inCidr("10.0.0.1", cidr)))
        .hasMessageContaining("in_cidr: not an address or a network: " + cidr);
  }

  @Test
  void missingAddressesAndNetworksGiveNull() throws SQLException {
    assertThat(duckDb.value("SELECT in_cidr(NULL, NULL, '10.0.0.0/8')")).isEqualTo("NULL");
    assertThat(duckDb.value("SELECT in_cidr(0, 0, NULL)")).isEqualTo("NULL");
  }

  @Test
  void constantNetworksBecomeRangesBeforeRowsAreRead() throws SQLException {
    duckDb.execute("CREATE TABLE t AS SELECT 0 AS hi, range << 32 AS lo FROM range(70000)");
    String plan =
        duckDb
            .rows("EXPLAIN SELECT * FROM t WHERE in_cidr(hi, lo, '10.0.0.0/8')")
            .get(0)
            .get("explain_value");
    assertThat(plan).contains("lo >= 281470849515520", "lo <= 281470866292735");
    assertThat(plan).doesNotContain("list_transform");
  }

  /** Java's own parser is the oracle, on every spelling that RFC 4291 allows. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "1.2.3.4",
        "255.255.255.255",
        "::",
        "::1",
        "1::",
        "1:2:3:4:5:6:7:8",
        "1::8",
        "1:2:3:4:5:6:7::",
        "::2:3:4:5:6:7:8",
        "2001:DB8:0:0:8:800:200C:417A",
        "ff02::1:ff00:1",
        "64:ff9b::192.0.2.33",
        "1:2:3:4:5:6:9.8.7.6",
        "0001:0002::",
        "8000::8000:0:0:0"
      })
  void addressesAreReadAsJavaReadsThem(String text) throws SQLException, UnknownHostException {
    byte[] bytes = InetAddress.getByName(text).getAddress();
    BigInteger number = new BigInteger(1, bytes);
    BigInteger address = bytes.length == 4 ? IPV4.or(number) : number;
    assertThat(duckDb.value("SELECT ip_hi('" + text + "')"))
        .isEqualTo(Long.toString(address.shiftRight(64).longValue()));
    assertThat(duckDb.value("SELECT ip_lo('" + text + "')"))
        .isEqualTo(Long.toString(address.longValue()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", ":::", "1:", "::1:", "12345::", "g::", "1.2.3", "::1.2.3.256"})
  void textThatIsNoAddressGivesNull(String text) throws SQLException {
    assertThat(duckDb.value("SELECT ip_hi('" + text + "')")).isEqualTo("NULL");
    assertThat(duckDb.value("SELECT ip_lo('" + text + "')")).isEqualTo("NULL");
  }

  private static String inCidr(String address, String cidr) {
    String ip = "'" + address + "'";
    return "SELECT in_cidr(ip_hi(" + ip + "), ip_lo(" + ip + "), '" + cidr + "')";
  }
}
