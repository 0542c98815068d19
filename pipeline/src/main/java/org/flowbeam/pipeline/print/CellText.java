package org.flowbeam.pipeline.print;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Blob;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Timestamp;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import org.duckdb.DuckDBStruct;
import org.duckdb.JsonNode;
import org.flowbeam.pipeline.terminal.TerminalText;
import org.jspecify.annotations.Nullable;

/**
 * Values of DuckDB as text: times in ISO 8601 (UTC ends in Z), bytes in hex, lists, structs and
 * maps as JSON.
 */
final class CellText {
  private CellText() {}

  /** For a cell of its own; the caller handles NULL. */
  static String plain(Object value) throws SQLException {
    if (value instanceof OffsetDateTime time) {
      return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
          time.withOffsetSameInstant(ZoneOffset.UTC));
    }
    if (value instanceof Timestamp time) {
      return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time.toLocalDateTime());
    }
    if (value instanceof LocalTime time) {
      return DateTimeFormatter.ISO_LOCAL_TIME.format(time);
    }
    if (value instanceof Blob blob) {
      return HexFormat.of().formatHex(blob.getBytes(1, Math.toIntExact(blob.length())));
    }
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    if (value instanceof Array || value instanceof Struct || value instanceof Map) {
      StringBuilder json = new StringBuilder();
      appendJson(value, json);
      return json.toString();
    }
    return value.toString();
  }

  static void appendJson(@Nullable Object value, StringBuilder out) throws SQLException {
    if (value == null || isNotFinite(value)) {
      out.append("null");
    } else if (value instanceof Number || value instanceof Boolean) {
      out.append(plain(value));
    } else if (value instanceof JsonNode) {
      appendParsed(plain(value), out);
    } else if (value instanceof Array array) {
      appendList((@Nullable Object[]) array.getArray(), out);
    } else if (value instanceof DuckDBStruct struct) {
      appendObject(struct.getMap(), out);
    } else if (value instanceof Map<?, ?> map) {
      appendObject(map, out);
    } else {
      appendString(plain(value), out);
    }
  }

  /** JSON has no NaN and no infinity. */
  private static boolean isNotFinite(Object value) {
    return (value instanceof Double d && !Double.isFinite(d))
        || (value instanceof Float f && !Float.isFinite(f));
  }

  private static void appendList(@Nullable Object[] values, StringBuilder out) throws SQLException {
    out.append('[');
    String separator = "";
    for (Object value : values) {
      out.append(separator);
      appendJson(value, out);
      separator = ",";
    }
    out.append(']');
  }

  private static void appendObject(Map<?, ?> map, StringBuilder out) throws SQLException {
    out.append('{');
    String separator = "";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(separator);
      appendString(String.valueOf(entry.getKey()), out);
      out.append(':');
      appendJson(entry.getValue(), out);
      separator = ",";
    }
    out.append('}');
  }

  static void appendString(String text, StringBuilder out) {
    out.append('"');
    text.codePoints()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
              } else if (c == '\n') {
                out.append("\\n");
              } else {
                TerminalText.append(c, out);
              }
            });
    out.append('"');
  }

  /** JSON already: control characters below the space can only be between its tokens. */
  private static void appendParsed(String json, StringBuilder out) {
    json.codePoints().forEach(c -> TerminalText.append(c < ' ' ? ' ' : c, out));
  }
}
