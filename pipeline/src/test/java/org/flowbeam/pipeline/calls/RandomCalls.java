package org.flowbeam.pipeline.calls;

import static org.flowbeam.pipeline.calls.CallScene.ALICE;
import static org.flowbeam.pipeline.calls.CallScene.BOB;
import static org.flowbeam.pipeline.calls.CallScene.CAROL;
import static org.flowbeam.pipeline.calls.CallScene.GATEWAY;
import static org.flowbeam.pipeline.calls.CallScene.NO_SDP;
import static org.flowbeam.pipeline.calls.CallScene.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Calls and streams of every kind at random, on few hosts and ports so that they meet. */
final class RandomCalls {
  static final int CALLS = 12;

  private static final String[] HOSTS = {ALICE, BOB, CAROL, GATEWAY};
  private static final int STREAMS = 20;

  private final CallScene scene = new CallScene();
  private final SplittableRandom random;

  private RandomCalls(SplittableRandom random) {
    this.random = random;
  }

  static CallScene scene(SplittableRandom random) {
    RandomCalls calls = new RandomCalls(random);
    for (int i = 0; i < CALLS; i++) {
      calls.call("c" + i);
    }
    for (int i = 0; i < STREAMS; i++) {
      calls.media();
    }
    return calls.scene;
  }

  private String host() {
    return HOSTS[random.nextInt(HOSTS.length)];
  }

  private int port() {
    return 4000 + 2 * random.nextInt(4);
  }

  private String description() {
    if (random.nextInt(5) == 0) {
      return NO_SDP; // comes with the ACK, or never
    }
    List<String> lines = new ArrayList<>();
    String[] kinds = {"m=audio %d RTP/AVP 0 101", "m=audio %d RTP/SAVP 8", "m=video %d RTP/AVP 31"};
    for (int i = random.nextInt(2); i >= 0; i--) {
      lines.add(kinds[random.nextInt(3)].formatted(random.nextInt(6) == 0 ? 0 : port()));
      String[] attributes = {
        "a=sendonly",
        "a=inactive",
        "a=rtcp-mux",
        "a=rtcp:" + (port() + 1),
        "a=sendrecv",
        "a=rtpmap:101 telephone-event/8000",
        "a=candidate:1 1 UDP 1 " + host() + " " + port() + " typ host"
      };
      lines.add(attributes[random.nextInt(attributes.length)]);
    }
    return sdp(host(), lines.toArray(new String[0]));
  }

  private void call(String id) {
    long at = random.nextInt(60_000);
    String[] users = {"alice", "bob", "+4930123456", "0049301234567"};
    CallScene.Leg leg =
        scene.leg(id, host(), host(), users[random.nextInt(4)], users[random.nextInt(4)]);
    String[] headers = {
      "Session-ID: s" + random.nextInt(4),
      "Replaces: c" + random.nextInt(CALLS) + ";to-tag=b;from-tag=a",
      "X-Call-ID: c" + random.nextInt(CALLS),
      "Subject: none"
    };
    leg.invite(at, description(), headers[random.nextInt(4)]);
    if (random.nextInt(3) == 0) {
      leg.fork("b2").response(at + 80, "180 Ringing", 1, "INVITE", NO_SDP);
      leg.fork("b");
    }
    String[] early = {"100 Trying", "180 Ringing", "183 Session Progress"};
    leg.response(at + 100, early[random.nextInt(3)], 1, "INVITE", description());
    switch (random.nextInt(6)) {
      case 0 -> leg.response(at + 900, "486 Busy Here", 1, "INVITE", NO_SDP);
      case 1 -> leg.request(at + 700, true, "CANCEL", 1, NO_SDP);
      default -> answered(leg, at + 1000);
    }
  }

  private void answered(CallScene.Leg leg, long at) {
    leg.response(at, "200 OK", 1, "INVITE", description());
    leg.request(at + 10, true, "ACK", 1, description());
    for (int i = random.nextInt(3); i > 0; i--) {
      boolean byCaller = random.nextBoolean();
      long then = at + 500 + random.nextInt(3000);
      switch (random.nextInt(4)) {
        case 0 -> leg.request(then, byCaller, "INVITE", 2 + i, description());
        case 1 -> leg.request(then, byCaller, "UPDATE", 2 + i, description());
        case 2 ->
            leg.request(then, byCaller, "INFO", 2 + i, "" + i, "Content-Type: application/dtmf");
        default ->
            leg.request(then, byCaller, "REFER", 2 + i, NO_SDP, "Refer-To: <sip:bob@b.example>");
      }
    }
    if (random.nextInt(4) > 0) {
      leg.bye(at + 4000 + random.nextInt(4000), random.nextBoolean());
    }
  }

  /** Signalling has a port of its own, so that media can be told from it. */
  private void media() {
    long at = random.nextInt(70_000);
    String from = host();
    String to = host();
    int fromPort = port();
    int toPort = port();
    int ssrc = random.nextInt(6);
    scene.stream(at, from, fromPort, to, toPort, ssrc, 1 + random.nextInt(150));
    if (random.nextInt(3) == 0) {
      scene.stream(at + 7, from, fromPort, to, toPort, ssrc, 20); // came twice
    }
    int ahead = random.nextInt(2);
    scene.rtcp(at + 500, from, fromPort + ahead, to, toPort + ahead, ssrc);
    if (random.nextInt(3) == 0) {
      for (int i = 0; i < 5; i++) {
        byte[] event = {(byte) random.nextInt(12), 10, 3, 32};
        scene.rtp(at + 20L * i, from, fromPort, to, toPort, ssrc, 101, 200 + i, 9600, event);
      }
    }
  }
}
