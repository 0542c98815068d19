package org.flowbeam.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * Asks the protocols, in order, whether what a side sent first is theirs. One that needs more is
 * waited for before a later one may have the bytes, and a claim that a port helped with waits for
 * all, so that the answer does not depend on how the bytes were cut into packets. One object per
 * side, reused.
 */
final class Detection {
  private final Dispatch dispatch;

  /** Who has not refused yet. */
  private final Protocol[] candidates;

  private final List<Protocol> refused = new ArrayList<>(0);
  private int count;
  private boolean begun;
  private @Nullable Protocol found;
  private Match match = Match.NO;

  Detection(Dispatch dispatch) {
    this.dispatch = dispatch;
    this.candidates = new Protocol[dispatch.protocols().size()];
  }

  /** Turns to another flow. */
  void begin() {
    refused.clear();
    reset();
  }

  /** A protocol that was wrong about the flow is not asked about it again. */
  void refuse(Protocol protocol) {
    refused.add(protocol);
  }

  /** Turns to other bytes of the flow. */
  void reset() {
    count = 0;
    begun = false;
    found = null;
    match = Match.NO;
  }

  /** Whether no protocol wants these bytes, whatever follows. */
  boolean isRejected() {
    return begun && count == 0;
  }

  /** Whether a protocol may want them, given more of either side. */
  boolean isUndecided() {
    return begun && count > 0 && found == null;
  }

  /**
   * Looks at a side's first bytes, at least one.
   *
   * @param last no more will come: who could only do with more is passed over
   * @return whether a protocol was found
   */
  boolean probe(Evidence evidence, boolean last) {
    if (!begun) {
      listCandidates(evidence);
    }
    Protocol weaker = null;
    Match weakerMatch = Match.NO;
    int left = 0;
    int waiting = 0;
    for (int i = 0; i < count; i++) {
      Protocol protocol = candidates[i];
      Match answer = protocol.probe(evidence);
      if (answer.found() && !answer.isByPort() && waiting == 0) {
        return take(protocol, answer);
      }
      if (answer.isByPort() && weaker == null) {
        weaker = protocol;
        weakerMatch = answer;
      }
      boolean waits = answer == Match.NEED_MORE && !last;
      waiting += waits ? 1 : 0;
      if (waits || answer.found()) {
        candidates[left++] = protocol;
      }
    }
    count = left;
    return weaker != null && waiting == 0 && take(weaker, weakerMatch);
  }

  private boolean take(Protocol protocol, Match answer) {
    found = protocol;
    match = answer;
    return true;
  }

  private void listCandidates(Evidence evidence) {
    begun = true;
    int first = evidence.start().u8(0);
    for (Protocol protocol : dispatch.beginningWith(first, evidence.isDatagrams())) {
      add(protocol);
    }
    addOnPort(evidence.senderPort(), evidence.isDatagrams());
    addOnPort(evidence.receiverPort(), evidence.isDatagrams());
  }

  private void addOnPort(int port, boolean datagrams) {
    for (Protocol protocol : dispatch.onPort(port, datagrams)) {
      if (!isCandidate(protocol)) {
        add(protocol);
      }
    }
  }

  private void add(Protocol protocol) {
    if (refused.isEmpty() || !refused.contains(protocol)) {
      candidates[count++] = protocol;
    }
  }

  private boolean isCandidate(Protocol protocol) {
    for (int i = 0; i < count; i++) {
      if (candidates[i] == protocol) {
        return true;
      }
    }
    return false;
  }

  /** The protocol found, when {@link #probe} said so. */
  Protocol found() {
    return Objects.requireNonNull(found);
  }

  /** What the bytes said about who sent them. */
  Match match() {
    return match;
  }
}
