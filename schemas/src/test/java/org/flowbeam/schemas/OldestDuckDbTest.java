package org.flowbeam.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * The shipped SQL also runs in the oldest DuckDB that it is meant for, whose driver is loaded
 * beside the one in use: analysts open the tables with what they have.
 */
@NullMarked
class OldestDuckDbTest {
  private static Connection oldest(URLClassLoader classes)
      throws ReflectiveOperationException, SQLException {
    Driver driver =
        (Driver) classes.loadClass("org.duckdb.DuckDBDriver").getConstructor().newInstance();
    return driver.connect("jdbc:duckdb:", new Properties());
  }

  private static URLClassLoader classes() throws MalformedURLException {
    Path jar = Path.of(System.getProperty("flowbeam.duckdb.oldest"));
    return new URLClassLoader(
        "oldest DuckDB", new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
  }

  @Test
  void macrosAndViewsRunInTheOldestDuckDb() throws Exception {
    try (URLClassLoader classes = classes();
        DuckDb duckDb = DuckDb.withViews(oldest(classes))) {
      assertThat(duckDb.value("SELECT version()")).isEqualTo("v1.3.2");
      for (ShippedSql.View view : ShippedSql.views()) {
        assertThat(duckDb.rows("SELECT * FROM " + view.name())).as(view.name()).isEmpty();
      }
      duckDb.insert(
          "flows",
          "'f' AS flow_id, '10.0.0.1' AS src_ip, ip_hi(src_ip) AS src_ip_hi, ip_lo(src_ip) AS src_ip_lo");
      assertThat(
              duckDb.value(
                  "SELECT count(*) FROM flows WHERE in_cidr(src_ip_hi, src_ip_lo, '10.0.0.0/8')"))
          .isEqualTo("1");
      duckDb.execute("CREATE TABLE networks AS SELECT '10.0.0.0/31' AS cidr");
      assertThat(
              duckDb.value(
                  "SELECT count(*) FROM flows WHERE in_any_cidr(src_ip_hi, src_ip_lo, 'networks')"))
          .isEqualTo("1");
      assertThat(
              duckDb.value(
                  "SELECT in_cidr(ip_hi('2001:db8::1'), ip_lo('2001:db8::1'), '2001:db8::/32')"))
          .isEqualTo("true");
      assertThat(duckDb.value("SELECT as_text('22275c78ff')")).isEqualTo("\"'\\\\x\\xFF");
      assertThat(duckDb.value("SELECT phone_matches('+49 30 1234567', '0301234567')"))
          .isNotEqualTo("NULL");
    }
  }
}
