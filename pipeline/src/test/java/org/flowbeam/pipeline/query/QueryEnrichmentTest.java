package org.flowbeam.pipeline.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.pipeline.query.QueryRuns.finish;
import static org.flowbeam.pipeline.query.QueryRuns.run;
import static org.flowbeam.pipeline.query.QueryRuns.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.flowbeam.pipeline.enrich.PlaceFileWriter;
import org.flowbeam.pipeline.query.QueryRuns.Answer;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What files of the user's say of addresses stands in views, and in no table of the run. */
class QueryEnrichmentTest {
  private static final String MANUF =
      """
      # a comment
      00:00:5E\tIANA\tICANN, IANA Department
      00:1B:C5:00:10:00/36\tOpenRBco\tOpenRB.com, Direct SIA
      00:1B:C5\tIEEERegi\tIEEE Registration Authority
      08-00-2B\tDEC
      """;

  private static final String IEEE =
      """
      Registry,Assignment,Organization Name,Organization Address
      MA-L,00005E,"Maker ""of"" things, Inc.",Street US 1
      MA-S,001BC5001,Small Maker,Street
      """;

  @TempDir private Path folder;
  private Path run = Path.of("");

  @BeforeEach
  void writeRun() throws IOException, SQLException {
    run = folder.resolve("run");
    write(
        run,
        Tables.FLOWS,
        "date=2026-01-02",
        "'f1' AS flow_id, '10.0.0.1' AS src_ip, '192.0.2.9' AS dst_ip, 443 AS dst_port,"
            + " '00:00:5e:00:53:01' AS src_mac, '00:1b:c5:00:1f:ff' AS dst_mac");
    write(
        run,
        Tables.FLOWS,
        "date=2026-01-03",
        "'f2' AS flow_id, '2001:db8::1' AS src_ip, '2001:db8:1::9' AS dst_ip, 80 AS dst_port,"
            + " '00:1b:c5:ff:ff:ff' AS src_mac, '02:00:00:00:00:01' AS dst_mac");
    finish(run, "aa");
  }

  private Path cities() throws IOException {
    return new PlaceFileWriter("Test-City")
        .put(
            "192.0.2.0",
            24,
            Map.of(
                "country",
                Map.of("iso_code", "DE"),
                "city",
                Map.of("names", Map.of("en", "Ulm", "ja", "\u30a6\u30eb\u30e0"))))
        .put("2001:db8::", 48, Map.of("country", "FR", "asn", "AS64500", "as_name", "Flat"))
        .write(folder.resolve("cities.mmdb"));
  }

  private Path systems() throws IOException {
    return new PlaceFileWriter("Test-ASN")
        .put(
            "192.0.2.0",
            28,
            Map.of(
                "autonomous_system_number",
                64496,
                "autonomous_system_organization",
                "An organization with a name that is longer than 29 bytes"))
        .write(folder.resolve("systems.mmdb"));
  }

  private Path vendors(String text) throws IOException {
    return Files.writeString(folder.resolve("vendors"), text);
  }

  private Answer csv(String... more) {
    String[] all = Arrays.copyOf(new String[] {"--tables=" + run, "--format=csv"}, more.length + 2);
    System.arraycopy(more, 0, all, 2, more.length);
    return run(all);
  }

  @Test
  void addressesHaveCountryCityAndSystemOfAllFiles() throws IOException {
    Answer answer =
        csv(
            "--mmdb=" + cities(),
            "--mmdb=" + systems(),
            "select address, country, city, asn, as_org from hosts order by address");
    assertThat(answer.out())
        .isEqualTo(
            """
            address,country,city,asn,as_org
            10.0.0.1,,,,
            192.0.2.9,DE,Ulm,64496,An organization with a name that is longer than 29 bytes
            2001:db8:1::9,,,,
            2001:db8::1,FR,,64500,Flat
            """);
    assertThat(answer.err().lines())
        .hasSize(3)
        .first()
        .asString()
        .matches(
            "flowbeam query: --mmdb: .*/cities.mmdb is Test-City of 2026-01-02, SHA-256 [0-9a-f]{64}");
  }

