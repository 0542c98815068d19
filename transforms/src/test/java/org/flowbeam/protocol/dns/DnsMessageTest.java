package org.flowbeam.protocol.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.schemas.DnsRecord;
import org.junit.jupiter.api.Test;

class DnsMessageTest {
  private static final int CNAME = 5;
  private static final int QUESTION = DnsMessage.HEADER_BYTES;

  private final DnsMessage message = new DnsMessage(new DnsText());

  private boolean read(Messages of) {
    return message.read(Bytes.of(of.bytes()), false, false);
  }

  private DnsRecord firstAnswer() {
    return Objects.requireNonNull(message.answers).get(0);
  }

  @Test
  void aPointerToItselfIsALoop() {
    assertThat(read(Messages.query(1).count(0, 1).raw(0xc0, QUESTION).u16(1).u16(1))).isFalse();
    assertThat(message.problems).containsExactly(Problem.COMPRESSION_LOOP, Problem.FORWARD_POINTER);
  }

  @Test
  void aLabelBeforeAPointerToItIsALoop() {
    Messages loop = Messages.query(1).count(0, 1).raw(1, 'a', 0xc0, QUESTION).u16(1).u16(1);
    assertThat(read(loop)).isFalse();
    assertThat(message.problems).contains(Problem.COMPRESSION_LOOP);
  }

  @Test
  void aForwardPointerIsFollowedAndReported() {
    // Bytes 12, 13 are the pointer; then type and class; the name follows at 18.
    assertThat(read(Messages.query(1).count(0, 1).raw(0xc0, 18).u16(1).u16(1).name("a.example")))
        .isTrue();
    assertThat(message.question.text(new DnsText())).isEqualTo("a.example");
    assertThat(message.problems).containsExactly(Problem.FORWARD_POINTER, Problem.TRAILING_BYTES);
  }

  @Test
  void aPointerOutOfTheMessageLosesTheNameOnly() {
    Messages response =
        Messages.response(1).question("a.example", 1).answer(0x3fff, 1, 60, 192, 0, 2, 1);
    assertThat(read(response)).isTrue();
    assertThat(message.problems).containsExactly(Problem.POINTER_OUTSIDE);
    assertThat(firstAnswer().getName()).isNull();
    assertThat(firstAnswer().getData()).isEqualTo("192.0.2.1");
  }

  @Test
  void aPointerIntoTheHeaderIsNoName() {
    read(Messages.response(1).question("a.example", 1).answer(2, 1, 60, 192, 0, 2, 1));
    assertThat(message.problems).containsExactly(Problem.POINTER_OUTSIDE);
  }

  @Test
  void aNameHas255BytesAtMost() {
    String longest = (("x".repeat(49) + ".").repeat(5) + "y".repeat(3));
    assertThat(read(Messages.query(1).question(longest, 1))).isTrue();
    assertThat(message.problems).isEmpty();
    assertThat(message.question.nameLength()).isEqualTo(255);
    assertThat(read(Messages.query(1).question(longest + "y", 1))).isFalse();
    assertThat(message.problems).containsExactly(Problem.NAME_TOO_LONG);
  }

  @Test
  void labelsOfUnknownTypesEndTheReading() {
    read(Messages.response(1).question("a.example", 1).count(1, 1).raw(0x41, 'a', 0));
    assertThat(message.problems).containsExactly(Problem.BAD_LABEL);
    assertThat(message.question.isPresent()).isTrue();
  }

  @Test
  void moreRecordsThanThereAreIsAMismatch() {
    read(Messages.response(1).question("a.example", 1).answer(12, 1, 60, 1, 2, 3, 4).count(1, 9));
    assertThat(message.problems).containsExactly(Problem.COUNT_MISMATCH);
    assertThat(message.answers).hasSize(1);
  }

  @Test
  void bytesBehindTheLastRecordAreReported() {
    read(Messages.query(1).question("a.example", 1).raw(0));
    assertThat(message.problems).containsExactly(Problem.TRAILING_BYTES);
  }

  @Test
  void dataThatDoesNotFitItsTypeIsShownAsHex() {
    read(Messages.response(1).question("a.example", 1).answer(12, 1, 60, 1, 2, 3));
    assertThat(firstAnswer().getData()).isEqualTo("\\# 3 010203");
    assertThat(message.problems).containsExactly(Problem.BAD_RECORD);
  }

  @Test
  void aNameInDataEndsWithinTheData() {
    read(Messages.response(1).question("a.example", 1).answer(12, CNAME, 60, 3, 'a', 'b'));
    assertThat(message.problems).contains(Problem.BAD_RECORD);
    assertThat(firstAnswer().getData()).isEqualTo("\\# 3 036162");
  }

  @Test
  void dataOfUnknownTypesIsShownAsHex() {
    read(Messages.response(1).question("a.example", 1).answer(12, 4711, 60, 10, 0, 0, 1));
    assertThat(firstAnswer().getType()).isEqualTo("query-4711");
    assertThat(firstAnswer().getData()).isEqualTo("\\# 4 0a000001");
  }

  @Test
  void aSubnetWithTooFewBytesIsReported() {
    read(Messages.query(1).question("a.example", 1).edns(512, 0, 0, 8, 0, 6, 0, 1, 24, 0, 192, 0));
    assertThat(message.clientSubnet).isNull();
    assertThat(message.problems).containsExactly(Problem.BAD_EDNS);
  }

  @Test
  void aMessageOfManyLongNamesIsReadInTime() {
    Messages many = Messages.response(1).question("x".repeat(60) + ".example", 1);
    for (int i = 0; i < 5000; i++) {
      many.answer(12, CNAME, 60, 0xc0, 12);
    }
    assertThat(read(many)).isTrue();
    assertThat(message.answers).hasSize(5000);
  }
}
