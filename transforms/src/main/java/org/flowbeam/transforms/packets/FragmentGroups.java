package org.flowbeam.transforms.packets;

import java.io.IOException;
import org.flowbeam.io.frames.SortedRecords;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.fragment.FragmentAssembler;
import org.flowbeam.packet.fragment.FragmentOptions;

/** Rebuilds the datagrams of merged fragments and writes what becomes of them as packets. */
public final class FragmentGroups {
  private final FragmentAssembler assembler;
  private final PacketRecord fragment = new PacketRecord();

  public FragmentGroups(FragmentOptions options, PacketWriter packets) {
    this.assembler = new FragmentAssembler(options, packets::write);
  }

  /** Takes all fragments, group by group. */
  public void rebuild(SortedRecords fragments) throws IOException {
    while (fragments.nextGroup()) {
      while (fragments.nextInGroup()) {
        fragment.wrap(fragments.bytes(), fragments.offset(), fragments.length());
        // Copies are removed later, with the flow: each record keeps its fragment's own hash.
        assembler.add(fragment);
      }
      assembler.end();
    }
  }
}
