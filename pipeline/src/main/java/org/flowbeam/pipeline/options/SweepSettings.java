package org.flowbeam.pipeline.options;

import java.util.List;
import java.util.SortedMap;
import org.flowbeam.assemble.AssemblyOptions;
import org.flowbeam.flow.Checksums;
import org.flowbeam.io.input.InputFile;
import org.flowbeam.options.Affects;
import org.flowbeam.packet.CarriedPayload;
import org.flowbeam.packet.DecodeOptions;
import org.flowbeam.packet.esp.EspNull;
import org.flowbeam.packet.fragment.FragmentOptions;
import org.flowbeam.stage.packets.Selection;

/**
 * The options of a sweep, checked and typed. Every complaint is one line that names the option.
 *
 * @param fragments how packets are decoded, carried and rebuilt
 * @param resultOptions the options that can change a result, as given, by name: part of the run id
 * @param labels what people call the run, by name of the option; empty where nothing was given
 */
public record SweepSettings(
    AssemblyOptions assembly,
    Selection selection,
    FragmentOptions fragments,
    EspNull espNull,
    WorkSettings work,
    SortedMap<String, String> resultOptions,
    SortedMap<String, String> labels) {

  /** How packets are taken apart. */
  public static DecodeOptions decoding(SweepOptions options) {
    return TunnelSettings.decoding(options);
  }

  public static SweepSettings of(SweepOptions options, List<InputFile> files, boolean oneJvm) {
    AssemblyOptions assembly =
        new AssemblyOptions(
            FlowSettings.of(options),
            StreamSettings.of(options),
            ProtocolSettings.sessions(options),
            options.get(ProtocolSettings.PROTOCOLS));
    FragmentOptions fragments =
        new FragmentOptions(
            TunnelSettings.decoding(options),
            options.get(TunnelSettings.FRAGMENT_OVERLAP),
            assembly.flows().checksums() == Checksums.STRICT,
            CarriedPayload.ofDepth(assembly.streams().depthBytes()));
    return new SweepSettings(
        assembly,
        PacketSettings.selection(options),
        fragments,
        options.get(TunnelSettings.ESP_NULL),
        WorkSettings.of(options, files, oneJvm),
        options.texts(Affects.ROWS),
        options.texts(Affects.LABEL));
  }
}
