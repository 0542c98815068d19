package org.flowbeam.io.table;

import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/**
 * The values of one column of one row group, page by page: numbers of dictionary entries while that
 * takes less room, afterwards as they are. Whether it does is asked once, at the end of the first
 * page with values, as Parquet's own writer does.
 */
final class ColumnValues {
  /** The name that readers of the first version of the format know it by. */
  @SuppressWarnings("deprecation")
  private static final Encoding BY_DICTIONARY = Encoding.PLAIN_DICTIONARY;

  private final PrimitiveTypeName type;
  private final int widthBytes;

  /** What the page's values take as they are. */
  private long plainBytes;

  /** Values as they are, unless they are numbers of entries or truth values. */
  private final LittleEndianBytes plain = new LittleEndianBytes();

  /** Numbers of entries, or truth values. */
  private final Runs numbers = new Runs();

  private @Nullable Dictionary dictionary;

  /** The entries that pages refer to. */
  private @Nullable Dictionary used;

  private boolean anyPlain;
  private final @Nullable BloomFilter bloom;

  ColumnValues(PrimitiveTypeName type, boolean withDictionary, @Nullable BloomFilter bloom) {
    this.type = type;
    this.widthBytes = type == PrimitiveTypeName.INT32 ? Integer.BYTES : Long.BYTES;
    this.dictionary = withDictionary && type != PrimitiveTypeName.BOOLEAN ? new Dictionary() : null;
    this.bloom = bloom;
  }

  void addBoolean(boolean value) {
    numbers.add(value ? 1 : 0);
  }

  /** Of a double its bits. */
  void addNumber(long value) {
    plainBytes += widthBytes;
    if (dictionary == null) {
      plain.putNumber(value, widthBytes);
    } else {
      numbers.add(dictionary.idOf(value, widthBytes));
      endFullDictionary(dictionary);
    }
  }

  void addText(byte[] bytes, int offset, int length) {
    plainBytes += Integer.BYTES + length;
    if (dictionary == null) {
      plain.put32(length);
      plain.put(bytes, offset, length);
    } else {
      numbers.add(dictionary.idOf(bytes, offset, length));
      endFullDictionary(dictionary);
    }
  }

  private void endFullDictionary(Dictionary entries) {
    if (entries.isFull()) {
      endDictionary(entries);
    }
  }

  /** From this page on values are written as they are. */
  private void endDictionary(Dictionary entries) {
    LittleEndianBytes from = entries.plain();
    for (int run = 0; run < numbers.size(); run++) {
      int start = entries.start(numbers.value(run));
      int length = entryBytes(from, start);
      for (int i = 0; i < numbers.count(run); i++) {
        plain.put(from.bytes, start, length);
      }
    }
    numbers.clear();
    dictionary = null;
  }

  private int entryBytes(LittleEndianBytes from, int start) {
    return type == PrimitiveTypeName.BINARY ? Integer.BYTES + from.get32(start) : widthBytes;
  }

  /** Size of the page's values as they are, in bytes. */
  long plainBytes() {
    return plainBytes;
  }

  /** Ends the page: appends its values and tells the statistics about them. */
  Encoding endPage(Statistics<?> statistics, LittleEndianBytes out) {
    Encoding encoding =
        type == PrimitiveTypeName.BOOLEAN ? bits(statistics, out) : encode(statistics, out);
    plain.length = 0;
    numbers.clear();
    plainBytes = 0;
    return encoding;
  }

  private Encoding bits(Statistics<?> statistics, LittleEndianBytes out) {
    int bits = 0;
    int count = 0;
    for (int run = 0; run < numbers.size(); run++) {
      int value = numbers.value(run);
      statistics.updateStats(value != 0);
      for (int i = 0; i < numbers.count(run); i++) {
        bits |= value << count;
        if (++count == Byte.SIZE) {
          out.putByte(bits);
          bits = 0;
          count = 0;
        }
      }
    }
    if (count > 0) {
      out.putByte(bits);
    }
    return Encoding.PLAIN;
  }

