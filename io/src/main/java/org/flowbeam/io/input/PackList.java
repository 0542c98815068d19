package org.flowbeam.io.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.flowbeam.io.storage.Storage;

/**
 * The packs of a run as a file, for workers who must find them. Per file it takes its two names and
 * some twenty bytes.
 */
public final class PackList {
  private PackList() {}

  public static void write(String location, List<FilePack> packs) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(Channels.newOutputStream(Storage.create(location))))) {
      out.writeInt(packs.size());
      for (FilePack pack : packs) {
        out.writeInt(pack.files().size());
        for (InputFile file : pack.files()) {
          out.writeInt(file.ordinal());
          write(file.uri(), out);
          write(file.location(), out);
          out.writeLong(file.sizeBytes());
          out.writeBoolean(file.named());
          write(file.error(), out);
        }
      }
    }
  }

  /** Hands out one pack after the other. */
  public static void read(String location, Consumer<FilePack> packs) throws IOException {
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(Channels.newInputStream(Storage.open(location))))) {
      for (int left = in.readInt(); left > 0; left--) {
        List<InputFile> files = new ArrayList<>();
        for (int more = in.readInt(); more > 0; more--) {
          files.add(
              new InputFile(
                  in.readInt(), text(in), text(in), in.readLong(), in.readBoolean(), text(in)));
        }
        packs.accept(new FilePack(files));
      }
    }
  }

  private static void write(String text, DataOutputStream out) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), UTF_8);
  }
}
