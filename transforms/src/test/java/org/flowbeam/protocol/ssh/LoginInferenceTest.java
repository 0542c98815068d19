package org.flowbeam.protocol.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How logins are told from lengths; the lengths are those of OpenSSH with chacha20-poly1305. */
class LoginInferenceTest {
  private static final int ACCEPT = 44;
  private static final int REFUSAL = 52;
  private static final int SUCCESS = 28;

  private final LoginInference logins = new LoginInference();
  private long timeNanos;

  private LoginInferenceTest client(int bytes) {
    logins.onEncrypted(false, bytes, ++timeNanos);
    return this;
  }

  private LoginInferenceTest server(int bytes) {
    logins.onEncrypted(true, bytes, ++timeNanos);
    return this;
  }

  /** The client asks for the service and tries the method none. */
  private LoginInferenceTest asked() {
    return client(48).server(ACCEPT).client(60);
  }

  private void are(int attempts, Boolean... success) {
    logins.flush();
    assertThat(logins.attempts()).isEqualTo(attempts);
    assertThat(logins.success()).isEqualTo(success.length == 0 ? null : success[0]);
  }

  @Test
  void theRefusalOfTheMethodNoneIsNoAttempt() {
    asked().server(REFUSAL).are(0);
  }

  @Test
  void whoGetsInWithoutAMethodHasTriedOnce() {
    asked().server(SUCCESS).are(1, true);
  }

  @Test
  void everyOtherAnswerAsLongAsTheRefusalIsAFailure() {
    asked().server(REFUSAL).client(84).server(REFUSAL).client(84).server(REFUSAL).are(2, false);
  }

  @Test
  void successEndsIt() {
    asked()
        .server(REFUSAL)
        .client(84)
        .server(REFUSAL)
        .client(84)
        .server(SUCCESS)
        .client(84)
        .server(REFUSAL)
        .are(2, true);
    assertThat(logins.isOver()).isTrue();
  }

  @Test
  void answersOfOtherLengthsAreNone() {
    asked().server(REFUSAL).client(140).server(100).client(308).server(SUCCESS).are(1, true);
  }

  @Test
  void extensionsThatComeUnaskedAreNoAnswer() {
    server(120).asked().server(REFUSAL).client(84).server(REFUSAL).are(1, false);
  }

  @Test
  void oneBannerBeforeTheRefusalIsSkipped() {
    asked().server(ACCEPT + 257).server(REFUSAL).client(84).server(REFUSAL).are(1, false);
  }

  @Test
  void whatCameWithOnePacketIsOneAnswer() {
    asked().server(REFUSAL).client(84);
    timeNanos++;
    logins.onEncrypted(true, 20, timeNanos);
    logins.onEncrypted(true, 8, timeNanos);
    are(1, true);
  }

  @Test
  void aHoleTakesAFailureBackAndNoSuccess() {
    asked().server(REFUSAL).client(84).server(REFUSAL);
    logins.flush();
    logins.stop();
    are(1);
    LoginInferenceTest other = new LoginInferenceTest();
    other.asked().server(SUCCESS);
    other.logins.flush();
    other.logins.stop();
    other.are(1, true);
  }

  /** Zeek would take the second portion for a refusal and a third one like it for a failure. */
  @Test
  void anAnswerTooShortToAcceptMeansThatLengthsTellNothing() {
    client(64).server(4).server(88).client(80).server(104).client(272).server(88).are(0);
  }

  @Test
  void whatIsCutByAHoleIsNotJudged() {
    asked().server(SUCCESS);
    logins.stop();
    are(0);
  }
}
