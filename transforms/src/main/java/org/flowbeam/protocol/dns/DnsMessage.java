package org.flowbeam.protocol.dns;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.flowbeam.io.bytes.Bits;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.packet.Address;
import org.flowbeam.schemas.DnsRecord;
import org.jspecify.annotations.Nullable;

/**
 * One message (RFC 1035, 4.1), read as far as it is whole; what is wrong goes to {@link #problems}.
 * The object is reused for the next message; its strings and lists may be kept.
 */
final class DnsMessage {
  static final int HEADER_BYTES = 12;

  private static final int RECORD_BYTES = 10; // type, class, ttl, length
  private static final int QUESTION_BYTES = 4; // type, class
  private static final int MAX_SHARED_NAMES = 16;

  int id;
  int flags;
  int questions;
  int lengthBytes;

  /** The name, type and class of the first question whose name could be read. */
  final Question question = new Question();

  @Nullable List<DnsRecord> answers;
  @Nullable List<DnsRecord> authority;
  @Nullable List<DnsRecord> additional;

  boolean hasEdns;
  int ednsUdpSize;
  long ednsFlags;
  @Nullable String clientSubnet;

  /** What was wrong. */
  final Set<Problem> problems = EnumSet.noneOf(Problem.class);

  /** Records of all sections, as the header counts them. */
  private int recordCount;

  private final DnsName name = new DnsName();
  private final DnsText text;
  private final RecordData recordData;
  private final int[] sharedAt = new int[MAX_SHARED_NAMES];
  private final @Nullable String[] sharedNames = new @Nullable String[MAX_SHARED_NAMES];
  private int shared;
  private int afterQuestions;

  DnsMessage(DnsText text) {
    this.text = text;
    this.recordData = new RecordData(text);
  }

  /**
   * Reads a message.
   *
   * @param cut whether bytes at its end are missing for a known reason
   * @param netbios of the NetBIOS name service
   * @return false when it is none: neither a question nor a record could be read
   */
  boolean read(Bytes message, boolean cut, boolean netbios) {
    clear();
    lengthBytes = message.length();
    if (lengthBytes < HEADER_BYTES) {
      return false;
    }
    id = message.u16(0);
    flags = message.u16(2);
    questions = message.u16(4);
    recordCount = message.u16(6) + message.u16(8) + message.u16(10);
    int at = questions(message, netbios);
    afterQuestions = at;
    if (at >= 0) {
      answers = new ArrayList<>(2);
      at = section(message, at, message.u16(6), answers, netbios);
    }
    if (at >= 0 && message.u16(8) > 0) {
      authority = new ArrayList<>(2);
      at = section(message, at, message.u16(8), authority, netbios);
    }
    if (at >= 0 && message.u16(10) > 0) {
      additional = new ArrayList<>(2);
      at = section(message, at, message.u16(10), additional, netbios);
    }
    if (at == DnsName.CUT && !cut) {
      problems.add(Problem.COUNT_MISMATCH);
    } else if (at >= 0 && at < lengthBytes) {
      problems.add(Problem.TRAILING_BYTES);
    }
    answers = orNull(answers);
    authority = orNull(authority);
    additional = orNull(additional);
    return question.isPresent() || hasEdns || hasRecords() || cut || isBareHeader();
  }

  /** An error told by the header alone, or a message of DSO (RFC 8490), which counts nothing. */
  private boolean isBareHeader() {
    return questions + recordCount == 0 && (isResponse() || opcode() == 6);
  }

  private void clear() {
    question.clear();
    answers = null;
    authority = null;
    additional = null;
    hasEdns = false;
    clientSubnet = null;
    problems.clear();
    shared = 0;
  }

  private static @Nullable List<DnsRecord> orNull(@Nullable List<DnsRecord> records) {
    return records == null || records.isEmpty() ? null : records;
  }

  boolean hasRecords() {
    return answers != null || authority != null || additional != null;
  }

  boolean isResponse() {
    return (flags & 0x8000) != 0;
  }

  int opcode() {
    return (flags >> 11) & 0xf;
  }

  /** The response code with the upper bits of EDNS (RFC 6891, 6.1.3). */
  int responseCode() {
    return (flags & 0xf) | (hasEdns ? (int) (ednsFlags >> 24) << 4 : 0);
  }

  /** An error without a question, or a response without any record: rejected, as Zeek sees it. */
  boolean isRejected() {
    if (questions == 0) {
      return (flags & 0xf) != 0;
    }
    return recordCount == 0;
  }

