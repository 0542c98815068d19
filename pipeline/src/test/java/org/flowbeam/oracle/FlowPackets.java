package org.flowbeam.oracle;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The packets of all flows or sessions between the same endpoints with the same protocol: where
 * programs end one and begin the next makes no difference to it.
 *
 * @param communityIds of all of them
 * @param positions offsets of their packet records in the capture
 */
public record FlowPackets(TreeSet<String> communityIds, TreeSet<Long> positions) {
  public static final String COMMUNITY_ID = "community_id";
  public static final String POSITIONS = "positions";

  public FlowPackets() {
    this(new TreeSet<>(), new TreeSet<>());
  }

  /** Names both endpoints in one order, with ports for protocols that have them. */
  public static String key(int ipProtocol, String ip1, int port1, String ip2, int port2) {
    boolean ports = ipProtocol == 6 || ipProtocol == 17 || ipProtocol == 132;
    String a = ports ? ip1 + " " + port1 : ip1;
    String b = ports ? ip2 + " " + port2 : ip2;
    return a.compareTo(b) < 0 ? ipProtocol + " " + a + " " + b : ipProtocol + " " + b + " " + a;
  }

  /** Community IDs are compared where they have one. */
  public static List<Difference> differences(
      String capture, Map<String, FlowPackets> ours, Map<String, FlowPackets> theirs) {
    List<Difference> found = new ArrayList<>();
    Map<String, FlowPackets> keys = new TreeMap<>(ours);
    keys.putAll(theirs);
    for (String key : keys.keySet()) {
      FlowPackets our = ours.get(key);
      FlowPackets their = theirs.get(key);
      if (our == null) {
        found.add(
            new Difference(capture, key, Difference.ROW, Difference.ABSENT, Difference.PRESENT));
      } else if (their == null) {
        found.add(
            new Difference(capture, key, Difference.ROW, Difference.PRESENT, Difference.ABSENT));
      } else {
        if (!their.communityIds.isEmpty()) {
          compare(capture, key, COMMUNITY_ID, our.communityIds, their.communityIds, found);
        }
        compare(capture, key, POSITIONS, our.positions, their.positions, found);
      }
    }
    return found;
  }

  private static void compare(
      String capture,
      String key,
      String column,
      TreeSet<?> ours,
      TreeSet<?> theirs,
      List<Difference> found) {
    if (!ours.equals(theirs)) {
      found.add(new Difference(capture, key, column, only(ours, theirs), only(theirs, ours)));
    }
  }

  private static String only(Collection<?> these, Collection<?> notThose) {
    List<String> rest = new ArrayList<>();
    these.stream().filter(value -> !notThose.contains(value)).forEach(v -> rest.add(v.toString()));
    return rest.isEmpty() ? "no more" : "also " + String.join(" ", rest);
  }
}
