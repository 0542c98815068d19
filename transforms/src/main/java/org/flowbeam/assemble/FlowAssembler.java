package org.flowbeam.assemble;

import java.util.List;
import org.flowbeam.dedup.DedupStep;
import org.flowbeam.dedup.DuplicateAccount;
import org.flowbeam.flow.AnomalyKind;
import org.flowbeam.flow.EndReason;
import org.flowbeam.flow.Epochs;
import org.flowbeam.flow.FlowNames;
import org.flowbeam.flow.FlowTracker;
import org.flowbeam.flow.RunFacts;
import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.TcpSegment;
import org.flowbeam.packet.Unkeyed;
import org.flowbeam.protocol.FlowSummary;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.RecordWriter;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.schemas.Tables;
import org.flowbeam.session.AssemblyOutput;
import org.flowbeam.session.ProtocolHints;
import org.flowbeam.session.Protocols;
import org.flowbeam.session.SessionInput;
import org.jspecify.annotations.Nullable;

/**
 * Turns the sorted packets of one key after the other into rows, in one pass and bounded memory:
 * the tracker and the session of one epoch, its packet index buffer ({@link PacketIndex}), what
 * dedup remembers ({@link DedupStep}), and some 150 bytes per source that the flow lies in or that
 * this object counted. Nothing in a packet makes it throw.
 *
 * <p>The steps are packets, dedup, epochs, tracker, streams, session. A removed copy is counted and
 * indexed; what looks like a copy but stays is counted as suspected. Not thread-safe.
 */
public final class FlowAssembler {
  private final RunFacts run;
  private final AssemblyOutput out;
  private final DedupStep dedup;
  private final Epochs epochs;
  private final FlowNames names;
  private final SessionInput sessions;
  private final FlowRows flowRows;
  private final AnomalyRows anomalyRows;
  private final FragmentAnomalies fragments;
  private final PacketIndex packetIndex;
  private final boolean indexed;
  private final boolean parsed;
  private final List<FlowSummary> summaries;
  private final RecordWriter records;
  private final SourceAccounts accounts = new SourceAccounts();
  private final DuplicateAccount duplicates = new DuplicateAccount();

  public FlowAssembler(AssemblyOptions options, RunFacts run, AssemblyOutput out) {
    this(options, Protocols.named(options.protocols()), run, out);
  }

  /** With these protocols, whatever the options name. */
  public FlowAssembler(
      AssemblyOptions options, List<Protocol> protocols, RunFacts run, AssemblyOutput out) {
    this(options, protocols, Protocols.ALL, run, out);
  }

  /** With protocols of one's own: those to parse, and those that know who opens a flow. */
  FlowAssembler(
      AssemblyOptions options,
      List<Protocol> protocols,
      List<Protocol> hinting,
      RunFacts run,
      AssemblyOutput out) {
    this.run = run;
    this.out = out;
    this.dedup = new DedupStep(options.flows().dedup(), run.sourceTimes(), new Deduplicated());
    this.epochs = new Epochs(options.flows(), new ProtocolHints(hinting), new Rows());
    this.names = new FlowNames(options.flows().communityIdSeed(), options.flows().localNets());
    this.sessions =
        new SessionInput(
            options.streams(), options.sessions(), protocols, epochs.tracker(), names, run, out);
    this.flowRows = new FlowRows(run, names);
    this.anomalyRows = new AnomalyRows(run, out);
    this.fragments = new FragmentAnomalies(run, out);
    this.packetIndex = new PacketIndex(run, out);
    this.indexed = options.flows().packetIndex();
    this.parsed = !protocols.isEmpty();
    this.summaries = FlowSummary.of(protocols);
    this.records = new RecordWriter(out);
  }

  /** Takes all packets of one key and gives out all rows of its epochs. */
  public void assemble(PacketCursor packets) {
    dedup.begin();
    epochs.begin();
    while (packets.next()) {
      dedup.packet(packets.packet());
    }
    dedup.end();
    epochs.end(run.latestTimeNanos());
    fragments.end();
    anomalyRows.endGroup();
  }

