package org.flowbeam.protocol.dns;

import static org.assertj.core.api.Assertions.assertThat;

import org.flowbeam.io.bytes.Bytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegisteredDomainsTest {
  private final RegisteredDomains domains = new RegisteredDomains(new DnsText());
  private final DnsName name = new DnsName();

  @ParameterizedTest
  @CsvSource({
    "www.example.com, example.com",
    "_dmarc._x.example.com, example.com",
    "a.b.c.d.example.co.uk, example.co.uk",
    "example.com, example.com",
    "x.k12.ma.us, x.k12.ma.us",
    "a.b.c.kawasaki.jp, b.c.kawasaki.jp",
    "x.city.kawasaki.jp, city.kawasaki.jp",
    "a.b.ck, a.b.ck",
    "a.www.ck, www.ck",
    "user.github.io, github.io",
    "dc1.corp.internal, corp.internal",
    "4.3.2.1.in-addr.arpa, 1.in-addr.arpa",
    "a.xn--55qx5d.cn, a.xn--55qx5d.cn",
    "dnscat.082b01f500aa63a54529e10016a0abfb2a, .",
    "a.b.abcdefghijklmnopqrstuvwxyz, .",
    "192.0.2.1, .",
    "www.example.xn--vermgensberatung-pwb, example.xn--vermgensberatung-pwb",
    "www.example.xn--p1ai, example.xn--p1ai",
    "com,",
    "co.uk,",
    "localhost,",
    "'',"
  })
  void itIsOneLabelBelowThePublicSuffix(String text, @Nullable String expected) {
    Messages message = Messages.query(1).name(text);
    name.read(Bytes.of(message.bytes()), DnsMessage.HEADER_BYTES);
    for (int again = 0; again < 2; again++) {
      RegisteredDomains.Tail domain = domains.of(name.lower, name.length);
      assertThat(domain == null ? null : domain.text).isEqualTo(expected);
    }
  }
}
