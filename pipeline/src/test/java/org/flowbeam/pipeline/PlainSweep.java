package org.flowbeam.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.assemble.AssemblyOptions;
import org.flowbeam.flow.Checksums;
import org.flowbeam.flow.FlowOptions;
import org.flowbeam.packet.CarriedPayload;
import org.flowbeam.packet.DecodeOptions;
import org.flowbeam.packet.filter.Bpf;
import org.flowbeam.packet.filter.PacketFilter;
import org.flowbeam.packet.fragment.FragmentOptions;
import org.flowbeam.packet.fragment.FragmentOverlap;
import org.flowbeam.packet.link.LinkLayer;
import org.flowbeam.pipeline.sweep.KeptRows;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolSource;
import org.flowbeam.schemas.AnomalyRow;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.schemas.PacketIndexRow;
import org.flowbeam.schemas.SourceRow;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.flowbeam.schemas.UnkeyedPackets;
import org.flowbeam.session.Protocols;
import org.flowbeam.stage.packets.Selection;
import org.jspecify.annotations.Nullable;

/**
 * A sweep as users run it in one JVM, whose rows stay in memory. For tests that run thousands of
 * small captures, and choose settings that no command line has.
 */
public final class PlainSweep {
  /** Everything that the captures gave. */
  public record Result(Map<String, List<SpecificRecord>> tables) {
    /** The rows of a table, in its order. */
    public <R extends SpecificRecord> List<R> rows(Table<R> table) {
      return tables.getOrDefault(table.name(), List.of()).stream()
          .map(row -> table.rowClass().cast(row))
          .toList();
    }

    public List<FlowRow> flows() {
      return rows(Tables.FLOWS);
    }

    public List<PacketIndexRow> packetIndex() {
      return rows(Tables.PACKET_INDEX);
    }

    public List<AnomalyRow> anomalies() {
      return rows(Tables.ANOMALIES);
    }

    public List<SourceRow> sources() {
      return rows(Tables.SOURCES);
    }
  }

  /** Packets of a source in flows, without a flow, and copies. */
  public static long countedPackets(SourceRow source) {
    long unkeyed = source.getUnkeyedPackets().stream().mapToLong(UnkeyedPackets::getPackets).sum();
    return source.getFlowPackets() + unkeyed + source.getDuplicatePackets();
  }

  private final List<Path> captures;
  private AssemblyOptions options = AssemblyOptions.defaults();
  private DecodeOptions decoding = DecodeOptions.DEFAULT;
  private Selection selection = Selection.ALL;
  private @Nullable ProtocolSource protocols;

  private PlainSweep(List<Path> captures) {
    this.captures = captures;
  }

  public static PlainSweep of(Path... captures) {
    return new PlainSweep(List.of(captures));
  }

  public PlainSweep options(FlowOptions flows) {
    return options(options.with(flows));
  }

  public PlainSweep options(AssemblyOptions wanted) {
    this.options = wanted;
    return this;
  }

  public PlainSweep decoding(DecodeOptions wanted) {
    this.decoding = wanted;
    return this;
  }

  /** Looks for these, whatever the options name. */
  public PlainSweep protocols(List<Protocol> wanted) {
    this.protocols = () -> wanted;
    return this;
  }

  /** Leaves out the frames that do not match; the same program for every link type. */
  public PlainSweep filter(@Nullable Bpf filter) {
    if (filter != null) {
      Map<Integer, Bpf> programs = new TreeMap<>();
      for (int linkType : LinkLayer.decodedTypes()) {
        programs.put(linkType, filter);
      }
      PacketFilter frames = new PacketFilter(programs, null);
      this.selection = new Selection(Long.MIN_VALUE, Long.MAX_VALUE, frames);
    }
    return this;
  }

  public Result run() throws IOException {
    List<String> names = options.protocols();
    FragmentOptions fragments =
        new FragmentOptions(
            decoding,
            FragmentOverlap.FIRST,
            options.flows().checksums() == Checksums.STRICT,
            CarriedPayload.ofDepth(options.streams().depthBytes()));
    return new Result(
        KeptRows.of(
            captures,
            selection,
            fragments,
            options,
            protocols == null ? () -> Protocols.named(names) : protocols));
  }
}
