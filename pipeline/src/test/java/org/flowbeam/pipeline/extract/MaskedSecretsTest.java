package org.flowbeam.pipeline.extract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.CommandRun;
import org.flowbeam.pipeline.RunTables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * With {@code --secrets=mask} no secret that {@code --secrets=keep} finds is in any value of its
 * flow in any table: neither as it is, nor in hex, nor in base64, alone or behind its user. Stored
 * bodies are as they were sent.
 */
class MaskedSecretsTest {
  /** Shorter ones, and the begin of a secret, are part of other words. */
  private static final int MIN_CHARS = 4;

  @TempDir Path scratch;

  private record Login(String flow, String user, String secret) {
    /** Names of users are not hidden, and servers ask for a password by that word. */
    boolean isOpen() {
      return user.contains(secret) || secret.equals("password");
    }

    List<String> forms() {
      List<String> forms = new ArrayList<>(List.of(secret, hex(secret), base64(secret)));
      for (String before : List.of(user + ":", "\0" + user + "\0", user + "\0" + user + "\0")) {
        forms.add(base64(before + secret));
      }
      return forms.stream().filter(form -> form.length() >= MIN_CHARS).toList();
    }

    private static String hex(String text) {
      return HexFormat.of().formatHex(text.getBytes(UTF_8));
    }

    private static String base64(String text) {
      return Base64.getEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }
  }

  @Test
  void noValueOfOurRecordedLoginsIsInAnyTable() throws Exception {
    Path masked = check(List.of(Captures.fixtures()), 3);
    try (Stream<Path> files = Files.walk(masked)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = new String(Files.readAllBytes(file), ISO_8859_1);
        assertThat(bytes.contains("sesame42")).as("%s", file).isFalse();
      }
    }
  }

  @Test
  void noValueOfPublicLoginsIsInAnyTable() throws Exception {
    Path shared = Captures.shared();
    List<Path> captures =
        Stream.of(
                "zeek+zeek/testing/btest/Traces/ftp",
                "zeek+zeek/testing/btest/Traces/http/basic-auth-with-extra-space.pcap",
                "zeek+zeek/testing/btest/Traces/smtp.pcap",
                "zeek+zeek/testing/btest/Traces/pe/pe.pcap",
                "zeek+zeek/testing/btest/Traces/var-services-std-ports.pcap",
                "arkime+arkime/tests/pcap/ftp.pcap",
                "arkime+arkime/tests/pcap/http-basicauth.pcap",
                "arkime+arkime/tests/pcap/smtp-data-521.pcap",
                "chunhuitrue+protolens/tests/pcap",
                "cisco+mercury/unit_tests/pcaps/ftp2.pcap",
                "OISF+suricata-verify/tests/bug-3519",
                "OISF+suricata-verify/tests/bug-8489",
                "OISF+suricata-verify/tests/http-post-file",
                "OISF+suricata-verify/tests/http-request-invalid",
                "OISF+suricata-verify/tests/mime",
                "OISF+suricata-verify/tests/pop3-02-bug-7709",
                "OISF+suricata-verify/tests/pop3-03-bug-7709",
                "OISF+suricata-verify/tests/smtp-bug-5981",
                "OISF+suricata-verify/tests/smtp-raw-extraction",
                "OISF+suricata-verify/tests/firewall")
            .map(shared::resolve)
            .filter(Files::exists)
            .toList();
    check(captures, 10);
  }

  /** Returns the folder of the tables without secrets. */
  private Path check(List<Path> captures, int minSecrets) throws Exception {
    Path kept = sweep("kept", captures, "--secrets=keep");
    Path masked = sweep("masked", captures, "--secrets=mask");
    String hidden =
        "select distinct k.flow_id, coalesce(k.\"user\", ''), k.secret from %s k join %s m"
                .formatted(table(kept, "credentials"), table(masked, "credentials"))
            + " using (flow_id, secret_sha256) where m.secret = '***'";
    Map<String, Set<Login>> logins = new TreeMap<>();
    for (List<String> row : rows(hidden)) {
      Login login = new Login(row.get(0), row.get(1), row.get(2));
      if (!login.isOpen()) {
        logins.computeIfAbsent(login.flow, flow -> new HashSet<>()).add(login);
      }
    }
    assertThat(logins).hasSizeGreaterThan(minSecrets);
    List<String> leaks = new ArrayList<>();
    for (Path folder : tables(masked)) {
      leaks.addAll(leaks(masked, folder.getFileName().toString(), logins));
    }
    assertThat(leaks).isEmpty();
    return masked;
  }

  private static Set<String> leaks(Path run, String table, Map<String, Set<Login>> logins)
      throws SQLException {
    Set<String> leaks = new TreeSet<>();
    for (List<String> row : rows("select columns(*)::varchar from " + table(run, table))) {
      for (Login login : logins.getOrDefault(String.valueOf(row.get(0)), Set.of())) {
        for (String value : row) {
          if (value != null && login.forms().stream().anyMatch(value::contains)) {
            leaks.add(table + " of flow " + login.flow + ": " + value);
          }
        }
      }
    }
    return leaks;
  }

  private Path sweep(String name, List<Path> captures, String secrets) {
    Path output = scratch.resolve(name);
    String input = String.join(",", captures.stream().map(Path::toString).toList());
    CommandRun run = CommandRun.of("sweep", "--input=" + input, "--output=" + output, secrets);
    assertThat(run.exitCode()).as(String.join("\n", run.err())).isZero();
    return output;
  }

  private static List<Path> tables(Path run) throws IOException {
    try (Stream<Path> folders = Files.list(run)) {
      return folders.filter(Files::isDirectory).sorted().toList();
    }
  }

  private static String table(Path run, String name) {
    return new RunTables(run).table(name);
  }

  private static List<List<String>> rows(String sql) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getString(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
