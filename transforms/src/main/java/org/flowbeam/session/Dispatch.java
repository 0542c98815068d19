package org.flowbeam.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.StartBytes;

/**
 * Which protocols are asked about bytes: those that may begin with the first of them, then those
 * that only its ports suggest. So a flow of no known protocol does not pay for all of them.
 * Immutable.
 */
final class Dispatch {
  private static final int BYTES = 256;
  private static final Protocol[] NOBODY = {};
  private static final Protocol.Prefaced[] NOBODY_BEHIND = {};

  private final List<Protocol> protocols;
  private final Protocol[][] streams = new Protocol[BYTES][];
  private final Protocol[][] datagrams = new Protocol[BYTES][];
  private final Protocol.Prefaced[][] behindAnyByte = new Protocol.Prefaced[BYTES][];
  private final Protocol.Prefaced[][] atTurns = new Protocol.Prefaced[BYTES][];
  private final boolean hasPrefaced;
  private final PortLists streamPorts;
  private final PortLists datagramPorts;

  /**
   * Orders the questions.
   *
   * @param protocols in the order in which they are asked
   */
  Dispatch(List<Protocol> protocols) {
    this.protocols = protocols;
    for (int first = 0; first < BYTES; first++) {
      streams[first] = beginningWith(first, protocols, false);
      datagrams[first] = beginningWith(first, protocols, true);
      behindAnyByte[first] = prefaced(first, protocols, false);
      atTurns[first] = prefaced(first, protocols, true);
    }
    hasPrefaced = protocols.stream().anyMatch(Protocol.Prefaced.class::isInstance);
    streamPorts = new PortLists(protocols, false);
    datagramPorts = new PortLists(protocols, true);
  }

  private static Protocol[] beginningWith(int first, List<Protocol> protocols, boolean datagrams) {
    Protocol[] found = new Protocol[protocols.size()];
    int count = 0;
    for (Protocol protocol : protocols) {
      if (protocol.startBytes(datagrams).has(first)) {
        found[count++] = protocol;
      }
    }
    return count == 0 ? NOBODY : Arrays.copyOf(found, count);
  }

  private static Protocol.Prefaced[] prefaced(int first, List<Protocol> protocols, boolean atTurn) {
    List<Protocol.Prefaced> found = new ArrayList<>(0);
    for (Protocol protocol : protocols) {
      if (protocol instanceof Protocol.Prefaced prefaced
          && prefaced.prefacedBytes().has(first)
          && (atTurn || prefaced.mayFollowAnyByte())) {
        found.add(prefaced);
      }
    }
    return found.toArray(NOBODY_BEHIND);
  }

  /** Whether any protocol may begin behind a preface. */
  boolean hasPrefaced() {
    return hasPrefaced;
  }

  /**
   * Those that may begin with this byte, 0 to 255, behind a preface, in order. Not to be changed.
   *
   * @param atTurn where a side speaks again after the other did
   */
  Protocol.Prefaced[] prefaced(int first, boolean atTurn) {
    return (atTurn ? atTurns : behindAnyByte)[first];
  }

  /** All protocols, in order. */
  List<Protocol> protocols() {
    return protocols;
  }

  /** Those that may begin with this byte, 0 to 255, in order. Not to be changed. */
  Protocol[] beginningWith(int first, boolean ofDatagrams) {
    return (ofDatagrams ? datagrams : streams)[first];
  }

  /** Those that are asked about any bytes on this port, in order. Not to be changed. */
  Protocol[] onPort(int port, boolean ofDatagrams) {
    return (ofDatagrams ? datagramPorts : streamPorts).of(port);
  }

  /** The protocols that are found by their ports only. */
  private static final class PortLists {
    private static final Protocol[][] NO_LISTS = {};

    private final int[] ports;
    private final Protocol[][] lists;

    PortLists(List<Protocol> protocols, boolean datagrams) {
      TreeMap<Integer, Protocol[]> byPort = new TreeMap<>();
      for (Protocol protocol : protocols) {
        if (protocol.startBytes(datagrams) == StartBytes.ON_ITS_PORTS) {
          for (int port : protocol.ports()) {
            byPort.merge(port, new Protocol[] {protocol}, PortLists::joined);
          }
        }
      }
      ports = byPort.keySet().stream().mapToInt(Integer::intValue).toArray();
      lists = byPort.values().toArray(NO_LISTS);
    }

    private static Protocol[] joined(Protocol[] first, Protocol[] second) {
      Protocol[] both = Arrays.copyOf(first, first.length + second.length);
      System.arraycopy(second, 0, both, first.length, second.length);
      return both;
    }

    Protocol[] of(int port) {
      int at = Arrays.binarySearch(ports, port);
      return at < 0 ? NOBODY : lists[at];
    }
  }
}
