package org.flowbeam.io.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.flowbeam.io.bytes.KeyBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameWriterTest {
  @TempDir Path folder;

  private final Shuffle shuffle = new Shuffle();

  @Test
  void aRecordMayBeWrittenInPlace() throws IOException {
    try (FrameWriter writer = writer(4096)) {
      int at = writer.begin(100);
      writer.buffer()[at] = 7;
      writer.buffer()[at + 1] = 8;
      writer.commit(3, 2);
      writer.finish();
    }
    assertThat(read(3)).containsExactly(new byte[] {7, 8});
  }

  @Test
  void aRecordThatWasNotCommittedIsForgotten() throws IOException {
    try (FrameWriter writer = writer(4096)) {
      writer.begin(10);
      writer.add(0, new byte[] {5}, 0, 1);
      writer.finish();
    }
    assertThat(read(0)).containsExactly(new byte[] {5});
  }

  @Test
  void nothingIsStoredWithoutRecords() throws IOException {
    try (FrameWriter writer = writer(4096)) {
      writer.finish();
      writer.finish();
    }
    assertThat(shuffle.groups).isEmpty();
    assertThat(files()).isEmpty();
  }

  @Test
  void aWriterCanBeUsedAgainAfterFinish() throws IOException {
    try (FrameWriter writer = writer(4096)) {
      writer.add(0, new byte[] {1}, 0, 1);
      writer.finish();
      writer.add(0, new byte[] {2}, 0, 1);
      writer.finish();
    }
    assertThat(read(0)).containsExactly(new byte[] {1}, new byte[] {2});
  }

  @Test
  void whatWasNotFlushedIsGoneAfterClose() throws IOException {
    FrameWriter writer = writer(4096);
    writer.add(0, new byte[] {1}, 0, 1);
    writer.close();
    writer.add(0, new byte[] {2}, 0, 1);
    writer.finish();
    assertThat(read(0)).containsExactly(new byte[] {2});
  }

  @Test
  void framesStayBelowOneMebibyteUnlessARecordIsLarger() throws IOException {
    int recordBytes = 300_000;
    try (FrameWriter writer = writer(FrameWriter.DEFAULT_FLUSH_BYTES)) {
      for (int i = 0; i < 10; i++) {
        writer.add(0, new byte[recordBytes], 0, recordBytes);
      }
      writer.add(1, new byte[3 << 20], 0, 3 << 20);
      writer.finish();
    }
    List<Long> lengths = new ArrayList<>();
    for (byte[] reference : shuffle.of(0)) {
      lengths.add(FrameReference.decode(reference).lengthBytes);
    }
    // 1 byte for what is shared, 3 or 4 for the length of the rest.
    long first = 1L + 3 + recordBytes;
    long next = first - FrameBody.MAX_SHARED;
    long three = first + 2 * next;
    assertThat(lengths).containsExactly(three, three, three, first);
    assertThat(FrameReference.decode(shuffle.of(1).get(0)).lengthBytes).isEqualTo((3 << 20) + 5);
  }

  @ParameterizedTest
  @ValueSource(ints = {FrameWriter.MAX_RECORD_BYTES + 1, -1})
  void aRecordOfImpossibleLengthIsABug(int length) {
    FrameWriter writer = writer(4096);
    assertThatThrownBy(() -> writer.begin(length))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(length + " bytes");
  }

  @Test
  void theLargestRecordPassesThroughATinyBuffer() throws IOException {
    byte[] record = new byte[FrameWriter.MAX_RECORD_BYTES];
    record[0] = 1;
    record[record.length - 1] = 2;
    try (FrameWriter writer = writer(1000)) {
      writer.add(0, record, 0, record.length);
      writer.finish();
    }
    assertThat(read(0)).containsExactly(record);
  }

  /** Equal first eight bytes, descending after them: one run per record for the merge sort. */
  @Test
  void equalPrefixesInDescendingOrderAreSorted() throws IOException {
    int records = 10_000;
    try (FrameWriter writer = writer(1 << 20)) {
      for (int i = records; i > 0; i--) {
        byte[] record = ByteBuffer.allocate(12).putInt(8, i).array();
        writer.add(0, record, 0, record.length);
      }
      writer.finish();
    }
    List<byte[]> sorted = read(0);
    for (int i = 1; i <= records; i++) {
      assertThat(ByteBuffer.wrap(sorted.get(i - 1)).getInt(8)).isEqualTo(i);
    }
  }

  @Test
  void addingRecordsAllocatesNothingPerRecord() throws IOException {
    int records = 200_000;
    byte[] record = new byte[200];
    writeMany(record, records);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    writeMany(record, records);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).as("bytes for %d records", records).isLessThan(2L * records);
  }

  private void writeMany(byte[] record, int records) throws IOException {
    try (FrameWriter writer = writer(4 << 20)) {
      for (int i = 0; i < records; i++) {
        KeyBytes.put32(record, 0, i * 0x9E37_79B9);
        writer.add(i & 7, record, 0, record.length);
      }
      writer.finish();
    }
  }

  @Test
  void twoAttemptsOfTheSameBundleDoNotMix() throws IOException {
    for (int attempt = 0; attempt < 2; attempt++) {
      shuffle.groups.clear(); // The runner drops what a failed attempt had output.
      try (FrameWriter writer = writer(64)) {
        for (byte i = 0; i < 50; i++) {
          writer.add(0, new byte[] {i}, 0, 1);
        }
        writer.finish();
      }
    }
    assertThat(read(0)).hasSize(50).doesNotHaveDuplicates();
  }

  @Test
  void aStoreThatCannotBeWrittenNamesTheFile() throws IOException {
    FrameWriter writer = new FrameWriter(new LocalSpill(folder + "/gone"), 4096, shuffle);
    writer.add(0, new byte[] {1}, 0, 1);
    assertThatThrownBy(writer::finish)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot write spill file " + folder + "/gone/");
    writer.close();
    assertThat(shuffle.groups).isEmpty();
    assertThat(files()).isEmpty();
  }

  private FrameWriter writer(int flushBytes) {
    return new FrameWriter(new LocalSpill(folder.toString()), flushBytes, shuffle);
  }

  private List<byte[]> read(int shuffleKey) throws IOException {
    FrameStore store = new LocalSpill(folder.toString());
    return Shuffle.readAll(SortedRecords.open(shuffle.of(shuffleKey), store, 0));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }
}
