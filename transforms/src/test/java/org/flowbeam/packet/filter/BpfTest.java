package org.flowbeam.packet.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Map;
import java.util.Random;
import org.flowbeam.fixtures.packet.Packets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BpfTest {
  /** As tcpdump -ddd prints "udp port 53" for Ethernet and IPv4. */
  private static final String UDP_PORT_53 =
      """
      13
      40 0 0 12
      21 0 10 2048
      48 0 0 23
      21 0 8 17
      40 0 0 20
      69 6 0 8191
      177 0 0 14
      72 0 0 14
      21 2 0 53
      72 0 0 16
      21 0 1 53
      6 0 0 262144
      6 0 0 0
      """;

  private static boolean runs(String program, byte[] frame) {
    return Bpf.parseDdd(program).matches(frame, 0, frame.length, frame.length);
  }

  @Test
  void programsDecideByPacket() {
    byte[] query = Packets.ethernet().ipv4("10.0.0.1", "10.0.0.2").udp(5000, 53).bytes();
    byte[] answer =
        Packets.ethernet().ipv4("10.0.0.2", "10.0.0.1").options(7, 3, 4).udp(53, 5000).bytes();
    byte[] web = Packets.ethernet().ipv4("10.0.0.2", "10.0.0.1").tcp(53, 5000).bytes();
    assertThat(runs(UDP_PORT_53, query)).isTrue();
    assertThat(runs(UDP_PORT_53, answer)).isTrue();
    assertThat(runs(UDP_PORT_53, web)).isFalse();
    assertThat(runs(UDP_PORT_53.strip().replace('\n', ','), query)).isTrue();
  }

  /** Each line: a constant is loaded, one instruction is run, the result is the verdict. */
  @ParameterizedTest
  @CsvSource({
    "0 0 0 5, 4 0 0 4294967291, false", // 5 + -5
    "0 0 0 5, 20 0 0 5, false", // 5 - 5
    "0 0 0 65536, 36 0 0 65536, false", // 65536 * 65536 overflows to 0
    "0 0 0 4294967295, 52 0 0 2147483648, true", // unsigned: -1 / 2^31 = 1
    "0 0 0 4294967295, 148 0 0 4294967295, false", // remainder
    "0 0 0 0, 68 0 0 1, true", // or
    "0 0 0 1, 84 0 0 2, false", // and
    "0 0 0 7, 164 0 0 7, false", // xor
    "0 0 0 1, 100 0 0 31, true", // left
    "0 0 0 2147483648, 116 0 0 31, true", // right, unsigned
    "0 0 0 1, 116 0 0 1, false",
    "0 0 0 0, 132 0 0 0, false", // minus 0
    "0 0 0 1, 132 0 0 0, true",
    "0 0 0 9, 60 0 0 0, false", // division by X = 0 rejects
    "0 0 0 9, 156 0 0 0, false",
    "1 0 0 32, 108 0 0 0, false", // shift by X = 32
    "1 0 0 3, 135 0 0 0, true", // A = X
    "0 0 0 9, 2 0 0 15, true",
    "0 0 0 9, 96 0 0 15, false", // fresh memory is 0
    "0 0 0 0, 128 0 0 0, true", // wire length
    "0 0 0 9, 48 0 0 4, false", // a load behind the captured bytes rejects
    "0 0 0 9, 48 0 0 3, true",
    "0 0 0 9, 40 0 0 3, false",
    "0 0 0 9, 32 0 0 1, false",
    "0 0 0 9, 32 0 0 0, true",
    "0 0 0 9, 48 0 0 4294967295, false", // offsets are unsigned
    "1 0 0 4294967295, 80 0 0 1, false", // and do not wrap round: X + 1 = 2^32
    "1 0 0 2, 80 0 0 1, true",
    "0 0 0 9, 177 0 0 4, false",
  })
  void instructionsDoWhatTheyShould(String load, String instruction, boolean verdict) {
    byte[] frame = {1, 2, 3, 4};
    assertThat(runs("3," + load + "," + instruction + ",22 0 0 0", frame)).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource({
    "21 1 0 5, false", // equal
    "37 1 0 4, false", // greater
    "37 1 0 4294967295, true", // not greater: unsigned
    "53 1 0 5, false", // greater or equal
    "69 1 0 4, false", // a bit is set
    "69 1 0 2, true",
    "5 0 0 1, false", // always
  })
  void jumpsGoWhereTheyShould(String jump, boolean falls) {
    assertThat(runs("4,0 0 0 5," + jump + ",6 0 0 1,6 0 0 0", new byte[0])).isEqualTo(falls);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|BPF program has 0 instructions, not 1 to 4096",
        "4097,6 0 0 0|BPF text '4097': bad number '4097'",
        "2,6 0 0 0|BPF text promises 2 instructions but has 1",
        "1,6 0 0|BPF instruction '6 0 0' has not four numbers",
        "1,6 0 0 x|BPF text '6 0 0 x': bad number 'x'",
        "1,6 256 0 0|BPF text '6 256 0 0': bad number '256'",
        "1,-6 0 0 0|BPF text '-6 0 0 0': bad number '-6'",
        "1,6 0 0 4294967296|BPF text '6 0 0 4294967296': bad number '4294967296'",
        "1,0 0 0 0|BPF instruction 0 does not return at its end",
        "1,255 0 0 0|BPF instruction 0 has the unknown code 255",
        "1,14 0 0 0|BPF instruction 0 has the unknown code 14", // ret x
        "2,21 1 0 0,6 0 0 0|BPF instruction 0 jumps out of the program",
        "2,5 0 0 1,6 0 0 0|BPF instruction 0 jumps backwards or out of the program",
        "2,5 0 0 4294967295,6 0 0 0|BPF instruction 0 jumps backwards or out of the program",
        "2,2 0 0 16,6 0 0 0|BPF instruction 0 uses memory beyond word 15",
        "2,97 0 0 4294967295,6 0 0 0|BPF instruction 0 uses memory beyond word 15",
        "2,52 0 0 0,6 0 0 0|BPF instruction 0 divides by zero",
        "2,148 0 0 0,6 0 0 0|BPF instruction 0 divides by zero",
        "2,100 0 0 32,6 0 0 0|BPF instruction 0 shifts by more than 31",
        "x|BPF text 'x': bad number 'x'",
      })
  void unsafeProgramsAreRefused(String text, String message) {
    assertThatThrownBy(() -> Bpf.parseDdd(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  /** What passes the check runs to an end on anything. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomProgramsThatPassTheCheckEndWithoutThrowing(long seed) {
    Random random = new Random(seed);
    byte[] frame = new byte[60];
    int accepted = 0;
    for (int i = 0; i < 60_000; i++) {
      int n = 1 + random.nextInt(6);
      int[][] columns = new int[4][n];
      for (int j = 0; j < n; j++) {
        columns[0][j] = j == n - 1 ? 0x16 : random.nextInt(0xb8);
        columns[1][j] = random.nextInt(3);
        columns[2][j] = random.nextInt(3);
        columns[3][j] = random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(64);
      }
      Bpf program;
      try {
        program = new Bpf(columns[0], columns[1], columns[2], columns[3]);
      } catch (IllegalArgumentException e) {
        continue;
      }
      accepted++;
      random.nextBytes(frame);
      program.matches(frame, 0, frame.length, frame.length);
    }
    assertThat(accepted).as("seed %d", seed).isGreaterThan(500);
  }

  @Test
  void framesOfLinkTypesWithoutAProgramDoNotMatch() {
    PacketFilter filter = new PacketFilter(Map.of(1, Bpf.parseDdd("1,6 0 0 1")), null);
    assertThat(filter.matches(1, new byte[5], 2, 3, 3)).isTrue();
    assertThat(filter.matches(113, new byte[5], 2, 3, 3)).isFalse();
    assertThat(filter.linkTypes()).containsExactly(1);
  }

  @Test
  void filtersTravelToWorkers() throws IOException, ClassNotFoundException {
    PacketFilter filter = new PacketFilter(Map.of(1, Bpf.parseDdd(UDP_PORT_53)), null);
    byte[] query = Packets.ethernet().ipv4("10.0.0.1", "10.0.0.2").udp(5000, 53).bytes();
    assertThat(filter.matches(1, query, 0, query.length, query.length)).isTrue();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(filter);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      PacketFilter copy = (PacketFilter) in.readObject();
      assertThat(copy.matches(1, query, 0, query.length, query.length)).isTrue();
    }
  }
}