  private void incompleteFragment(PacketRecord packet) {
    unkeyed(packet, Unkeyed.INCOMPLETE_FRAGMENT);
    fragments.add(packet);
  }

  /** What was counted per source since it was last cleared. */
  public SourceAccounts accounts() {
    return accounts;
  }

  /** What was counted about copies, over all flows so far. */
  public DuplicateAccount duplicates() {
    return duplicates;
  }

  private void unkeyed(PacketRecord packet, Unkeyed reason) {
    accounts.unkeyed(packet.source(), reason);
    if (epochs.looksLikeCopy(packet)) {
      accounts.suspected(packet.source());
    }
  }

  private static Unkeyed reason(PacketRecord packet) {
    return Unkeyed.of(Bits.u8(packet.bytes(), packet.keyOffset() + FlowKey.PROTOCOL));
  }

  private static boolean isOfFlow(PacketRecord packet) {
    return packet.kind() == FlowKey.TWO_WAY || packet.kind() == FlowKey.ONE_WAY;
  }

  private final class Deduplicated implements DedupStep.Output {
    @Override
    public void kept(PacketRecord packet) {
      switch (packet.kind()) {
        case FlowKey.TWO_WAY, FlowKey.ONE_WAY -> epochs.packet(packet);
        case FlowKey.FRAGMENT -> incompleteFragment(packet);
        default -> unkeyed(packet, reason(packet));
      }
    }

    @Override
    public void copy(PacketRecord packet, long originalSource) {
      if (!packet.has(PacketRecord.OUTER)) {
        accounts.duplicate(packet.source());
        duplicates.removed(originalSource, packet.source());
      }
      if (isOfFlow(packet)) {
        epochs.copy(packet);
      }
    }

    @Override
    public void limitReached(PacketRecord packet) {
      if (isOfFlow(packet)) {
        epochs.note(AnomalyKind.DEDUP_LIMIT_REACHED, packet);
      } else {
        anomalyRows.noteDedupLimit(packet);
      }
    }
  }

  private final class Rows implements Epochs.Listener {
    @Override
    public void began(FlowTracker epoch) {
      names.begin(epoch);
      sessions.begin();
    }

    @Override
    public void counted(
        FlowTracker epoch,
        PacketRecord packet,
        @Nullable TcpSegment segment,
        boolean copy,
        boolean stray) {
      long source = packet.source();
      if (!packet.has(PacketRecord.OUTER)) {
        accounts.flowPacket(source);
        if (copy) {
          accounts.suspected(source);
        }
      }
      if (!packet.has(PacketRecord.OUTER)) {
        duplicates.kept(packet, segment, copy);
      }
      index(epoch, packet, false);
      if (parsed && !packet.has(PacketRecord.FRAGMENT_PART)) {
        sessions.packet(packet, segment, stray);
      }
    }

    private void index(FlowTracker epoch, PacketRecord packet, boolean copy) {
      if (indexed) {
        packetIndex.add(
            epoch.flowId(), packet.source(), packet.place(), packet.capturedLength(), copy);
      }
    }

    @Override
    public void removed(FlowTracker epoch, PacketRecord packet) {
      index(epoch, packet, true);
    }

    @Override
    public void ignored(PacketRecord packet) {
      if (!packet.has(PacketRecord.OUTER)) {
        accounts.unkeyed(packet.source(), Unkeyed.BAD_CHECKSUM);
      }
    }

    @Override
    public void ended(FlowTracker epoch, EndReason reason) {
      if (parsed) {
        sessions.end(reason);
      }
      FlowRow row = flowRows.row(epoch, reason);
      if (parsed) {
        sessions.describe(row);
      }
      out.row(Tables.FLOWS, row);
      anomalyRows.write(epoch, row);
      sessions.writeAnomalies(row);
      for (FlowSummary summary : summaries) {
        summary.flow(row, records);
      }
      if (indexed) {
        packetIndex.end(epoch.flowId());
      }
    }
  }
}
