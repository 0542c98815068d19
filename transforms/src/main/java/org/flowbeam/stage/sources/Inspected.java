package org.flowbeam.stage.sources;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.flowbeam.io.capture.SourceInfo;
import org.flowbeam.io.capture.damage.Damage;
import org.flowbeam.io.capture.damage.SourceStatus;
import org.flowbeam.io.capture.record.BlockPlace;
import org.flowbeam.io.capture.record.CaptureInterface;
import org.flowbeam.io.input.InputFile;
import org.jspecify.annotations.Nullable;

/**
 * What the inspection found out about one capture, without its slices. It is written field by
 * field: to read records back, Java's own serialization makes 90 classes at every start.
 */
record Inspected(InputFile file, SourceInfo info) {
  private interface Write<T> {
    void write(DataOutputStream out, T value) throws IOException;
  }

  private interface Read<T> {
    T read(DataInputStream in) throws IOException;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(file.ordinal());
    text(out, file.uri());
    text(out, file.location());
    out.writeLong(file.sizeBytes());
    out.writeBoolean(file.named());
    text(out, file.error());
    write(out, info);
  }

  private static void write(DataOutputStream out, SourceInfo i) throws IOException {
    text(out, i.uri());
    text(out, i.member());
    out.writeInt(i.memberIndex());
    text(out, i.status().name());
    text(out, i.error());
    out.writeLong(i.sizeBytes());
    out.writeLong(i.contentBytes());
    text(out, i.compression());
    text(out, i.format());
    text(out, i.byteOrder());
    text(out, i.timeResolution());
    number(out, i.snaplen());
    list(out, i.linkTypes(), DataOutputStream::writeInt);
    list(out, i.interfaces(), Inspected::write);
    number(out, i.firstTimeNanos());
    number(out, i.lastTimeNanos());
    out.writeLong(i.packets());
    out.writeLong(i.capturedBytes());
    out.writeLong(i.wireBytes());
    out.writeLong(i.outOfOrderPackets());
    out.writeLong(i.snappedPackets());
    out.writeLong(i.skippedBytes());
    text(out, i.captureOs());
    text(out, i.captureHardware());
    text(out, i.captureApplication());
    text(out, i.comment());
    text(out, i.sha256());
    text(out, i.contentSha256());
    text(out, i.endsDigest());
    list(out, i.damages(), Inspected::write);
    list(out, i.blocks(), Inspected::write);
    out.writeLong(i.blocksOmitted());
  }

  private static void write(DataOutputStream out, CaptureInterface i) throws IOException {
    out.writeInt(i.id());
    text(out, i.name());
    text(out, i.description());
    out.writeInt(i.linkType());
    out.writeLong(i.snaplen());
  }

  private static void write(DataOutputStream out, Damage damage) throws IOException {
    text(out, damage.kind());
    out.writeLong(damage.offset());
    out.writeLong(damage.lengthBytes());
    out.writeLong(damage.count());
    text(out, damage.detail());
  }

  private static void write(DataOutputStream out, BlockPlace block) throws IOException {
    out.writeInt(block.type());
    out.writeLong(block.offset());
    out.writeLong(block.lengthBytes());
  }

  static Inspected read(DataInputStream in) throws IOException {
    InputFile file =
        new InputFile(in.readInt(), text(in), text(in), in.readLong(), in.readBoolean(), text(in));
    return new Inspected(file, info(in));
  }

  private static SourceInfo info(DataInputStream in) throws IOException {
    return new SourceInfo(
        text(in),
        textOrNull(in),
        in.readInt(),
        SourceStatus.valueOf(text(in)),
        textOrNull(in),
        in.readLong(),
        in.readLong(),
        text(in),
        textOrNull(in),
        textOrNull(in),
        textOrNull(in),
        number(in),
        list(in, DataInputStream::readInt),
        list(in, Inspected::capturedOn),
        number(in),
        number(in),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        textOrNull(in),
        textOrNull(in),
        textOrNull(in),
        textOrNull(in),
        textOrNull(in),
        textOrNull(in),
        textOrNull(in),
        List.of(),
        list(in, Inspected::damage),
        list(in, Inspected::block),
        in.readLong());
  }

  private static CaptureInterface capturedOn(DataInputStream in) throws IOException {
    return new CaptureInterface(
        in.readInt(), textOrNull(in), textOrNull(in), in.readInt(), in.readLong());
  }

  private static Damage damage(DataInputStream in) throws IOException {
    return new Damage(text(in), in.readLong(), in.readLong(), in.readLong(), text(in));
  }

  private static BlockPlace block(DataInputStream in) throws IOException {
    return new BlockPlace(in.readInt(), in.readLong(), in.readLong());
  }

  private static <T> void list(DataOutputStream out, List<T> values, Write<T> each)
      throws IOException {
    out.writeInt(values.size());
    for (T value : values) {
      each.write(out, value);
    }
  }

  private static <T> List<T> list(DataInputStream in, Read<T> each) throws IOException {
    int size = in.readInt();
    List<T> values = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      values.add(each.read(in));
    }
    return List.copyOf(values);
  }

  private static void number(DataOutputStream out, @Nullable Long value) throws IOException {
    out.writeBoolean(value != null);
    if (value != null) {
      out.writeLong(value);
    }
  }

  private static @Nullable Long number(DataInputStream in) throws IOException {
    return in.readBoolean() ? in.readLong() : null;
  }

  /** Char by char: what a name is made of need not be Unicode. */
  private static void text(DataOutputStream out, @Nullable String text) throws IOException {
    out.writeInt(text == null ? -1 : text.length());
    if (text != null) {
      out.writeChars(text);
    }
  }

  private static String text(DataInputStream in) throws IOException {
    String text = textOrNull(in);
    if (text == null) {
      throw new IllegalStateException("a text that is always there is not");
    }
    return text;
  }

  private static @Nullable String textOrNull(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      return null;
    }
    char[] chars = new char[length];
    for (int i = 0; i < length; i++) {
      chars[i] = in.readChar();
    }
    return new String(chars);
  }
}
