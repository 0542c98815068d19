package org.flowbeam.protocol;

/** A protocol that only whole UDP flows can tell: it has an observer beside the parsers. */
public interface ObservingProtocol extends Protocol {
  /** An observer for one UDP flow; rows that it gives out before its end are a bug. */
  DatagramObserver newObserver(FlowContext flow, SessionOutput out);
}
