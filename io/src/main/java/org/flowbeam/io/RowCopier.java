package org.flowbeam.io;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;

/**
 * Copies values from Avro binary to Parquet columns without making objects of them. Compiled once
 * per table from the Avro schema and the Parquet type that parquet-avro makes of it (lists with
 * three levels).
 */
interface RowCopier {
  void copy(RowInput in, RecordConsumer out);

  static RowCopier of(Schema schema, Type type) {
    return switch (schema.getType()) {
      case BOOLEAN -> (in, out) -> out.addBoolean(in.readBoolean());
      case INT -> (in, out) -> out.addInteger(in.readInt());
      case LONG -> (in, out) -> out.addLong(in.readLong());
      case DOUBLE -> (in, out) -> out.addDouble(in.readDouble());
      case STRING -> RowCopier::copyText;
      case ARRAY -> new Elements(schema, type.asGroupType());
      case RECORD -> new Struct(new Columns(schema, type.asGroupType()));
      default -> throw new IllegalArgumentException("no Parquet column for " + schema);
    };
  }

  private static void copyText(RowInput in, RecordConsumer out) {
    int length = in.readInt();
    out.addBinary(Binary.fromReusedByteArray(in.bytes, in.at, length));
    in.at += length;
  }

  /** A value that may be NULL: a union of it with null. */
  record Column(String name, int nullBranch, RowCopier value) {
    private static final int NEVER = -1;

    static Column of(Schema schema, Type type) {
      if (schema.getType() != Schema.Type.UNION) {
        return new Column(type.getName(), NEVER, RowCopier.of(schema, type));
      }
      List<Schema> branches = schema.getTypes();
      int nullBranch = branches.get(0).getType() == Schema.Type.NULL ? 0 : 1;
      Schema value = branches.get(1 - nullBranch);
      return new Column(type.getName(), nullBranch, RowCopier.of(value, type));
    }

    void copy(int index, RowInput in, RecordConsumer out) {
      if (nullBranch == NEVER || in.readInt() != nullBranch) {
        out.startField(name, index);
        value.copy(in, out);
        out.endField(name, index);
      }
    }
  }

  /** The columns of a table or the fields of a struct. */
  final class Columns implements RowCopier {
    private final Column[] columns;

    Columns(Schema schema, GroupType type) {
      columns = new Column[type.getFieldCount()];
      for (int i = 0; i < columns.length; i++) {
        columns[i] = Column.of(schema.getFields().get(i).schema(), type.getType(i));
      }
    }

    @Override
    public void copy(RowInput in, RecordConsumer out) {
      for (int i = 0; i < columns.length; i++) {
        columns[i].copy(i, in, out);
      }
    }
  }

  /** A struct inside a list. */
  record Struct(Columns columns) implements RowCopier {
    @Override
    public void copy(RowInput in, RecordConsumer out) {
      out.startGroup();
      columns.copy(in, out);
      out.endGroup();
    }
  }

  /** A list: group (LIST) of repeated groups of one element. */
  final class Elements implements RowCopier {
    private final String listName;
    private final Column element;

    Elements(Schema schema, GroupType type) {
      GroupType list = type.getType(0).asGroupType();
      this.listName = list.getName();
      this.element = Column.of(schema.getElementType(), list.getType(0));
    }

    @Override
    public void copy(RowInput in, RecordConsumer out) {
      out.startGroup();
      long block = blockLength(in);
      if (block > 0) {
        out.startField(listName, 0);
        for (; block > 0; block = blockLength(in)) {
          for (long i = 0; i < block; i++) {
            out.startGroup();
            element.copy(0, in, out);
            out.endGroup();
          }
        }
        out.endField(listName, 0);
      }
      out.endGroup();
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
}
