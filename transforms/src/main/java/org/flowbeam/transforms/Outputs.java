package org.flowbeam.transforms;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.flowbeam.io.output.DateCounts;
import org.flowbeam.io.output.WrittenFile;
import org.flowbeam.stage.Lane;
import org.flowbeam.stage.Tally;

/** The outputs that steps can have, with their coders: one for each kind of {@code StageOutput}. */
public final class Outputs {
  public static final TupleTag<DateCounts> DATES = new TupleTag<>("dates") {};
  public static final TupleTag<Tally> TALLIES = new TupleTag<>("tallies") {};
  public static final TupleTag<WrittenFile> FILES = new TupleTag<>("files") {};
  public static final TupleTag<String> INPUTS = new TupleTag<>("inputs") {};

  private static final Map<Lane, TupleTag<KV<Integer, byte[]>>> FRAMES = new EnumMap<>(Lane.class);

  static {
    for (Lane lane : Lane.values()) {
      FRAMES.put(lane, new TupleTag<>(lane.name()) {});
    }
  }

  private Outputs() {}

  /** The frames of a lane, under their shuffle keys. */
  public static TupleTag<KV<Integer, byte[]>> of(Lane lane) {
    TupleTag<KV<Integer, byte[]>> tag = FRAMES.get(lane);
    if (tag == null) {
      throw new IllegalStateException("no output for " + lane);
    }
    return tag;
  }

  /** Rows and what is counted beside them; the caller may add to the list. */
  public static List<TupleTag<?>> rows() {
    return new ArrayList<>(List.of(of(Lane.ROWS), DATES, TALLIES));
  }

  static TupleTagList list(List<? extends TupleTag<?>> tags) {
    TupleTagList list = TupleTagList.empty();
    for (TupleTag<?> tag : tags) {
      list = list.and(tag);
    }
    return list;
  }

  static PCollectionTuple withCoders(PCollectionTuple out) {
    out.getAll().forEach((tag, values) -> setCoder(values, coder(tag)));
    return out;
  }

  @SuppressWarnings("unchecked") // A tag's coder is that of its values.
  private static <T> void setCoder(PCollection<?> values, Coder<T> coder) {
    ((PCollection<T>) values).setCoder(coder);
  }

  private static Coder<?> coder(TupleTag<?> tag) {
    if (tag.equals(DATES)) {
      return SerializableCoder.of(DateCounts.class);
    }
    if (tag.equals(TALLIES)) {
      return SerializableCoder.of(Tally.class);
    }
    if (tag.equals(FILES)) {
      return SerializableCoder.of(WrittenFile.class);
    }
    return tag.equals(INPUTS) ? StringUtf8Coder.of() : frameCoder();
  }

  /** The coder of frames under their shuffle keys. */
  static KvCoder<Integer, byte[]> frameCoder() {
    return KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of());
  }
}