  /** Moves {@link #question} to the next question that can be read; false when there is none. */
  boolean nextQuestion(Bytes message, boolean netbios) {
    for (int at = question.end; at < afterQuestions; ) {
      int next = name.read(message, at);
      if (next < 0 || next + QUESTION_BYTES > message.length()) {
        return false;
      }
      if (name.length > 0) {
        setQuestion(message, next, netbios);
        return true;
      }
      at = next + QUESTION_BYTES;
    }
    return false;
  }

  private int questions(Bytes message, boolean netbios) {
    int at = HEADER_BYTES;
    for (int i = 0; i < questions; i++) {
      int next = name.read(message, at);
      problems.addAll(name.problems);
      if (next < 0) {
        return next;
      }
      if (next + QUESTION_BYTES > message.length()) {
        return DnsName.CUT;
      }
      if (name.length > 0 && !question.isPresent()) {
        setQuestion(message, next, netbios);
        if (!netbios) {
          share(at, question.text(text));
        }
      }
      at = next + QUESTION_BYTES;
    }
    return at;
  }

  private void setQuestion(Bytes message, int next, boolean netbios) {
    question.set(name, message.u16(next), message.u16(next + 2), netbios);
    question.end = next + QUESTION_BYTES;
  }

  private int section(Bytes message, int at, int count, List<DnsRecord> into, boolean netbios) {
    for (int i = 0; i < count; i++) {
      int next = name.read(message, at);
      problems.addAll(name.problems);
      if (next < 0) {
        return next;
      }
      int data = next + RECORD_BYTES;
      if (data > message.length()) {
        return DnsName.CUT;
      }
      int length = message.u16(next + 8);
      if (data + length > message.length()) {
        return DnsName.CUT;
      }
      int type = message.u16(next);
      if (type == Codes.OPT) {
        edns(message, next, length);
      } else {
        into.add(record(message, at, next, type, length, netbios));
      }
      at = data + length;
    }
    return at;
  }

  private DnsRecord record(Bytes message, int at, int next, int type, int length, boolean netbios) {
    String owner = name.length == 0 ? null : ownerText(message, at, netbios);
    DnsRecord record = new DnsRecord();
    record.setName(owner);
    record.setType(Codes.type(type, netbios));
    record.setTtl(message.u32(next + 4));
    record.setData(recordData.text(type, owner, message, next + RECORD_BYTES, length, netbios));
    problems.addAll(recordData.problems);
    return record;
  }

  /** Most owners are pointers to one or two names: those get one string each. */
  private String ownerText(Bytes message, int at, boolean netbios) {
    boolean pointer = message.u8(at) >= 0xc0;
    int key = pointer ? message.u16(at) & 0x3fff : at;
    for (int i = 0; i < shared; i++) {
      String known = sharedNames[i];
      if (sharedAt[i] == key && known != null) {
        return known;
      }
    }
    String owner = netbios ? text.netbiosName(name) : text.name(name.lower, name.length);
    share(key, owner);
    return owner;
  }

  private void share(int at, String owner) {
    if (shared < MAX_SHARED_NAMES) {
      sharedAt[shared] = at;
      sharedNames[shared++] = owner;
    }
  }

  /** The pseudo record of RFC 6891, 6.1.2; of several the first counts. */
  private void edns(Bytes message, int at, int length) {
    if (hasEdns) {
      problems.add(Problem.BAD_EDNS);
      return;
    }
    hasEdns = true;
    ednsUdpSize = message.u16(at + 2);
    ednsFlags = message.u32(at + 4);
    int from = at + RECORD_BYTES;
    int end = from + length;
    while (from + 4 <= end) {
      int code = message.u16(from);
      int size = message.u16(from + 2);
      from += 4;
      if (from + size > end) {
        break;
      }
      if (code == 8 && clientSubnet == null) {
        clientSubnet = clientSubnet(message, from, size);
      }
      from += size;
    }
    if (from != end) {
      problems.add(Problem.BAD_EDNS);
    }
  }

  /** RFC 7871, 6: family, prefix lengths, as many bytes of the address as the prefix needs. */
  private @Nullable String clientSubnet(Bytes message, int at, int size) {
    int family = size < 4 ? 0 : message.u16(at);
    int prefix = size < 4 ? 0 : message.u8(at + 2);
    int addressBytes = family == 1 ? 4 : 16;
    boolean known = family == 1 || family == 2;
    if (!known || prefix > 8 * addressBytes || size - 4 < (prefix + 7) / 8) {
      problems.add(Problem.BAD_EDNS);
      return null;
    }
    byte[] address = new byte[16];
    if (family == 1) {
      Bits.put32(address, 8, 0xffff);
    }
    int count = Math.min(size - 4, addressBytes);
    System.arraycopy(message.array(), message.offset() + at + 4, address, 16 - addressBytes, count);
    return Address.text(address, 0) + "/" + prefix;
  }
}
