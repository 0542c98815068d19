package org.flowbeam.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/** The macros and views for DuckDB that ship in this jar. */
@NullMarked
public final class ShippedSql {
  private static final List<View> VIEWS =
      List.of(
          new View("zeek_conn", Set.of("flows")),
          new View("zeek_http", Set.of("http")),
          new View("zeek_dns", Set.of("dns")),
          new View("zeek_ssl", Set.of("tls")),
          new View("zeek_x509", Set.of("x509")),
          new View("zeek_ssh", Set.of("ssh")),
          new View("zeek_ftp", Set.of("ftp")),
          new View("zeek_sip", Set.of("sip")),
          new View("zeek_files", Set.of("files")),
          new View("call_groups", Set.of("calls", "call_links")),
          new View("zeek_smtp", Set.of("smtp", "mail")),
          new View("ecs_flow", Set.of("flows", "address_info")),
          new View("eve_flow", Set.of("flows")),
          new View("eve_sip", Set.of("sip")),
          new View("eve_smtp", Set.of("smtp", "mail")),
          new View("hosts", Set.of("flows", "dns", "http", "tls", "address_info", "mac_info")),
          new View("pdns", Set.of("dns")),
          new View("connections", Set.of("flows", "address_info")),
          new View("beacons", Set.of("flows", "address_info")),
          new View("long_connections", Set.of("flows", "address_info")),
          new View("certificates", Set.of("x509", "tls")),
          new View("fingerprints", Set.of("tls", "ssh")),
          new View("uploads", Set.of("flows", "address_info")),
          new View(
              "timeline",
              Set.of(
                  "flows",
                  "sources",
                  "dns",
                  "http",
                  "tls",
                  "ssh",
                  "ftp",
                  "mail",
                  "files",
                  "credentials",
                  "calls",
                  "anomalies")),
          new View("zeek_weird", Set.of("anomalies", "flows")),
          new View("zeek_notice", Set.of("anomalies", "flows")),
          new View("eve_http", Set.of("http")),
          new View("eve_dns", Set.of("dns")),
          new View("eve_tls", Set.of("tls", "x509")),
          new View("eve_fileinfo", Set.of("files", "http", "mail")),
          new View("ecs_http", Set.of("http")),
          new View("ecs_dns", Set.of("dns")),
          new View("ecs_tls", Set.of("tls")),
          new View("ecs_file", Set.of("files", "http")));

  private ShippedSql() {}

  /**
   * A view over tables, under the names that other systems use.
   *
   * @param tables what it selects from: tables of runs and of {@link #enrichment}
   */
  public record View(String name, Set<String> tables) {
    /** The statement that creates the view; all its tables are there. */
    public String sql() {
      return read(name + ".sql");
    }

    /**
     * The same where some tables are not there.
     *
     * @param schema has empty tables in their places
     */
    public String sqlWithout(Set<String> missing, String schema) {
      String sql = sql();
      for (String table : missing) {
        sql = sql.replaceAll("\\b(FROM|JOIN) " + table + "\\b", "$1 " + schema + "." + table);
      }
      return sql;
    }
  }

  /** Statements that create the macros; they need no table. */
  public static String macros() {
    return read("macros.sql");
  }

  /** Statements that create the tables of what is known from elsewhere, which are empty. */
  public static String enrichment() {
    return read("enrichment.sql");
  }

  /** Views in the order in which they are created. */
  public static List<View> views() {
    return VIEWS;
  }

  private static String read(String file) {
    try (InputStream in = ShippedSql.class.getResourceAsStream("sql/" + file)) {
      if (in == null) {
        throw new IllegalStateException("sql/" + file + " is missing from the jar");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
