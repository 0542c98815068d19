package org.flowbeam.assemble;

import org.flowbeam.flow.EndReason;
import org.flowbeam.flow.Epochs;
import org.flowbeam.flow.FlowOptions;
import org.flowbeam.flow.FlowTracker;
import org.flowbeam.packet.Bits;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.Unkeyed;
import org.flowbeam.protocol.RowOutput;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.schemas.Tables;

/**
 * Turns the sorted packets of one key after the other into rows, in one pass and bounded memory:
 * the tracker of one epoch, its packet index buffer ({@link PacketIndex}), and some 150 bytes per
 * source that the flow lies in or that this object counted. Nothing in a packet makes it throw.
 *
 * <p>The steps are packets, dedup, epochs, tracker; there is no dedup yet: every packet goes on,
 * and what looks like a copy is counted as suspected. Not thread-safe.
 */
public final class FlowAssembler {
  private final RunFacts run;
  private final RowOutput out;
  private final Epochs epochs;
  private final FlowRows flowRows;
  private final AnomalyRows anomalyRows;
  private final PacketIndex packetIndex;
  private final boolean indexed;
  private final SourceAccounts accounts = new SourceAccounts();

  public FlowAssembler(FlowOptions options, RunFacts run, RowOutput out) {
    this.run = run;
    this.out = out;
    this.epochs = new Epochs(options, new Rows());
    this.flowRows = new FlowRows(options, run);
    this.anomalyRows = new AnomalyRows(run, out);
    this.packetIndex = new PacketIndex(run, out);
    this.indexed = options.packetIndex();
  }

  /** Takes all packets of one key and gives out all rows of its epochs. */
  public void assemble(PacketCursor packets) {
    epochs.begin();
    while (packets.next()) {
      PacketRecord packet = packets.packet();
      switch (packet.kind()) {
        case FlowKey.TWO_WAY, FlowKey.ONE_WAY -> epochs.packet(packet);
        case FlowKey.FRAGMENT -> unkeyed(packet, Unkeyed.FRAGMENT);
        default -> unkeyed(packet, reason(packet));
      }
    }
    epochs.end(run.latestTimeNanos());
  }

  /** What was counted per source since it was last cleared. */
  public SourceAccounts accounts() {
    return accounts;
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

  private final class Rows implements Epochs.Listener {
    @Override
    public void counted(FlowTracker epoch, PacketRecord packet, boolean copy) {
      long source = packet.source();
      accounts.flowPacket(source);
      if (copy) {
        accounts.suspected(source);
      }
      if (indexed) {
        int slot = epoch.sources().slot(source);
        packetIndex.add(epoch.flowId(), slot, source, packet.place(), packet.capturedLength());
      }
    }

    @Override
    public void ignored(PacketRecord packet) {
      accounts.unkeyed(packet.source(), Unkeyed.BAD_CHECKSUM);
    }

    @Override
    public void ended(FlowTracker epoch, EndReason reason) {
      FlowRow row = flowRows.row(epoch, reason);
      out.row(Tables.FLOWS, row);
      anomalyRows.write(epoch, row);
      if (indexed) {
        packetIndex.end(epoch.flowId());
      }
    }
  }
}
