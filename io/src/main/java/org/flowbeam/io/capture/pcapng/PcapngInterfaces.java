package org.flowbeam.io.capture.pcapng;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.flowbeam.io.capture.record.PcapngInterface;
import org.jspecify.annotations.Nullable;

/**
 * The interfaces of one pcapng section, which are only ever added to. What was known at some place
 * is a view of the first few, so that any number of slices shares one list.
 */
final class PcapngInterfaces {
  /** So many are known per section; the obsolete packet block could not name more. */
  static final int MAX = 1 << 16;

  private final List<PcapngInterface> all;
  private @Nullable First known;

  PcapngInterfaces(List<PcapngInterface> known) {
    all = new ArrayList<>(known);
  }

  /** False when there are too many already. */
  boolean add(PcapngInterface added) {
    return all.size() < MAX && all.add(added);
  }

  int size() {
    return all.size();
  }

  PcapngInterface get(int id) {
    return all.get(id);
  }

  /** Those that are known now, for good. */
  List<PcapngInterface> known() {
    First now = known;
    if (now == null || now.size() < all.size()) {
      now = new First(all, all.size());
      known = now;
    }
    return now;
  }

  private static final class First extends AbstractList<PcapngInterface>
      implements RandomAccess, Serializable {
    private static final long serialVersionUID = 1;

    private final List<PcapngInterface> all;
    private final int size;

    First(List<PcapngInterface> all, int size) {
      this.all = all;
      this.size = size;
    }

    @Override
    public PcapngInterface get(int index) {
      return all.get(Objects.checkIndex(index, size));
    }

    @Override
    public int size() {
      return size;
    }
  }
}
