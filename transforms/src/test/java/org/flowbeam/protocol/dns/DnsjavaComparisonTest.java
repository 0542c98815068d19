package org.flowbeam.protocol.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.schemas.DnsRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CAARecord;
import org.xbill.DNS.CERTRecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.HINFORecord;
import org.xbill.DNS.HTTPSRecord;
import org.xbill.DNS.LOCRecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NAPTRRecord;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.RPRecord;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.SSHFPRecord;
import org.xbill.DNS.SVCBBase;
import org.xbill.DNS.SVCBRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.URIRecord;

/** dnsjava builds messages with all kinds of records, and says what is in them. */
class DnsjavaComparisonTest {
  private static final int MESSAGES = 1000;
  private static final int UNKNOWN_TYPE = 4711;

  private final DnsMessage ours = new DnsMessage(new DnsText());

  /** One record, and what its data is in our table. */
  private record Known(Record record, String data) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void messagesReadAsTheyWereBuilt(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < MESSAGES; round++) {
      String what = "seed " + seed + ", round " + round;
      List<List<Known>> sections = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      Message message = message(random, sections);
      byte[] wire = message.toWire();
      assertThat(ours.read(Bytes.of(wire), false, false)).as(what).isTrue();
      assertThat(ours.problems).as(what + " " + message).isEmpty();
      assertThat(ours.id).as(what).isEqualTo(message.getHeader().getID());
      assertThat(ours.question.text(new DnsText()))
          .as(what)
          .isEqualTo(lower(message.getQuestion().getName()));
      assertThat(ours.question.type).as(what).isEqualTo(message.getQuestion().getType());
      compare(what + " answers", ours.answers, sections.get(0));
      compare(what + " authority", ours.authority, sections.get(1));
      compare(what + " additional", ours.additional, sections.get(2));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void mutatedMessagesThrowNothing(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < MESSAGES; round++) {
      List<List<Known>> sections = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      byte[] wire = message(random, sections).toWire();
      for (int change = 0; change < 8; change++) {
        wire[random.nextInt(wire.length)] = (byte) random.nextInt();
        Bytes part = new Bytes().wrap(wire, 0, random.nextInt(wire.length + 1));
        try {
          ours.read(part, random.nextBoolean(), random.nextInt(4) == 0);
        } catch (RuntimeException e) {
          fail("seed " + seed + ", round " + round + ": " + HexFormat.of().formatHex(wire), e);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void ofACutMessageTheWholeRecordsStay(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < MESSAGES; round++) {
      List<List<Known>> sections = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      byte[] wire = message(random, sections).toWire();
      int length = DnsMessage.HEADER_BYTES + random.nextInt(wire.length - DnsMessage.HEADER_BYTES);
      ours.read(new Bytes().wrap(wire, 0, length), true, false);
      assertThat(ours.problems).as("seed " + seed + ", round " + round).isEmpty();
      List<DnsRecord> answers = ours.answers == null ? List.of() : ours.answers;
      compare("cut", ours.answers, sections.get(0).subList(0, answers.size()));
    }
  }

  private static void compare(String what, @Nullable List<DnsRecord> ours, List<Known> theirs) {
    assertThat(ours == null ? 0 : ours.size()).as(what).isEqualTo(theirs.size());
    for (int i = 0; ours != null && i < ours.size(); i++) {
      Known known = theirs.get(i);
      DnsRecord record = ours.get(i);
      assertThat(record.getName()).as(what).isEqualTo(lower(known.record.getName()));
      assertThat(record.getTtl()).as(what).isEqualTo(known.record.getTTL());
      assertThat(record.getData()).as(what + " " + known.record).isEqualTo(known.data);
    }
  }

  private static Message message(SplittableRandom random, List<List<Known>> sections)
      throws IOException {
    Message message = new Message(random.nextInt(65536));
    message.getHeader().setFlag(0); // QR
    Name name = name(random);
    message.addRecord(Record.newRecord(name, 1 + random.nextInt(40), DClass.IN), Section.QUESTION);
    int[] numbers = {Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL};
    for (int section = 0; section < 3; section++) {
      for (int n = random.nextInt(4); n > 0; n--) {
        Known known = record(random.nextBoolean() ? name : name(random), random);
        sections.get(section).add(known);
        message.addRecord(known.record, numbers[section]);
      }
    }
    if (random.nextBoolean()) {
      message.addRecord(new OPTRecord(1232, 0, 0, 0x8000), Section.ADDITIONAL);
    }
    return message;
  }

  private static Known record(Name owner, SplittableRandom random) throws IOException {
    long ttl = random.nextInt(1 << 20);
    int in = DClass.IN;
    Name target = name(random);
    String text = lower(target);
    byte[] bytes = bytes(random, 32);
    String hex = HexFormat.of().formatHex(bytes);
    String base64 = Base64.getEncoder().encodeToString(bytes);
    int number = random.nextInt(256);
    return switch (random.nextInt(26)) {
      case 0 -> {
        InetAddress address = InetAddress.getByAddress(bytes(random, 4));
        yield new Known(new ARecord(owner, in, ttl, address), address.getHostAddress());
      }
      case 1 -> {
        byte[] address = {0x20, 1, 0xd, (byte) 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
        yield new Known(
            new AAAARecord(owner, in, ttl, InetAddress.getByAddress(address)), "2001:db8::1");
      }
      case 2 -> new Known(new NSRecord(owner, in, ttl, target), text);
      case 3 -> new Known(new CNAMERecord(owner, in, ttl, target), text);
      case 4 -> new Known(new PTRRecord(owner, in, ttl, target), text);
      case 5 -> new Known(new DNAMERecord(owner, in, ttl, target), text);
      case 6 -> new Known(new MXRecord(owner, in, ttl, number, target), text);
      case 7 -> new Known(new SOARecord(owner, in, ttl, target, name(random), 1, 2, 3, 4, 5), text);
      case 8 ->
          new Known(
              new TXTRecord(owner, in, ttl, List.of("one two", "three")),
              "TXT 7 one two TXT 5 three");
      case 9 -> new Known(new SRVRecord(owner, in, ttl, 1, 2, 3, target), text);
      case 10 -> like(new HINFORecord(owner, in, ttl, "cpu " + number, "os"));
      case 11 ->
          new Known(
              new NAPTRRecord(owner, in, ttl, number, 9, "S", "SIP+D2U", "!^.*$!a!", target),
              ("NAPTR " + number + " 9 S SIP+D2U !^.*$!a! " + text).stripTrailing());
      case 12 ->
          new Known(new DSRecord(owner, in, ttl, 7, number, 2, bytes), "DS " + number + " 2");
      case 13 ->
          new Known(new DNSKEYRecord(owner, in, ttl, 257, 3, number, bytes), "DNSKEY " + number);
      case 14 -> {
        Instant time = Instant.ofEpochSecond(1_700_000_000);
        yield new Known(
            new RRSIGRecord(owner, in, ttl, 1, number, 60, time, time, 7, target, bytes),
            "RRSIG 1 " + (text.isEmpty() ? "<Root>" : text));
      }
      case 15 ->
          new Known(
              new NSECRecord(owner, in, ttl, target, new int[] {1, 28}),
              "NSEC " + lower(owner) + " " + text);
      case 16 -> like(new CAARecord(owner, in, ttl, 0, "issue", "ca.example"));
      case 17 -> new Known(new TLSARecord(owner, in, ttl, 3, 1, 1, bytes), "3 1 1 " + hex);
      case 18 -> new Known(new SSHFPRecord(owner, in, ttl, 1, 2, bytes), "SSHFP: " + hex);
      case 19 ->
          new Known(new LOCRecord(owner, in, ttl, 1.5, 2.5, 3, 10, 20, 30), "LOC:  19 35 51");
      case 20 -> {
        SVCBBase.ParameterAlpn alpn = new SVCBBase.ParameterAlpn(List.of("h2", "h,3"));
        SVCBBase.ParameterPort port = new SVCBBase.ParameterPort(443);
        yield like(new HTTPSRecord(owner, in, ttl, 1, target, List.of(alpn, port)));
      }
      case 21 -> like(new SVCBRecord(owner, in, ttl, 0, target, List.of()));
      case 22 -> like(new URIRecord(owner, in, ttl, 1, 2, "https://a.example/"));
      case 23 -> like(new RPRecord(owner, in, ttl, target, name(random)));
      case 24 -> new Known(new CERTRecord(owner, in, ttl, 1, 2, 3, bytes), "1 2 3 " + base64);
      default ->
          new Known(
              Record.newRecord(owner, UNKNOWN_TYPE, in, ttl, bytes),
              "\\# " + bytes.length + " " + hex);
    };
  }

  /** Where our format is that of zone files; but names in lower case and without final dots. */
  private static Known like(Record record) {
    StringBuilder text = new StringBuilder();
    for (String word : record.rdataToString().split(" ", -1)) {
      boolean name = word.length() > 1 && word.endsWith(".");
      text.append(text.isEmpty() ? "" : " ");
      text.append(name ? word.substring(0, word.length() - 1).toLowerCase(Locale.ROOT) : word);
    }
    return new Known(record, text.toString());
  }

  private static String lower(Name name) {
    return name.toString(true).toLowerCase(Locale.ROOT).replaceAll("^\\.$", "");
  }

  /** Up to four labels of letters and digits in both cases; now and then the root. */
  private static Name name(SplittableRandom random) throws IOException {
    StringBuilder name = new StringBuilder();
    for (int labels = random.nextInt(5); labels > 0; labels--) {
      for (int letters = 1 + random.nextInt(8); letters > 0; letters--) {
        name.append("abcXYZ019-_".charAt(random.nextInt(11)));
      }
      name.append('.');
    }
    return Name.fromString(name.isEmpty() ? "." : name.toString());
  }

  private static byte[] bytes(SplittableRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