  @Test
  void connectionsKnowBothEnds() throws IOException {
    assertThat(
            csv(
                    "--mmdb=" + cities() + "," + systems(),
                    "select src_country, src_asn, dst_country, dst_asn from connections order by src_ip")
                .out())
        .isEqualTo(
            """
            src_country,src_asn,dst_country,dst_asn
            ,,DE,64496
            FR,64500,,
            """);
  }

  @Test
  void theLongestBlockNamesTheVendor() throws IOException {
    String sql = "select vendors[1] as v from hosts order by address";
    assertThat(csv("--oui=" + vendors(MANUF), sql).out())
        .isEqualTo(
            """
            v
            "ICANN, IANA Department"
            "OpenRB.com, Direct SIA"

            IEEE Registration Authority
            """);
    assertThat(csv("--oui=" + vendors(IEEE), sql).out())
        .isEqualTo(
            """
            v
            "Maker ""of"" things, Inc."
            Small Maker


            """);
  }

  @Test
  void theFilesAreToldWithTheirHashes() throws IOException {
    Answer answer =
        csv(
            "--mmdb=" + cities(),
            "--oui=" + vendors(MANUF),
            "select option, kind, built, bytes > 100 as b, len(sha256) as n from enrichment_files order by option");
    assertThat(answer.out())
        .isEqualTo(
            """
            option,kind,built,b,n
            --mmdb,Test-City,2026-01-02T00:00:00Z,true,64
            --oui,manuf,,true,64
            """);
    assertThat(csv("--mmdb=" + cities(), "describe address_info").out())
        .contains("asn,BIGINT,Number of the autonomous system.");
  }

  @Test
  void withoutFilesNothingIsKnown() {
    assertThat(csv("select country, asn from hosts where address = '192.0.2.9'").out())
        .isEqualTo("country,asn\n,\n");
    assertThat(csv("select count(*) as n from address_info").out()).isEqualTo("n\n0\n");
  }

  @Test
  void theRunStaysAsItWas() throws IOException {
    csv("--mmdb=" + cities(), "select * from hosts");
    assertThat(csv("select * from flows").out()).doesNotContain("Ulm");
    assertThat(csv("insert into address_info values (1)").exitCode()).isEqualTo(1);
  }

  @Test
  void whatIsNoSuchFileIsRefusedInOneLine() throws IOException {
    for (String option : new String[] {"--mmdb=", "--oui="}) {
      Answer none = csv(option + folder.resolve("none"), "select 1");
      assertThat(none.exitCode()).isEqualTo(2);
      assertThat(none.err()).contains("there is no file").hasLineCount(1);
      Answer other = csv(option + vendors("what is this\n"), "select 1");
      assertThat(other.exitCode()).isEqualTo(2);
      assertThat(other.err()).hasLineCount(1);
    }
  }

  /** Some are refused, some give other answers; none ends otherwise. */
  @Test
  void damagedFilesEndInOneLine() throws IOException {
    byte[] whole = Files.readAllBytes(cities());
    Path damaged = folder.resolve("damaged.mmdb");
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      byte[] bytes =
          seed % 4 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
      for (int i = 0; i < 1 + seed % 5 && bytes.length > 0; i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Files.write(damaged, bytes);
      Answer answer = csv("--mmdb=" + damaged, "select count(*) as n from hosts");
      assertThat(answer.exitCode()).as("seed %d: %s", seed, answer.err()).isIn(0, 1, 2);
      assertThat(answer.err()).as("seed %d", seed).doesNotContain("\tat ");
      assertThat(answer.err().lines().count()).as("seed %d", seed).isLessThanOrEqualTo(3);
    }
  }
}