  private Encoding encode(Statistics<?> statistics, LittleEndianBytes out) {
    if (dictionary != null && plainBytes > 0 && encodedByNumber(dictionary, out)) {
      used = dictionary;
      observeEntries(dictionary, statistics);
      return BY_DICTIONARY;
    }
    out.put(plain.bytes, 0, plain.length);
    observePlain(statistics);
    anyPlain = true;
    return Encoding.PLAIN;
  }

  /** False when the first page shows that a dictionary takes more room. */
  private boolean encodedByNumber(Dictionary entries, LittleEndianBytes out) {
    int start = out.length;
    int bitWidth = Integer.SIZE - Integer.numberOfLeadingZeros(entries.size() - 1);
    out.putByte(bitWidth);
    numbers.encode(bitWidth, out);
    boolean pays = used != null || out.length - start + entries.plain().length < plainBytes;
    if (!pays) {
      out.length = start;
      endDictionary(entries);
    }
    return pays;
  }

  private void observeEntries(Dictionary entries, Statistics<?> statistics) {
    if (type == PrimitiveTypeName.BINARY) {
      TextRange range = new TextRange(entries.plain());
      for (int run = 0; run < numbers.size(); run++) {
        range.add(entries.start(numbers.value(run)));
      }
      range.tell(statistics);
    } else {
      for (int run = 0; run < numbers.size(); run++) {
        observe(entries.number(numbers.value(run)), statistics);
      }
    }
  }

  private void observePlain(Statistics<?> statistics) {
    if (type == PrimitiveTypeName.BINARY) {
      TextRange range = new TextRange(plain);
      for (int at = 0; at < plain.length; at += entryBytes(plain, at)) {
        range.add(at);
      }
      range.tell(statistics);
      insertIntoBloom(plain);
    } else {
      for (int at = 0; at < plain.length; at += widthBytes) {
        observe(plain.getNumber(at, widthBytes), statistics);
      }
    }
  }

  private void observe(long value, Statistics<?> statistics) {
    switch (type) {
      case INT32 -> statistics.updateStats((int) value);
      case INT64 -> statistics.updateStats(value);
      default -> statistics.updateStats(Double.longBitsToDouble(value));
    }
  }

  private void insertIntoBloom(LittleEndianBytes texts) {
    if (bloom == null) {
      return;
    }
    for (int at = 0; at < texts.length; at += entryBytes(texts, at)) {
      int length = texts.get32(at);
      bloom.insertHash(
          bloom.hash(Binary.fromReusedByteArray(texts.bytes, at + Integer.BYTES, length)));
    }
  }

  /** The dictionary that pages refer to, after the last page; null where none does. */
  @Nullable DictionaryPage dictionaryPage() {
    if (used == null) {
      return null;
    }
    LittleEndianBytes entries = used.plain();
    return new DictionaryPage(
        BytesInput.from(entries.bytes, 0, entries.length), used.size(), BY_DICTIONARY);
  }

  /**
   * The filter that holds all values, after the last page; null where none was asked for, and where
   * a dictionary holds all values.
   */
  @Nullable BloomFilter bloomFilter() {
    if (bloom != null && anyPlain && used != null) {
      insertIntoBloom(used.plain());
    }
    return anyPlain ? bloom : null;
  }

  /** The least and the greatest of some texts, in unsigned byte order. */
  private static final class TextRange {
    private final LittleEndianBytes texts;
    private int least = -1;
    private int greatest = -1;

    TextRange(LittleEndianBytes texts) {
      this.texts = texts;
    }

    void add(int start) {
      if (least < 0) {
        least = start;
        greatest = start;
      } else if (compare(start, least) < 0) {
        least = start;
      } else if (compare(start, greatest) > 0) {
        greatest = start;
      }
    }

    private int compare(int a, int b) {
      int fromA = a + Integer.BYTES;
      int fromB = b + Integer.BYTES;
      return Arrays.compareUnsigned(
          texts.bytes, fromA, fromA + texts.get32(a), texts.bytes, fromB, fromB + texts.get32(b));
    }

    void tell(Statistics<?> statistics) {
      if (least >= 0) {
        statistics.updateStats(text(least));
        statistics.updateStats(text(greatest));
      }
    }

    private Binary text(int start) {
      return Binary.fromReusedByteArray(texts.bytes, start + Integer.BYTES, texts.get32(start));
    }
  }
}
