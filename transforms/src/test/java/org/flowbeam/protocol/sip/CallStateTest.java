package org.flowbeam.protocol.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.schemas.CallRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The state of a call is a function of the set of its messages, not of their order. */
class CallStateTest {
  private static final int ORDERS = 40;

  /**
   * Messages by a letter, parted by blanks: {@code I1} an INVITE with CSeq 1, {@code R2} one inside
   * the call, {@code r1} one by the callee inside the call, {@code B} BYE, {@code C} CANCEL, {@code
   * M1} MESSAGE; {@code 486/I1} its answer.
   */
  @ParameterizedTest
  @CsvSource({
    "I1, trying",
    "I1 100/I1, trying",
    "I1 180/I1, ringing",
    "I1 180/I1 183/I1, progress",
    "I1 200/I1, active",
    "I1 200/I1 180/I1 100/I1 B1 200/B1, ended",
    "I1 B1, ended",
    "I1 180/I1 C1 200/C1 487/I1, cancelled",
    "I1 C1 408/I1, cancelled",
    "I1 C1 200/I1, active",
    "I1 487/I1, cancelled",
    "I1 486/I1, busy",
    "I1 600/I1, busy",
    "I1 302/I1, redirected",
    "I1 404/I1, failed",
    "I1 404/I1 B1 200/B1, failed",
    "I1 480/I1 603/I1, failed",
    "I1 480/I1 600/I1, busy",
    "I1 401/I1, failed",
    "I1 401/I1 I2, trying",
    "I1 401/I1 I2 180/I2, ringing",
    "I1 401/I1 I2 407/I2 I3 200/I3 B4, ended",
    "I1 302/I1 I2 486/I2, busy",
    "I1 200/I1 I2 488/I2, active",
    "I1 200/I1 R2 488/R2, active",
    "I1 200/I1 R2 488/R2 B3, ended",
    "I1 180/I1 r1 200/r1, ringing",
    "I1 486/I1 200/O1, busy",
    "I1 180/I1 M1 200/M1, ringing",
    "I1 486/I1 M2 200/M2, busy",
    "B1, ended",
    "200/B1, ended",
    "200/I1, active",
    "M1, trying",
    "M1 200/M1, ended",
    "M1 404/M1, failed",
  })
  void theStateFollowsFromTheMessagesInAnyOrder(String messages, String state) {
    List<String> order = new ArrayList<>(Arrays.asList(messages.split(" ", -1)));
    for (int seed = 0; seed < ORDERS; seed++) {
      CallRow call = call(order);
      assertThat(call.getState()).as("%s, seed %d", order, seed).isEqualTo(state);
      assertThat(call.getForks()).as("%s, seed %d", order, seed).isLessThanOrEqualTo(1);
      Collections.shuffle(order, new Random(seed));
    }
  }

  private static CallRow call(List<String> messages) {
    Script script = Script.udp("call", 5060);
    for (String message : messages) {
      int slash = message.indexOf('/');
      String about = message.substring(slash + 1);
      String text = text(slash < 0 ? null : message.substring(0, slash), about);
      boolean request = slash < 0;
      if (request == Character.isLowerCase(about.charAt(0))) {
        script.server(text);
      } else {
        script.client(text);
      }
    }
    List<CallRow> calls = ParserRun.of(new SipProtocol(), script).summarize().rows(Tables.CALLS);
    assertThat(calls).as("%s", messages).hasSize(1);
    return calls.get(0);
  }

  private static String text(@Nullable String status, String about) {
    String method =
        switch (about.charAt(0)) {
          case 'B' -> "BYE";
          case 'C' -> "CANCEL";
          case 'M' -> "MESSAGE";
          case 'O' -> "OPTIONS";
          default -> "INVITE";
        };
    boolean byCallee = about.charAt(0) == 'r';
    boolean inside = byCallee || about.charAt(0) == 'R' || about.charAt(0) == 'B';
    String toTag = !inside && status == null ? "" : byCallee ? ";tag=a1" : ";tag=b1";
    return String.join(
        "\r\n",
        status == null ? method + " sip:bob@biloxi.example SIP/2.0" : "SIP/2.0 " + status + " Text",
        "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK" + about,
        "From: <sip:alice@atlanta.example>;tag=" + (byCallee ? "b1" : "a1"),
        "To: <sip:bob@biloxi.example>" + toTag,
        "Call-ID: c1",
        "CSeq: " + about.substring(1) + " " + method,
        "Content-Length: 0",
        "",
        "");
  }
}
