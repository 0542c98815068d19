package org.flowbeam.pipeline.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.assemble.AssemblyOptions;
import org.flowbeam.io.bytes.Bits;
import org.flowbeam.io.frames.ShuffleBytes;
import org.flowbeam.io.frames.SortedRecords;
import org.flowbeam.io.frames.Spill;
import org.flowbeam.io.input.FilePack;
import org.flowbeam.io.input.InputFile;
import org.flowbeam.packet.esp.EspNull;
import org.flowbeam.packet.fragment.FragmentOptions;
import org.flowbeam.protocol.ProtocolSource;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.flowbeam.stage.packets.Selection;
import org.jspecify.annotations.Nullable;

/**
 * {@link LocalSweep} up to its rows, which are kept and not written to files. In the caller's
 * thread: to start some for every step of a small sweep takes longer than the steps.
 */
public final class KeptRows {
  private static final long UNIT_BYTES = 64L << 20;
  private static final int FLUSH_BYTES = 16 << 20;

  /** Behind the row of a record, as RowCodec writes it. */
  private static final int KEY_LENGTH_BYTES = 2;

  private static final Spill SPILL =
      new Spill(new ShuffleBytes(System.getProperty("java.io.tmpdir")), 1, FLUSH_BYTES);

  /** By class of row; each resolves its schema once, which takes longer than a small sweep. */
  private static final ClassValue<SpecificDatumReader<SpecificRecord>> READERS =
      new ClassValue<>() {
        @Override
        @SuppressWarnings("unchecked") // A reader of a class of rows reads rows.
        protected SpecificDatumReader<SpecificRecord> computeValue(Class<?> row) {
          return new SpecificDatumReader<>((Class<SpecificRecord>) row);
        }
      };

  private KeptRows() {}

  /** The rows of all tables by name, in the order of the table's files. */
  public static Map<String, List<SpecificRecord>> of(
      List<Path> captures,
      Selection selection,
      FragmentOptions fragments,
      AssemblyOptions assembly,
      ProtocolSource protocols)
      throws IOException {
    SweepPlan plan =
        new SweepPlan(
            UNIT_BYTES,
            selection,
            fragments,
            EspNull.OFF,
            assembly,
            protocols,
            SPILL,
            1,
            "",
            new TreeMap<>(),
            new TreeMap<>(),
            new Provenance(List.of(), List.of(), new TreeMap<>()));
    List<FilePack> packs = FilePack.pack(files(captures), UNIT_BYTES);
    LocalSweep sweep = new LocalSweep(plan, packs, new Workers(0), 0, null);
    sweep.findRows();
    Map<String, List<SpecificRecord>> tables = new TreeMap<>();
    for (Map.Entry<Integer, List<byte[]>> frames : sweep.takeRows().entrySet()) {
      Table<?> table = Tables.ALL.get(frames.getKey());
      tables.put(table.name(), decoded(table, frames.getValue()));
    }
    return tables;
  }

  private static List<InputFile> files(List<Path> captures) throws IOException {
    List<InputFile> files = new ArrayList<>();
    for (Path capture : captures) {
      String location = capture.toString();
      files.add(new InputFile(files.size(), location, location, Files.size(capture), true, ""));
    }
    return files;
  }

  private static List<SpecificRecord> decoded(Table<?> table, List<byte[]> frames)
      throws IOException {
    List<SpecificRecord> rows = new ArrayList<>();
    SpecificDatumReader<SpecificRecord> reader = READERS.get(table.rowClass());
    BinaryDecoder decoder = null;
    try (SortedRecords records = SortedRecords.open(frames, SPILL.store(), 0)) {
      while (records.next()) {
        decoder = row(records, decoder);
        rows.add(reader.read(null, decoder));
      }
    }
    return rows;
  }

  private static BinaryDecoder row(SortedRecords records, @Nullable BinaryDecoder reuse) {
    int end = records.length() - KEY_LENGTH_BYTES;
    int from = Bits.u16(records.bytes(), end);
    return DecoderFactory.get().binaryDecoder(records.bytes(), from, end - from, reuse);
  }
}
