package org.flowbeam.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.flowbeam.io.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every protocol must hold that watches UDP flows beside the parsers; its contract test
 * extends this and brings the flows. A datagram is whole or lost, so pieces of one and holes in it
 * are those of the network.
 */
public abstract class ObserverContract {
  private static final int DATAGRAMS = 200_000;
  private static final long MAX_KEPT_BYTES = 1 << 20;

  protected abstract Protocol.Observing protocol();

  /** Small flows of it. */
  protected abstract List<Script> scripts();

  /** Datagrams of which each is sent for ever. */
  protected abstract List<byte[]> endless();

  @Test
  void noPortAndNoFirstByteNamesIt() {
    for (Script script : scripts()) {
      byte[] first = script.events.get(0).bytes();
      Evidence evidence = Evidence.udp(Script.CLIENT_PORT, script.serverPort, Bytes.of(first));
      assertThat(protocol().probe(evidence).found()).as(script.name).isFalse();
    }
  }

  @Test
  void theFlowsGiveRowsWithoutFailure() {
    for (Script script : scripts()) {
      ParserRun run = ParserRun.of(protocol(), script);
      assertThat(run.failure).as(script.name).isNull();
      assertThat(run.rows.size() + run.summarize().rows.size()).as(script.name).isPositive();
    }
  }

  @Test
  void theSameFlowGivesTheSameRows() {
    for (Script script : scripts()) {
      assertThat(ParserRun.of(protocol(), script).outcome())
          .isEqualTo(ParserRun.of(protocol(), script).outcome());
    }
  }

  @Test
  void aDatagramThatIsCutAtAnyByteOrLostDoesNoHarm() {
    for (Script script : scripts()) {
      for (int i = 0; i < script.events.size(); i++) {
        byte[] bytes = script.events.get(i).bytes();
        for (int length = 0; length < bytes.length; length += 1 + length / 100) {
          List<Script.Event> events = new ArrayList<>(script.events);
          Script.Event event = events.remove(i);
          if (length > 0) {
            events.add(i, event.withBytes(Arrays.copyOf(bytes, length)));
          }
          play(script.with(SessionEnd.CUT, events), script.name + " event " + i + ", " + length);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void mutatedAndRandomBytesThrowNothing(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (Script script : scripts()) {
      for (int round = 0; round < 200; round++) {
        List<Script.Event> events = new ArrayList<>();
        for (Script.Event event : script.events) {
          byte[] bytes = event.bytes().clone();
          for (int i = random.nextInt(4); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
          }
          events.add(event.withBytes(bytes));
        }
        play(script.with(SessionEnd.CUT, events), "seed " + seed + ", round " + round);
      }
    }
  }

  @Test
  void endlessFlowsKeepLittle() {
    for (byte[] datagram : endless()) {
      Script nothing = Script.udp("endless", 5004);
      long kept =
          ParserRun.keptBytes(protocol(), nothing, Direction.CLIENT, datagram, DATAGRAMS)[0];
      assertThat(kept).isLessThan(MAX_KEPT_BYTES);
    }
  }

  private void play(Script script, String what) {
    try {
      assertThat(ParserRun.of(protocol(), script).failure).as(what).isNull();
    } catch (RuntimeException e) {
      fail(what, e);
    }
  }
}
