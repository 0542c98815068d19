package org.flowbeam.pipeline.courier;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.flowbeam.fixtures.Conversation;
import org.flowbeam.fixtures.capture.PcapBuilder;

/**
 * Clients that announce files and send most of them, and connections that nobody announced. No two
 * packets have one time. An endpoint is announced again only when what was announced before is
 * past.
 */
public final class CourierTraffic {
  private static final long MILLI = 1_000_000;
  private static final int CONTROLS = 30;
  private static final int ENDPOINTS = 12;
  private static final int NAMES = 15;

  /** One frame and when it was sent. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Sent(long timeNanos, boolean isControl, byte[] frame) {}

  private final Random random;
  private final TreeMap<Long, Sent> sent = new TreeMap<>();
  private final Map<String, Long> freeFromMillis = new HashMap<>();

  /** For "client port, number of the announcement": the client port of the transfer, or 0. */
  private final TreeMap<String, Integer> transfers = new TreeMap<>();

  private int nextPort = 20_000;

  public CourierTraffic(long seed) {
    random = new Random(seed);
    for (int i = 0; i < CONTROLS; i++) {
      control("10.0.0." + (i % 7 + 1), 1_000L * random.nextInt(600));
    }
    for (int i = 0; i < CONTROLS; i++) {
      Conversation other = Conversation.between("10.0.1.9", nextPort++, "198.51.100.200", 9_999);
      send(other.open().clientSends("of no concern").close(), 1_000L * random.nextInt(600), false);
    }
  }

  private void control(String client, long startMillis) {
    int port = nextPort++;
    Conversation control = Conversation.between(client, port, "198.51.100.1", 7_000).open();
    List<Long> times = new ArrayList<>();
    long at = startMillis;
    int announcements = 1 + random.nextInt(5);
    for (int i = 0; i < announcements; i++) {
      at += 200 + random.nextInt(30_000);
      String endpoint = freeEndpoint(at);
      control.clientSends("SEND file" + random.nextInt(NAMES) + " " + endpoint + "\n");
      times.add(at);
      transfers.put(port + ", " + i, random.nextInt(4) == 0 ? 0 : transfer(client, endpoint, at));
    }
    List<byte[]> frames = control.close().frames();
    for (int i = 0; i < frames.size(); i++) {
      int announcement = Math.min(i - 3, announcements - 1);
      long time = i < 3 ? startMillis : i < 3 + announcements ? times.get(announcement) : at + 500;
      put(time, true, frames.get(i));
    }
  }

  private String freeEndpoint(long atMillis) {
    for (int i = 0; ; i++) {
      String endpoint = "198.51.100.2 " + (30_000 + (i < 100 ? random.nextInt(ENDPOINTS) : i));
      if (freeFromMillis.getOrDefault(endpoint, Long.MIN_VALUE) <= atMillis) {
        freeFromMillis.put(endpoint, atMillis + 60_000);
        return endpoint;
      }
    }
  }

  private int transfer(String client, String endpoint, long announcedMillis) {
    int port = nextPort++;
    String[] words = endpoint.split(" ", -1);
    Conversation data = Conversation.between(client, port, words[0], Integer.parseInt(words[1]));
    String content = "x".repeat(1 + random.nextInt(1_000));
    send(data.open().clientSends(content).close(), announcedMillis + random.nextInt(9_000), false);
    return port;
  }

  private void send(Conversation conversation, long fromMillis, boolean isControl) {
    List<byte[]> frames = conversation.frames();
    for (int i = 0; i < frames.size(); i++) {
      put(fromMillis + 20L * i, isControl, frames.get(i));
    }
  }

  private void put(long millis, boolean isControl, byte[] frame) {
    long time = PcapBuilder.START_NANOS + millis * MILLI;
    while (sent.containsKey(time)) {
      time += 1_000;
    }
    sent.put(time, new Sent(time, isControl, frame));
  }

  /** All packets, in order of time. */
  public List<Sent> packets() {
    return List.copyOf(sent.values());
  }

  /** For "client port, tx" of each announcement the client port of its transfer; 0 for none. */
  public Map<String, Integer> transfers() {
    return transfers;
  }

  /** The packets as captures that are cut at these places. */
  public List<byte[]> cutAt(List<Integer> places) {
    List<Integer> cuts = new ArrayList<>(places);
    cuts.add(sent.size());
    cuts.sort(Comparator.naturalOrder());
    List<byte[]> captures = new ArrayList<>();
    int from = 0;
    for (int to : cuts) {
      if (to > from) {
        captures.add(capture(packets().subList(from, to)));
        from = to;
      }
    }
    return captures;
  }

  /** The packets as two taps see them: one the control connections, one all others. */
  public List<byte[]> byTap() {
    return List.of(
        capture(packets().stream().filter(Sent::isControl).toList()),
        capture(packets().stream().filter(packet -> !packet.isControl()).toList()));
  }

  private static byte[] capture(List<Sent> packets) {
    PcapBuilder pcap = PcapBuilder.pcap();
    packets.forEach(packet -> pcap.packet(packet.timeNanos(), packet.frame()));
    return pcap.bytes();
  }
}
