package org.flowbeam.io.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.schemas.AnomalyRow;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.schemas.PacketIndexRow;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class TableFileTest {
  private static final long START = 1_700_000_000_123_456L;

  @TempDir Path folder;

  @Test
  void everyColumnComesBack() throws Exception {
    SplittableRandom random = new SplittableRandom(3);
    List<FlowRow> rows = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      rows.add(TestRows.flow(random, START + i));
    }
    Path file = write(Tables.FLOWS, rows);
    for (Schema.Field column : Tables.FLOWS.schema().getFields()) {
      boolean isTime = column.schema().toString().contains("timestamp-micros");
      String select = isTime ? "epoch_us(%s)" : "to_json(%s)::varchar";
      assertThat(Sql.rows("select " + select.replace("%s", column.name()) + " from '%s'", file))
          .as(column.name())
          .containsExactlyElementsOf(
              rows.stream().map(row -> json(row.get(column.pos()))).toList());
    }
  }

  private static String json(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return "[" + String.join(",", list.stream().map(TableFileTest::json).toList()) + "]";
    }
    if (value instanceof GenericRecord struct) {
      return "{\"reason\":" + json(struct.get(0)) + ",\"bytes\":" + json(struct.get(1)) + "}";
    }
    return value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
  }

  @Test
  void timesAreUtcMicrosecondsAndListsAreRealLists() throws Exception {
    Path file = write(Tables.FLOWS, List.of(TestRows.flow(new SplittableRandom(1), START)));
    assertThat(
            Sql.rows(
                "select column_name, column_type from (describe select start_time, src_port,"
                    + " src_bytes, src_vlan_ids, src_undelivered, partial, iat_mean_us"
                    + " from '%s')",
                file))
        .containsExactly(
            "start_time|TIMESTAMP WITH TIME ZONE",
            "src_port|INTEGER",
            "src_bytes|BIGINT",
            "src_vlan_ids|INTEGER[]",
            "src_undelivered|STRUCT(reason VARCHAR, bytes BIGINT)[]",
            "partial|BOOLEAN",
            "iat_mean_us|BIGINT");
    assertThat(
            Sql.rows(
                "select name, repetition_type from parquet_schema('%s')"
                    + " where name in ('list', 'element') group by all order by all",
                file))
        .containsExactly("element|REQUIRED", "list|REPEATED");
    assertThat(Sql.rows("select start_time::varchar from '%s'", file))
        .containsExactly("2023-11-14 22:13:20.123456+00");
  }

  @Test
  void rowGroupsHave250000RowsAndBloomFilters() throws Exception {
    List<PacketIndexRow> rows = new ArrayList<>();
    for (int i = 0; i < RowGroups.MAX_ROWS + 10; i++) {
      rows.add(new PacketIndexRow("flow" + i, "source", 0, List.of((long) i), 1L, 2L, null));
    }
    Path file = write(Tables.PACKET_INDEX, rows);
    assertThat(
            Sql.rows(
                "select row_group_num_rows, compression from parquet_metadata('%s')"
                    + " where path_in_schema = 'flow_id' and bloom_filter_offset is not null"
                    + " order by row_group_id",
                file))
        .containsExactly("250000|ZSTD", "10|ZSTD");
    assertThat(
            Sql.rows(
                "select bloom_filter_excludes from parquet_bloom_probe('%s', 'flow_id', 'none')",
                file))
        .containsExactly("true", "true");
    assertThat(
            Sql.rows(
                "select bloom_filter_excludes from parquet_bloom_probe('%s', 'flow_id', 'flow7')"
                    + " order by row_group_id",
                file))
        .containsExactly("false", "true");
  }

  @Test
  void flowIdsHaveABloomFilterInTheSmallestFile() throws Exception {
    Path file = write(Tables.FLOWS, List.of(TestRows.flow(new SplittableRandom(1), START)));
    assertThat(
            Sql.rows(
                "select path_in_schema from parquet_metadata('%s')"
                    + " where bloom_filter_offset is not null order by 1",
                file))
        .contains("flow_id");
  }

  @Test
  void theFooterHoldsWhatItIsToldAndNoClock() throws Exception {
    Path file = write(Tables.ANOMALIES, List.of(anomaly(START)));
    assertThat(
            Sql.rows(
                "select key::varchar, value::varchar from parquet_kv_metadata('%s')"
                    + " where key::varchar like 'flowbeam%' order by 1",
                file))
        .containsExactly("flowbeam.run_id|abc", "flowbeam.version|0.1.0");
    assertThat(Sql.rows("select created_by from parquet_file_metadata('%s')", file).get(0))
        .matches("parquet-mr version 1\\.18\\.1 \\(build [0-9a-f]+\\)");
  }

  @Test
  void theHashIsThatOfTheFile() throws Exception {
    Path file = folder.resolve("a.parquet");
    TableFile written = new TableFile(Tables.ANOMALIES, Map.of(), 1, open(file));
    append(written, new RowCodec<>(Tables.ANOMALIES), anomaly(START));
    written.close();
    assertThat(written.bytes()).isEqualTo(Files.size(file));
    assertThat(written.sha256Hex())
        .isEqualTo(
            HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file))));
  }

  @Test
  void aDiskThatFillsUpFailsTheFileAndClosesItsChannel() throws IOException {
    FullDisk disk = new FullDisk(1000);
    TableFile file = new TableFile(Tables.FLOWS, Map.of(), 100, disk);
    append(file, new RowCodec<>(Tables.FLOWS), TestRows.flow(new SplittableRandom(1), START));
    assertThatThrownBy(file::close).hasMessageContaining("No space left on device");
    assertThat(disk.isOpen()).isFalse();
  }

  @Test
  void recordsSortByTheTablesColumnsThenByContent() throws IOException {
    List<AnomalyRow> ascending = new ArrayList<>();
    for (@Nullable Long time : Arrays.asList(null, -5L, START)) {
      for (@Nullable Integer tx : Arrays.asList(null, 0, 3)) {
        for (String kind : List.of("gap", "retransmission")) {
          for (long count : new long[] {1, 2}) {
            AnomalyRow row = anomaly(time);
            row.setTx(tx);
            row.setKind(kind);
            row.setCount(count);
            ascending.add(row);
          }
        }
      }
    }
    RowCodec<AnomalyRow> codec = new RowCodec<>(Tables.ANOMALIES);
    byte[] last = new byte[0];
    for (AnomalyRow row : ascending) {
      int length = codec.encode(row);
      byte[] record = Arrays.copyOf(codec.bytes(), length);
      assertThat(Arrays.compareUnsigned(last, record)).as("%s", row).isNegative();
      last = record;
    }
  }

  public static AnomalyRow anomaly(@Nullable Long micros) {
    AnomalyRow row = new AnomalyRow();
    row.setTs(micros);
    row.setKind("gap");
    row.setSeverity("info");
    row.setCount(1L);
    return row;
  }

  private <R extends SpecificRecord> Path write(Table<R> table, List<R> rows)
      throws IOException, SQLException {
    Path path = folder.resolve(table.name() + ".parquet");
    Map<String, String> footer = Map.of("flowbeam.version", "0.1.0", "flowbeam.run_id", "abc");
    RowCodec<R> codec = new RowCodec<>(table);
    try (TableFile file = new TableFile(table, footer, rows.size(), open(path))) {
      for (R row : rows) {
        append(file, codec, row);
      }
    }
    return path;
  }

  private static <R extends SpecificRecord> void append(TableFile file, RowCodec<R> codec, R row)
      throws IOException {
    int length = codec.encode(row);
    file.write(codec.bytes(), 0, length);
  }

  private static WritableByteChannel open(Path path) throws IOException {
    return FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** Takes so many bytes and no more. */
  static final class FullDisk implements WritableByteChannel {
    private int room;
    private boolean open = true;

    FullDisk(int room) {
      this.room = room;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      int length = bytes.remaining();
      room -= length;
      if (room < 0) {
        throw new IOException("No space left on device");
      }
      bytes.position(bytes.limit());
      return length;
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void close() {
      open = false;
    }
  }
}
