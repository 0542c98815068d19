package org.flowbeam.stage.packets;

import java.io.IOException;
import org.flowbeam.io.frames.FrameWriter;
import org.flowbeam.io.frames.Spill;
import org.flowbeam.io.input.FilePack;
import org.flowbeam.io.input.InspectedPack;
import org.flowbeam.io.input.InspectedPack.InspectedFile;
import org.flowbeam.io.input.OpenCaptures;
import org.flowbeam.io.input.ReadUnit;
import org.flowbeam.stage.BundleStage;
import org.flowbeam.stage.Lane;
import org.flowbeam.stage.StageOutput;
import org.jspecify.annotations.Nullable;

/**
 * Reads captures slice by slice and puts out their packets as sorted frames, fragments aside, and
 * what became of each source's packets. Its buffers stay open from unit to unit, so that how many
 * frames there are follows from the packets and not from the number of units. Not thread-safe.
 */
public final class ReadStage implements BundleStage {
  private final FrameWriter packets;
  private final FrameWriter fragments;
  private final FrameWriter esp;
  private final FrameWriter facts;
  private final SliceSorter sorter;

  public ReadStage(Spill spill, Reading reading, StageOutput out) {
    this(spill, reading, null, out);
  }

  /**
   * @param captures where payload may stay; null to carry all of it
   */
  public ReadStage(Spill spill, Reading reading, @Nullable OpenCaptures captures, StageOutput out) {
    packets = spill.writer((key, frame) -> out.frame(Lane.PACKETS, key, frame));
    fragments = spill.writer((key, frame) -> out.frame(Lane.FRAGMENTS, key, frame));
    esp = spill.writer((key, frame) -> out.frame(Lane.ESP, key, frame));
    facts = spill.factWriter((key, frame) -> out.frame(Lane.FACTS, key, frame));
    sorter = new SliceSorter(reading, captures, spill.buckets(), packets, fragments, esp, facts);
  }

  /** Finds out what lies in each file of the pack, and reads at once what is not plain. */
  public InspectedPack inspect(FilePack pack, long unitBytes) throws IOException {
    return pack.inspect(unitBytes, sorter::inspect);
  }

  public void read(ReadUnit unit) throws IOException {
    for (InspectedFile file : unit.files()) {
      sorter.read(file, unit);
    }
  }

  /** How many bytes of captures were read since this was last asked. */
  public long takeBytesRead() {
    return sorter.takeBytesRead();
  }

  /** How many packets were read since this was last asked. */
  public long takePacketsRead() {
    return sorter.takePacketsRead();
  }

  @Override
  public void finish() throws IOException {
    sorter.writeLeftOut();
    packets.finish();
    fragments.finish();
    esp.finish();
    facts.finish();
  }

  @Override
  public void close() {
    packets.close();
    fragments.close();
    esp.close();
    facts.close();
  }
}
