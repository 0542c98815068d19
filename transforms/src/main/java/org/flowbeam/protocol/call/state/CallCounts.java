package org.flowbeam.protocol.call.state;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.flowbeam.schemas.CallRow;
import org.flowbeam.schemas.SipRow;
import org.jspecify.annotations.Nullable;

/** How many messages, flows, requests inside of the dialog. */
final class CallCounts {
  private static final int MAX_NUMBERS = 256;
  private static final int MAX_MESSAGES = 4096;

  private final Set<String> flows = new TreeSet<>();
  private final Set<String> reinvites = new TreeSet<>();
  private final Set<String> transfers = new TreeSet<>();
  private final Set<Integer> messages = new HashSet<>();
  private long retransmissions;
  private long beyond;

  void add(SipRow message) {
    String method = message.getMethod();
    if ("INVITE".equals(method) && message.getToTag() != null) {
      limited(reinvites, message.getFromTag() + " " + message.getCseq());
    }
    if ("REFER".equals(method)) {
      limited(transfers, message.getFromTag() + " " + message.getCseq());
    }
    if (flows.size() < CallRows.MAX_FLOWS) {
      flows.add(message.getFlowId());
    }
    int hash = hash(message);
    if (message.getRetransmission()) {
      retransmissions++;
    } else if (messages.size() < MAX_MESSAGES) {
      messages.add(hash);
    } else {
      beyond += messages.contains(hash) ? 0 : 1;
    }
  }

  /** Equal messages of several hops are one. */
  private static int hash(SipRow message) {
    return List.of(
            String.valueOf(message.getMethod()),
            String.valueOf(message.getStatusCode()),
            String.valueOf(message.getStatusMsg()),
            String.valueOf(message.getCseq()),
            String.valueOf(message.getCseqMethod()),
            String.valueOf(message.getFromTag()),
            String.valueOf(message.getToTag()))
        .hashCode();
  }

  private static void limited(Set<String> set, String value) {
    if (set.size() < MAX_NUMBERS) {
      set.add(value);
    }
  }

  /** What was too much to tell apart; null when nothing was. */
  @Nullable String beyond() {
    return beyond > 0 ? "more than " + MAX_MESSAGES + " different messages" : null;
  }

  void put(CallRow row) {
    row.setReinvites(reinvites.size());
    row.setTransfers(transfers.size());
    row.setMessages(messages.size() + beyond);
    row.setRetransmissions(retransmissions);
    row.setFlows(List.copyOf(flows));
  }
}
