package org.flowbeam.assemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.assemble.Talk.established;

import java.util.List;
import org.flowbeam.schemas.HttpRow;
import org.junit.jupiter.api.Test;

/** A hole is waited for while requests and responses go on; their pairs must not shift by that. */
class LostResponseTest {
  private static final String GET = "GET / HTTP/1.1\r\n\r\n";
  private static final int EXCHANGES = 9;

  private static String response(int number) {
    return "HTTP/1.1 21" + number + " R\r\nContent-Length: 0\r\n\r\n";
  }

  /** Requests with their statuses, in order, where these responses were not captured. */
  private static List<String> pairs(boolean requestsAcknowledge, List<Integer> lost) {
    Talk talk = established();
    long asked = 101;
    long answered = 501;
    for (int i = 0; i < EXCHANGES; i++) {
      talk.orig().data(asked, requestsAcknowledge ? answered : 501, GET);
      asked += GET.length();
      if (!lost.contains(i)) {
        talk.resp().data(answered, asked, response(i));
      }
      answered += response(i).length();
      if (!requestsAcknowledge) {
        talk.orig().ack(asked, answered);
      }
    }
    talk.pause(2 * Talk.SECOND).orig().ack(asked, answered);
    return talk.assembled().exchanges.stream()
        .map(HttpRow.class::cast)
        .map(row -> row.getTx() + " " + row.getMethod() + " " + row.getStatusCode())
        .sorted()
        .toList();
  }

  @Test
  void theOtherResponsesGoToTheirRequests() {
    for (boolean requestsAcknowledge : new boolean[] {false, true}) {
      assertThat(pairs(requestsAcknowledge, List.of(0, 4, 5)))
          .containsExactly(
              "0 GET null",
              "1 GET 211",
              "2 GET 212",
              "3 GET 213",
              "4 GET null",
              "5 GET null",
              "6 GET 216",
              "7 GET 217",
              "8 GET 218");
    }
  }
}
