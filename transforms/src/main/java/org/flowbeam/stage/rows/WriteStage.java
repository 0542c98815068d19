package org.flowbeam.stage.rows;

import java.io.IOException;
import org.flowbeam.io.output.ShardWriter;
import org.flowbeam.stage.KeyedStage;
import org.flowbeam.stage.StageOutput;

/** Writes the rows of one (table, shard) after the other as Parquet. */
public final class WriteStage implements KeyedStage {
  private final ShardWriter shards;
  private final StageOutput out;

  public WriteStage(ShardWriter shards, StageOutput out) {
    this.shards = shards;
    this.out = out;
  }

  @Override
  public void process(int shuffleKey, Iterable<byte[]> frames) throws IOException {
    shards.write(shuffleKey, frames, out::file);
  }

  @Override
  public void finish() {}

  @Override
  public void close() {}
}
