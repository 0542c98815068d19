package org.flowbeam.io.table;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * One column of a table, or one field of a struct, or the element of a list: copies its value from
 * Avro binary to the column chunks without making objects of it, with the repetition and definition
 * levels of Dremel. Compiled once per table from the Avro schema and the Parquet type that
 * parquet-avro makes of it (lists with three levels).
 *
 * <p>One final class with a switch, not one class per type: a row has some hundred values, and
 * virtual calls among many classes cost more than the values do.
 */
final class RowColumn {
  private static final int NEVER_NULL = -1;

  private final Schema.Type kind;
  private final int nullBranch;

  /** Levels of a value that is there. */
  private final int definition;

  private final int repetition;
  private final String[] path;

  /** The fields of a struct, or the element of a list. */
  private final RowColumn[] inner;

  private @Nullable ColumnChunk chunk;

  private RowColumn(Schema given, Type type, String[] parents, int repetition, int definition) {
    Schema schema = given;
    boolean nullable = given.getType() == Schema.Type.UNION;
    if (nullable) {
      List<Schema> branches = given.getTypes();
      nullBranch = branches.get(0).getType() == Schema.Type.NULL ? 0 : 1;
      schema = branches.get(1 - nullBranch);
    } else {
      nullBranch = NEVER_NULL;
    }
    this.kind = schema.getType();
    this.path = append(parents, type.getName());
    this.repetition = repetition;
    this.definition = definition + (nullable ? 1 : 0);
    this.inner =
        switch (kind) {
          case BOOLEAN, INT, LONG, DOUBLE, STRING -> new RowColumn[0];
          case RECORD -> fields(schema, type.asGroupType(), path, repetition, this.definition);
          case ARRAY -> new RowColumn[] {element(schema, type.asGroupType())};
          default -> throw new IllegalArgumentException("no Parquet column for " + schema);
        };
  }

  /** The columns of a table. */
  static RowColumn[] of(Schema schema, MessageType type) {
    return fields(schema, type, new String[0], 0, 0);
  }

  private static RowColumn[] fields(
      Schema schema, GroupType type, String[] path, int repetition, int definition) {
    RowColumn[] fields = new RowColumn[type.getFieldCount()];
    for (int i = 0; i < fields.length; i++) {
      Schema field = schema.getFields().get(i).schema();
      fields[i] = new RowColumn(field, type.getType(i), path, repetition, definition);
    }
    return fields;
  }

  private RowColumn element(Schema schema, GroupType type) {
    GroupType list = type.getType(0).asGroupType();
    String[] listPath = append(path, list.getName());
    return new RowColumn(
        schema.getElementType(), list.getType(0), listPath, repetition + 1, definition + 1);
  }

  private static String[] append(String[] path, String name) {
    String[] longer = new String[path.length + 1];
    System.arraycopy(path, 0, longer, 0, path.length);
    longer[path.length] = name;
    return longer;
  }

  /**
   * Takes the chunks of a new row group.
   *
   * @param chunks by the column's path
   */
  void bind(Function<String[], ColumnChunk> chunks) {
    if (inner.length == 0) {
      chunk = chunks.apply(path);
    }
    for (RowColumn column : inner) {
      column.bind(chunks);
    }
  }

  /**
   * Copies the next value.
   *
   * @param level repetition level: 0 for a new row, else the list that goes on
   * @param parent definition level of what holds this value
   */
  void copy(RowInput in, int level, int parent) {
    if (nullBranch != NEVER_NULL && in.readInt() == nullBranch) {
      copyNull(level, parent);
      return;
    }
    switch (kind) {
      case BOOLEAN -> chunk().add(in.readBoolean(), level, definition);
      case INT, LONG -> chunk().add(in.readLong(), level, definition);
      case DOUBLE -> chunk().add(in.readDoubleBits(), level, definition);
      case STRING -> copyText(in, level);
      case ARRAY -> copyList(in, level);
      default -> copyStruct(in, level);
    }
  }

  private ColumnChunk chunk() {
    return Objects.requireNonNull(chunk, "not bound");
  }

  /** Nothing here: every column below learns how deep something was there. */
  private void copyNull(int level, int parent) {
    if (inner.length == 0) {
      chunk().addNull(level, parent);
    }
    for (RowColumn column : inner) {
      column.copyNull(level, parent);
    }
  }

  private void copyText(RowInput in, int level) {
    int length = in.readInt();
    chunk().add(in.bytes, in.at, length, level, definition);
    in.at += length;
  }

  private void copyStruct(RowInput in, int level) {
    for (RowColumn field : inner) {
      field.copy(in, level, definition);
    }
  }

  private void copyList(RowInput in, int level) {
    RowColumn element = inner[0];
    long block = blockLength(in);
    if (block == 0) {
      element.copyNull(level, definition);
    }
    int elementLevel = level;
    for (; block > 0; block = blockLength(in)) {
      for (long i = 0; i < block; i++) {
        element.copy(in, elementLevel, definition + 1);
        elementLevel = repetition + 1;
      }
    }
  }

  /** A negative count is followed by the block's size in bytes. */
  private static long blockLength(RowInput in) {
    long count = in.readLong();
    if (count < 0) {
      in.readLong();
    }
    return Math.abs(count);
  }
}
