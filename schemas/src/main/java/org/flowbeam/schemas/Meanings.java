package org.flowbeam.schemas;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * What tables, views and their columns mean, in sentences. Those of tables are the schemas' docs.
 * Those of a view stand in its SQL: the comment at its beginning, and one behind the line that ends
 * a column; a column that is taken from a table as it is means what it means there.
 */
@NullMarked
public final class Meanings {
  /** The columns that a query surface adds to the files' own. */
  private static final Map<String, String> ADDED =
      Map.of(
          "run_id",
          "The run that wrote the row; where rows of several runs are put together, all of them, separated by commas.",
          "date",
          "Date of the folder the row lies in; 1970-01-01 also without a time and beyond the 400 best-filled dates.");

  private static final Map<String, String> SYSTEMS =
      Map.of("zeek", "Zeek", "eve", "Suricata", "ecs", "the Elastic Common Schema");

  /** Tables that come from elsewhere, and their columns. */
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "address_info",
          "An address of flows of which a file of --mmdb knows something. Empty without --mmdb.",
          "mac_info",
          "A MAC address of flows whose vendor is known, by --oui or the file that Wireshark has installed.",
          "enrichment_files",
          "A file that address_info or mac_info come from.");

  private static final Map<String, String> ELSEWHERE_COLUMNS =
      Map.ofEntries(
          Map.entry("address", "The address, as in flows."),
          Map.entry("country", "Country, ISO 3166."),
          Map.entry("city", "City, by its English name."),
          Map.entry("asn", "Number of the autonomous system."),
          Map.entry("as_org", "Whose autonomous system that is."),
          Map.entry("mac", "The MAC address, as in flows."),
          Map.entry("vendor", "Who the block of addresses was assigned to."),
          Map.entry(
              "option", "The option that named it; NULL for the one that Wireshark has installed."),
          Map.entry("file", "Its path."),
          Map.entry("kind", "What its metadata say it is; manuf or IEEE for lists of vendors."),
          Map.entry("built", "When it was made, by its metadata. NULL where it does not say."),
          Map.entry("bytes", "Its size."),
          Map.entry("sha256", "Its SHA-256."));

  private static final Pattern HEAD = Pattern.compile("\\A((?:--[^\\n]*\\n)+)");
  private static final Pattern COLUMN =
      Pattern.compile("(?m)^[ \\t]*(?:.*\\bAS )?(?:(\\w+)|\"([^\"]+)\"),?(?:[ \\t]*-- (.*))?$");
  private static final Pattern TAKEN =
      Pattern.compile(
          "(?m)^[ \\t]*(?:\\w+\\.)?(\\w+)(?: AS (?:(\\w+)|\"([^\"]+)\"))?,?(?:[ \\t]*--.*)?$");

  private Meanings() {}

  /** What a row is; null for a name that is none of ours. */
  public static @Nullable String of(String name) {
    Table<?> table = tableOrNull(name);
    if (table != null) {
      return table.schema().getDoc();
    }
    ShippedSql.View view = viewOrNull(name);
    return view == null ? ELSEWHERE.get(name) : head(view.sql());
  }

  /** Column, in any case of letters, to meaning; without those that are not explained. */
  public static Map<String, String> columns(String name) {
    Map<String, String> meanings = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    meanings.putAll(ELSEWHERE.containsKey(name) ? ELSEWHERE_COLUMNS : ADDED);
    Table<?> table = tableOrNull(name);
    if (table != null) {
      meanings.putAll(columns(table));
    }
    ShippedSql.View view = viewOrNull(name);
    if (view != null) {
      List<Table<?>> tables =
          Tables.ALL.stream()
              .<Table<?>>map(t -> t)
              .filter(t -> view.tables().contains(t.name()))
              .toList();
      meanings.putAll(taken(view.sql(), tables));
      write(view, meanings);
    }
    return meanings;
  }

  private static Map<String, String> columns(Table<?> table) {
    Map<String, String> meanings = new LinkedHashMap<>();
    for (Schema.Field field : table.schema().getFields()) {
      meanings.put(field.name(), field.doc());
    }
    return meanings;
  }

  private static String head(String sql) {
    Matcher head = HEAD.matcher(sql);
    return head.find() ? head.group(1).replaceAll("(?m)^-- ?", "").strip().replace('\n', ' ') : "";
  }

  /** Of columns whose line says it; others are what the system that the view speaks for says. */
  private static void write(ShippedSql.View view, Map<String, String> meanings) {
    String system = SYSTEMS.get(view.name().replaceFirst("_.*", ""));
    Matcher column = COLUMN.matcher(view.sql());
    while (column.find()) {
      String name = column.group(1) == null ? column.group(2) : column.group(1);
      if (column.group(3) != null) {
        meanings.put(name, column.group(3));
      } else if (system != null) {
        meanings.putIfAbsent(name, "What " + system + " calls so.");
      }
    }
  }

  /** Of columns that are some table's, perhaps under another name. */
  private static Map<String, String> taken(String sql, List<Table<?>> tables) {
    Map<String, String> meanings = new LinkedHashMap<>();
    Matcher column = TAKEN.matcher(sql);
    while (column.find()) {
      String source = column.group(1);
      String name = column.group(2) != null ? column.group(2) : column.group(3);
      for (Table<?> table : tables) {
        Schema.Field field = table.schema().getField(source);
        if (field != null) {
          meanings.putIfAbsent(name == null ? source : name, field.doc());
        }
      }
    }
    return meanings;
  }

  private static @Nullable Table<?> tableOrNull(String name) {
    return Tables.ALL.stream()
        .<Table<?>>map(t -> t)
        .filter(t -> t.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  private static ShippedSql.@Nullable View viewOrNull(String name) {
    return ShippedSql.views().stream().filter(v -> v.name().equals(name)).findFirst().orElse(null);
  }
}
