package org.flowbeam.pipeline.sweep;

import java.io.Serializable;
import java.util.SortedMap;
import org.flowbeam.assemble.AssemblyOptions;
import org.flowbeam.io.frames.Spill;
import org.flowbeam.packet.esp.EspNull;
import org.flowbeam.packet.fragment.FragmentOptions;
import org.flowbeam.protocol.ProtocolSource;
import org.flowbeam.stage.packets.Reading;
import org.flowbeam.stage.packets.Selection;

/**
 * Everything that a sweep needs to know, decided before it begins, but for the files, of which
 * there may be many: every step has a plan with it.
 *
 * @param shards files per table and date, a function of the input's bytes alone
 * @param fragments how packets are decoded, carried and rebuilt
 * @param resultOptions the options that can change a result, for the run id and the manifest
 * @param labels what people call the run, for the manifest
 * @param provenance how it was asked for, for the manifest
 */
record SweepPlan(
    long unitBytes,
    Selection selection,
    FragmentOptions fragments,
    EspNull espNull,
    AssemblyOptions assembly,
    ProtocolSource protocols,
    Spill spill,
    int shards,
    String output,
    SortedMap<String, String> resultOptions,
    SortedMap<String, String> labels,
    Provenance provenance)
    implements Serializable {

  Reading reading() {
    return new Reading(
        selection, fragments.decoding(), fragments.carried(), opensEsp(), assembly.flows().dedup());
  }

  boolean opensEsp() {
    return espNull != EspNull.OFF;
  }
}
