package org.flowbeam.protocol.call;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.flowbeam.io.bytes.Times;
import org.flowbeam.protocol.RecordReader;
import org.flowbeam.protocol.RecordWriter;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.SummaryOutput;
import org.jspecify.annotations.Nullable;

/**
 * Stage 1: what was announced and what streamed at one endpoint, in order of time. Each stream gets
 * its best call. Keeps at most {@link #MAX_ACTIVE} of both.
 */
final class MediaEndpoints implements RunSummary {
  static final MediaEndpoints INSTANCE = new MediaEndpoints();
  static final int ENDPOINT = 0;
  static final int STREAM = 1;
  static final int DST = 0;
  static final int SRC = 1;

  private static final int SIGNALLING = 2;
  private static final int MAX_ACTIVE = 1024;

  /** Calls that share an endpoint are linked with so many that began before. */
  private static final int MAX_LINKED = 8;

  private MediaEndpoints() {}

  /** Where media is sent to, or where RTCP about it is. */
  static String group(boolean rtcp, String address, int port) {
    return (rtcp ? "rtcp " : "media ") + address + " " + port;
  }

  /** Says that a stream was at an endpoint. */
  static void stream(
      RecordWriter to, String group, long firstNanos, long lastNanos, int which, String id) {
    to.group(group).time(firstNanos).u8(STREAM).number(lastNanos).u8(which).text(id);
    to.writeFor(INSTANCE);
  }

  @Override
  public int stage() {
    return 1;
  }

  @Override
  public void summarize(Records records, SessionOptions options, SummaryOutput out) {
    RecordReader reader = new RecordReader(records);
    Sweep sweep = new Sweep(out);
    while (reader.next()) {
      long time = reader.timeNanos();
      if (reader.u8() == ENDPOINT) {
        sweep.endpoint(Endpoint.read(reader, time));
      } else {
        sweep.stream(new Stream(time, reader.number(), reader.u8(), reader.text()));
      }
    }
    sweep.end();
  }

  /** A stream at this endpoint, and the best call so far. */
  private static final class Stream {
    final long first;
    final long last;
    final int which;
    final String id;
    @Nullable Candidate best;

    Stream(long first, long last, int which, String id) {
      this.first = first;
      this.last = last;
      this.which = which;
      this.id = id;
    }

    void consider(Endpoint endpoint) {
      long from = Math.max(first, endpoint.fromNanos());
      long to = Math.min(last, endpoint.toNanos());
      if (from > to) {
        return;
      }
      int rank = endpoint.signalling() ? SIGNALLING : which;
      long announced = endpoint.announcedNanos();
      String callId = endpoint.callId();
      if (best == null || !best.isAsGoodAs(rank, to - from, announced, callId)) {
        best = new Candidate(rank, to - from, announced, callId, endpoint.media());
      }
    }
  }

  private static final class Sweep {
    private final SummaryOutput out;
    private final RecordWriter records;
    private final Deque<Endpoint> endpoints = new ArrayDeque<>();
    private final Deque<Stream> streams = new ArrayDeque<>();
    private boolean reported;

    Sweep(SummaryOutput out) {
      this.out = out;
      this.records = new RecordWriter(out);
    }

    void endpoint(Endpoint begun) {
      forget(begun.fromNanos());
      streams.forEach(stream -> stream.consider(begun));
      link(begun);
      if (endpoints.size() == MAX_ACTIVE) {
        endpoints.removeFirst();
        report(begun.fromNanos());
      }
      endpoints.addLast(begun);
    }

    void stream(Stream begun) {
      forget(begun.first);
      endpoints.forEach(begun::consider);
      if (streams.size() == MAX_ACTIVE) {
        write(streams.removeFirst());
        report(begun.first);
      }
      streams.addLast(begun);
    }

    private void forget(long now) {
      endpoints.removeIf(endpoint -> endpoint.toNanos() < now);
      for (Iterator<Stream> all = streams.iterator(); all.hasNext(); ) {
        Stream stream = all.next();
        if (stream.last < now) {
          write(stream);
          all.remove();
        }
      }
    }

    /** Two calls with one endpoint at a time. */
    private void link(Endpoint begun) {
      int linked = 0;
      for (Iterator<Endpoint> all = endpoints.descendingIterator();
          all.hasNext() && linked < MAX_LINKED; ) {
        Endpoint other = all.next();
        if (!other.callId().equals(begun.callId()) && other.isPassedOn(begun)) {
          linked++;
          long at = begun.announcedNanos() / 1000;
          long delta = at - other.announcedNanos() / 1000;
          Links.write(records, other.callId(), begun.callId(), "sdp_endpoint", at, delta);
        }
      }
    }

    private void write(Stream stream) {
      if (stream.best != null) {
        records.group(StreamCalls.group(stream.id)).u8(StreamCalls.CANDIDATE);
        stream.best.write(records).writeFor(StreamCalls.INSTANCE);
      }
    }

    private void report(long nanos) {
      if (!reported) {
        reported = true;
        CallTables.report(out, CallTables.CROWDED, "more than 1024 at a time", Times.micros(nanos));
      }
    }

    void end() {
      streams.forEach(this::write);
    }
  }
}
