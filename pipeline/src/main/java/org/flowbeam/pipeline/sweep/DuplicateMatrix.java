package org.flowbeam.pipeline.sweep;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.flowbeam.stage.Tally;

/**
 * What the manifest says about duplicates: how many packets of which source were removed as copies
 * of packets of which other, the {@value #MAX_PAIRS} largest numbers first; and whether what was
 * kept looks as if it held copies too.
 */
final class DuplicateMatrix {
  static final int MAX_PAIRS = 1000;

  /** More than one in so many packets that cannot honestly repeat: said aloud. */
  private static final long SUSPICIOUS_SHARE = 10;

  private DuplicateMatrix() {}

  static void put(ObjectNode manifest, Tally sums) {
    List<Map.Entry<Tally.Copies, Long>> pairs = new ArrayList<>(sums.duplicates().entrySet());
    pairs.sort(
        Map.Entry.<Tally.Copies, Long>comparingByValue(Comparator.reverseOrder())
            .thenComparing(Map.Entry.comparingByKey()));
    ArrayNode matrix = manifest.putArray("duplicates");
    long others = sums.otherDuplicates;
    for (int i = 0; i < pairs.size(); i++) {
      if (i >= MAX_PAIRS) {
        others += pairs.get(i).getValue();
        continue;
      }
      Tally.Copies sources = pairs.get(i).getKey();
      ObjectNode pair = matrix.addObject();
      pair.put("kept_source_id", sources.kept());
      pair.put("copy_source_id", sources.removed());
      pair.put("packets", pairs.get(i).getValue());
    }
    if (others > 0) {
      matrix.addObject().put("packets", others);
    }
  }

  /** Whether more than a tenth of the packets that cannot honestly repeat do so. */
  static boolean isSuspicious(Tally sums) {
    return sums.repeated * SUSPICIOUS_SHARE > sums.unrepeatable;
  }
}
