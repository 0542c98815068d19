package org.flowbeam.pipeline.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same rows of calls and media however the packets lie in captures. */
class AnyOrderTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void theSameRowsHoweverThePacketsLieInCaptures(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    CallScene scene = RandomCalls.scene(random);
    List<String> expected = rows(scene.capture());
    assertThat(expected).as("seed %d", seed).hasSizeGreaterThan(RandomCalls.CALLS);
    byte[] signalling = scene.capture(true);
    byte[] media = scene.capture(false);
    assertThat(rows(signalling, media)).as("seed %d, SIP first", seed).isEqualTo(expected);
    assertThat(rows(media, signalling)).as("seed %d, RTP first", seed).isEqualTo(expected);
    assertThat(rows(scene.dealt(random, 3))).as("seed %d, dealt", seed).isEqualTo(expected);
    int cut = random.nextInt(scene.count());
    assertThat(rows(scene.capture(cut, scene.count()), scene.capture(0, cut)))
        .as("seed %d, cut at %d", seed, cut)
        .isEqualTo(expected);
  }

  private List<String> rows(byte[]... captures) throws IOException {
    Path[] files = new Path[captures.length];
    for (int i = 0; i < captures.length; i++) {
      files[i] = Files.write(folder.resolve(i + ".pcap"), captures[i]);
    }
    PlainSweep.Result result = PlainSweep.of(files).run();
    List<String> rows = new ArrayList<>();
    for (var table :
        List.of(Tables.CALLS, Tables.CALL_LINKS, Tables.SIP, Tables.RTP, Tables.RTCP)) {
      result.rows(table).forEach(row -> rows.add(row.toString()));
    }
    rows.sort(null);
    return rows;
  }
}
