package org.flowbeam.assemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.assemble.Talk.established;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.flowbeam.schemas.HttpRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who asks again when he was answered is paired with his answers, whatever was not captured. */
class LostRequestTest {
  private static final int EXCHANGES = 20;

  private static String request(int number) {
    return "GET /" + number + " HTTP/1.1\r\n\r\n";
  }

  private static String response(int number) {
    return "HTTP/1.1 200 " + number + "\r\nContent-Length: 0\r\n\r\n";
  }

  /** Which packets of exchanges were not captured. */
  private record Lost(Set<Integer> requests, Set<Integer> responses) {
    static Lost of(List<Integer> requests, List<Integer> responses) {
      return new Lost(new TreeSet<>(requests), new TreeSet<>(responses));
    }
  }

  private static Talk talk(Lost lost, long pauseNanos) {
    Talk talk = established();
    long asked = 101;
    long answered = 501;
    for (int i = 0; i < EXCHANGES; i++) {
      if (!lost.requests.contains(i)) {
        talk.orig().data(asked, answered, request(i));
      }
      asked += request(i).length();
      if (!lost.responses.contains(i)) {
        talk.resp().data(answered, asked, response(i));
      }
      answered += response(i).length();
      talk.pause(pauseNanos);
    }
    return talk.orig().ack(asked, answered).pause(2 * Talk.SECOND).orig().ack(asked, answered);
  }

  /** Target and reason of each row, which are the same number where the pair is right. */
  private static List<String> pairs(Talk talk) {
    return talk.assembled().exchanges.stream()
        .map(HttpRow.class::cast)
        .map(row -> row.getUri() + " " + row.getStatusMsg())
        .sorted()
        .toList();
  }

  private static List<String> expected(Lost lost) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < EXCHANGES; i++) {
      boolean asked = !lost.requests.contains(i);
      boolean answered = !lost.responses.contains(i);
      if (asked || answered) {
        pairs.add((asked ? "/" + i : "null") + " " + (answered ? i : "null"));
      }
    }
    pairs.sort(null);
    return pairs;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 300 * Talk.MILLI, 2 * Talk.SECOND})
  void oneLostRequestUnpairsNoOther(long pauseNanos) {
    for (int i = 0; i < EXCHANGES; i++) {
      Lost lost = Lost.of(List.of(i), List.of());
      Talk talk = talk(lost, pauseNanos);
      assertThat(pairs(talk)).as("request " + i).isEqualTo(expected(lost));
      assertThat(talk.assembled().anomalyKinds())
          .as("request " + i)
          .contains("http_response_without_request dst 1");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 300 * Talk.MILLI, 2 * Talk.SECOND})
  void anExchangeThatIsNotThereUnpairsNoOther(long pauseNanos) {
    for (int i = 0; i < EXCHANGES; i++) {
      Lost lost = Lost.of(List.of(i), List.of(i));
      assertThat(pairs(talk(lost, pauseNanos))).as("exchange " + i).isEqualTo(expected(lost));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 50 * Talk.MILLI, 300 * Talk.MILLI, 2 * Talk.SECOND})
  void whateverIsLostNoPairIsFalseAndFewAreMissed(long pauseNanos) {
    int right = 0;
    int found = 0;
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Lost lost = Lost.of(List.of(), List.of());
      for (int i = 0; i < EXCHANGES; i++) {
        if (random.nextInt(5) == 0) {
          (random.nextBoolean() ? lost.requests : lost.responses).add(i);
        }
      }
      List<String> expected = whole(expected(lost));
      List<String> pairs = whole(pairs(talk(lost, pauseNanos)));
      assertThat(expected).as("seed " + seed).containsAll(pairs);
      right += expected.size();
      found += pairs.size();
    }
    assertThat(found).isGreaterThan(right * 99 / 100);
  }

  private static List<String> whole(List<String> pairs) {
    return pairs.stream().filter(pair -> !pair.contains("null")).toList();
  }

  @Test
  void aResponseCapturedBeforeItsRequestAnswersIt() {
    Talk talk = established().orig().data(101, 501, request(0));
    long asked = 101L + request(0).length();
    long answered = 501L + response(0).length();
    talk.resp().data(501, asked, response(0));
    talk.resp().data(answered, asked + request(1).length(), response(1));
    talk.orig().data(asked, answered, request(1));
    assertThat(pairs(talk)).containsExactly("/0 0", "/1 1");
    assertThat(talk.assembled().anomalyKinds())
        .doesNotContain("http_response_without_request dst 1");
  }
}
