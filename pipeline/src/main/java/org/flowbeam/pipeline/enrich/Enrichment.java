package org.flowbeam.pipeline.enrich;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Fills the tables of {@code ShippedSql.enrichment()} for the addresses in {@code flows}. They are
 * in memory, beside the runs: what others say never enters the evidence. Each method is called once
 * per database, before something is selected from its table.
 */
public final class Enrichment implements AutoCloseable {
  /** Knows nothing. */
  public static final Enrichment NONE = new Enrichment(List.of(), null, null);

  /** Where Wireshark's packages put it. */
  private static final List<Path> INSTALLED =
      List.of(
          Path.of("/usr/share/wireshark/manuf"),
          Path.of("/usr/local/share/wireshark/manuf"),
          Path.of("/opt/homebrew/share/wireshark/manuf"));

  private final List<PlaceFile> places;
  private final @Nullable Path installed;
  private @Nullable VendorFile vendors;

  private Enrichment(
      List<PlaceFile> places, @Nullable VendorFile vendors, @Nullable Path installed) {
    this.places = places;
    this.vendors = vendors;
    this.installed = installed;
  }

  /**
   * Opens the files that a user names.
   *
   * @param mmdb what an earlier one knows, later ones are not asked
   * @param oui null for the file that Wireshark has installed, if it has
   * @param log hears which files answers will depend on
   * @throws org.flowbeam.pipeline.options.UsageException when a file is not what it should be
   */
  public static Enrichment open(List<Path> mmdb, @Nullable Path oui, Consumer<String> log)
      throws IOException {
    List<PlaceFile> places = new ArrayList<>();
    try {
      for (Path path : mmdb) {
        PlaceFile file = PlaceFile.open(path);
        places.add(file);
        log.accept(file.used().text());
      }
      VendorFile vendors = oui == null ? null : VendorFile.open("--oui", oui);
      if (vendors != null) {
        log.accept(vendors.used().text());
      }
      return new Enrichment(
          places, vendors, INSTALLED.stream().filter(Files::isReadable).findFirst().orElse(null));
    } catch (IOException | RuntimeException e) {
      closeAll(places);
      throw e;
    }
  }

  private @Nullable VendorFile vendors() throws IOException {
    if (vendors == null && installed != null) {
      vendors = VendorFile.open(null, installed);
    }
    return vendors;
  }

  /** Hears of a statement before it runs. */
  public interface Before {
    void run(Connection connection, String sql) throws SQLException, IOException;
  }

  /** Fills {@code address_info}. */
  public void fillAddresses(Connection connection, Before before) throws SQLException, IOException {
    if (!places.isEmpty()) {
      fill(connection, before, "address_info", "src_ip, dst_ip", this::place);
    }
  }

  private void place(String address, DuckDBAppender row) throws SQLException, IOException {
    Place place = Place.UNKNOWN;
    // What is no literal would be asked of a name server.
    if (address.matches("[0-9a-f:.]+")) {
      InetAddress number = InetAddress.getByName(address);
      for (PlaceFile file : places) {
        place = place.or(file.of(number));
      }
    }
    if (!place.equals(Place.UNKNOWN)) {
      row.beginRow().append(address).append(place.country()).append(place.city());
      row.append(place.asn()).append(place.asOrg()).endRow();
    }
  }

  /** Fills {@code mac_info}. */
  public void fillMacs(Connection connection, Before before) throws SQLException, IOException {
    VendorFile file = vendors();
    if (file != null) {
      fill(
          connection,
          before,
          "mac_info",
          "src_mac, dst_mac",
          (mac, row) -> {
            String vendor = file.vendorOf(mac);
            if (vendor != null) {
              row.beginRow().append(mac).append(vendor).endRow();
            }
          });
    }
  }

  /** Writes what is known of one value, if something is. */
  private interface Writer {
    void write(String value, DuckDBAppender row) throws SQLException, IOException;
  }

  private static void fill(
      Connection connection, Before before, String table, String columns, Writer writer)
      throws SQLException, IOException {
    DuckDBConnection duckDb = connection.unwrap(DuckDBConnection.class);
    String values = "SELECT DISTINCT unnest([%s]) FROM flows".formatted(columns);
    before.run(connection, values);
    try (Connection reader = duckDb.duplicate();
        Statement statement = reader.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT DISTINCT v FROM (" + values + ") t(v) WHERE v IS NOT NULL");
        DuckDBAppender appender = duckDb.createAppender("main", table)) {
      while (rows.next()) {
        writer.write(rows.getString(1), appender);
      }
    }
  }

  /** Fills {@code enrichment_files}. */
  public void fillFiles(Connection connection) throws SQLException, IOException {
    VendorFile names = vendors();
    Stream<UsedFile> files =
        Stream.concat(
            places.stream().map(PlaceFile::used), Stream.ofNullable(names).map(VendorFile::used));
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO main.enrichment_files VALUES (?, ?, ?, ?, ?, ?)")) {
      for (UsedFile file : files.toList()) {
        insert.setString(1, file.option());
        insert.setString(2, file.path().toString());
        insert.setString(3, file.kind());
        if (file.built() == null) {
          insert.setNull(4, Types.TIMESTAMP_WITH_TIMEZONE);
        } else {
          insert.setObject(4, file.built().atOffset(ZoneOffset.UTC));
        }
        insert.setLong(5, file.bytes());
        insert.setString(6, file.sha256());
        insert.execute();
      }
    }
  }

  private static void closeAll(List<PlaceFile> files) throws IOException {
    for (PlaceFile file : files) {
      file.close();
    }
  }

  @Override
  public void close() throws IOException {
    closeAll(places);
  }
}
