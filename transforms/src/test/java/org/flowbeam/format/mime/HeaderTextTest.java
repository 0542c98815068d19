package org.flowbeam.format.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.flowbeam.format.text.EncodedWords;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Encoded words, addresses, times and parameters of header fields. */
class HeaderTextTest {
  private final Set<String> defects = new HashSet<>();

  private String decode(String value) {
    return EncodedWords.decode(value, defects);
  }

  private List<String> addresses(String value) {
    List<String> shown = new ArrayList<>();
    Addresses.parse(value, defects).forEach(a -> shown.add(a.name() + " | " + a.address()));
    return shown;
  }

  private @Nullable String filename(String field) {
    return MimeParameters.of(field).decoded("filename", defects);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "=?iso-8859-1?Q?a_b=E9?=;a bé",
        "=?utf-8*en?B?w6k=?=;é",
        "x =?utf-8?q?a?= =?utf-8?q?b?= y;x ab y",
        "=?utf-8?B?YQ==?==?utf-8?B?Yg==?=;ab",
        "=?utf-8?B?YQ?=;a",
        "=?gb2312?B?dGVzdCCy4srU?=;test 测试",
        "=?utf-8?B??=x;x",
        "no =? word ?=;no =? word ?=",
      })
  void encodedWordsAreDecoded(String sent, String text) {
    assertThat(decode(sent)).isEqualTo(text);
    assertThat(defects).isEmpty();
  }

  @Test
  void aCharacterMayBeCutByWordsOfOneCharset() {
    assertThat(decode("=?utf-8?Q?=C3?= =?utf-8?Q?=A9?=")).isEqualTo("é");
  }

  @Test
  void anUnknownCharsetIsShownAsBytes() {
    assertThat(decode("=?x-none?Q?a=E9?=")).isEqualTo("a\\xe9");
    assertThat(defects).containsExactly(EncodedWords.UNKNOWN_CHARSET);
  }

  @Test
  void bytesBeyondAsciiAreUtf8OrWindows1252() {
    assertThat(decode(new String("é".getBytes(UTF_8), ISO_8859_1))).isEqualTo("é");
    assertThat(defects).isEmpty();
    assertThat(decode("What\u0092s")).isEqualTo("What’s");
    assertThat(defects).containsExactly(EncodedWords.HEADER_8BIT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "a@a.test;null | a@a.test",
        "\"Doe, J.\" <j@a.test>;Doe, J. | j@a.test",
        "\"jam,a.test\" <m@a.test>;jam,a.test | m@a.test",
        "=?utf-8?Q?=C3=A9?= <e@a.test>;é | e@a.test",
        "j@a.test (John (Jr.) Doe);John Jr. Doe | j@a.test",
        "<a@a.test>;null | a@a.test",
        "\"a b\"@a.test (x);x | ab@a.test",
      })
  void namesAndAddressesAreApart(String sent, String shown) {
    assertThat(addresses(sent)).containsExactly(shown);
  }

  @Test
  void groupsAreTheirMembers() {
    assertThat(addresses("Us: a@a.test, B <b@a.test>;, c@a.test"))
        .containsExactly("null | a@a.test", "B | b@a.test", "null | c@a.test");
    assertThat(addresses("undisclosed-recipients:;")).isEmpty();
  }

  @Test
  void moreAddressesThanTheLimitAreNotKept() {
    assertThat(addresses("a@a.test,".repeat(5000))).hasSize(Addresses.MAX_ADDRESSES);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Mon, 5 Oct 2009 11:36:07 +0530;2009-10-05T06:06:07Z",
        "5 Oct 09 11:36 GMT;2009-10-05T11:36:00Z",
        "Thu, 6 Mar 2014 10:04:49 -0500 (EST);2014-03-06T15:04:49Z",
        "Fri, 6 Mar 2014 10:04:49 PST;2014-03-06T18:04:49Z",
        "Fri, 6 Mar 2014 10:04:49;2014-03-06T10:04:49Z",
      })
  void timesAreRead(String sent, Instant time) {
    assertThat(MailDate.micros(sent)).isEqualTo(1_000_000 * time.getEpochSecond());
  }

  @ParameterizedTest
  @CsvSource({"yesterday", "31 Feb 2014 10:00:00", "1 Foo 2014 10:00:00", "1 Jan 2014 25:00:00"})
  void whatIsNoTimeIsNone(String sent) {
    assertThat(MailDate.micros(sent)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "attachment; filename=\"a b.txt\" | a b.txt",
        "attachment; filename*=utf-8''%C3%A9.txt; filename=e.txt | é.txt",
        "attachment; filename*0*=utf-8''%C3; filename*1*=%A9; filename*2=.txt | é.txt",
        "attachment; filename*0=\"long \"; filename*1=name%41 | long name%41",
        "attachment; dummy=\"filename=wrong\"; filename=right | right",
        "attachment; filename=\"=?utf-8?Q?=C3=A9?=.txt\" | é.txt",
      })
  void fileNamesAreDecoded(String field, String name) {
    assertThat(filename(field)).isEqualTo(name);
    assertThat(defects).isEmpty();
  }

  @Test
  void longFileNamesAreCut() {
    assertThat(filename("attachment; filename=" + "A".repeat(4095))).hasSize(1024);
  }
}
