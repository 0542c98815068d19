package org.flowbeam.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.fixtures.Expected;
import org.flowbeam.packet.DecodeOptions;
import org.flowbeam.packet.DecodeOptions.Tunnels;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.schemas.PacketIndexRow;
import org.flowbeam.schemas.SourceRow;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tunnel columns of the fixtures, and what the choices of {@code --tunnels} promise. */
class FixtureTunnelsTest {
  static Stream<String> captures() {
    return Expected.rows("tunnels").stream().map(row -> row.getOrDefault("capture", "")).distinct();
  }

  @ParameterizedTest
  @MethodSource("captures")
  void flowsNameTheirTunnelsAndTheEndsOfTheOutermost(String capture) throws IOException {
    List<Map<String, String>> expected =
        Expected.rows("tunnels").stream()
            .filter(row -> capture.equals(row.remove("capture")))
            .toList();
    List<Map<String, String>> ours = new ArrayList<>();
    for (FlowRow flow : sweep(capture, Tunnels.INNER).flows()) {
      ours.add(columns(flow, expected.get(0).keySet()));
      assertThat(flow.getIsTunnel()).isFalse();
    }
    assertThat(ours).containsExactlyInAnyOrderElementsOf(expected);
  }

  @ParameterizedTest
  @MethodSource("captures")
  void withOuterNoFlowHasTunnelsAndEveryPacketIsCounted(String capture) throws IOException {
    PlainSweep.Result result = sweep(capture, Tunnels.OUTER);
    assertThat(result.flows()).allSatisfy(flow -> assertThat(flow.getTunnels()).isNull());
    assertThat(packets(result.flows())).isEqualTo(packetsRead(result));
  }

  /** The flows of inner, unchanged, and those around them; the sources count inner packets only. */
  @ParameterizedTest
  @MethodSource("captures")
  void withBothTheTunnelsFlowsAreAddedAndStayOutOfTheSum(String capture) throws IOException {
    PlainSweep.Result inner = sweep(capture, Tunnels.INNER);
    PlainSweep.Result both = sweep(capture, Tunnels.BOTH);
    List<FlowRow> around = both.flows().stream().filter(FlowRow::getIsTunnel).toList();
    List<FlowRow> others = both.flows().stream().filter(flow -> !flow.getIsTunnel()).toList();

    assertThat(inner.flows()).containsAll(others);
    assertThat(both.sources()).isEqualTo(inner.sources());
    assertThat(packetsRead(both)).isEqualTo(packets(inner.flows()));
    boolean opened = inner.flows().stream().anyMatch(flow -> flow.getTunnels() != null);
    assertThat(around.isEmpty()).isEqualTo(!opened);
    assertThat(around)
        .allSatisfy(
            flow -> {
              assertThat(flow.getService()).isNull();
              assertThat(flow.getSrcDeliveredBytes() + flow.getDstDeliveredBytes()).isZero();
              assertThat(flow.getSrcUndeliveredBytes()).isEqualTo(flow.getSrcPayloadBytes());
              assertThat(flow.getDstUndeliveredBytes()).isEqualTo(flow.getDstPayloadBytes());
            });
    assertThat(indexed(both)).isEqualTo(packets(both.flows()));
  }

  /** Each layer that was opened around a packet gives one packet of a tunnel's flow. */
  @ParameterizedTest
  @MethodSource("captures")
  void withBothEveryLayerCountsEveryPacketOnce(String capture) throws IOException {
    long layers = 0;
    for (FlowRow flow : sweep(capture, Tunnels.INNER).flows()) {
      layers += (flow.getSrcPackets() + flow.getDstPackets()) * depth(flow);
    }
    PlainSweep.Result both = sweep(capture, Tunnels.BOTH);
    assertThat(packets(both.flows())).isEqualTo(packetsRead(both) + layers);
  }

  /** In the fixtures every tunnel but PPP has an IP packet of its own. */
  private static long depth(FlowRow flow) {
    return flow.getTunnels() == null ? 0 : flow.getTunnels().size();
  }

  private static PlainSweep.Result sweep(String capture, Tunnels tunnels) throws IOException {
    return PlainSweep.of(Captures.fixture(capture))
        .decoding(DecodeOptions.DEFAULT.with(tunnels))
        .run();
  }

  private static long packets(List<FlowRow> flows) {
    return flows.stream().mapToLong(flow -> flow.getSrcPackets() + flow.getDstPackets()).sum();
  }

  private static long indexed(PlainSweep.Result result) {
    return result.packetIndex().stream().mapToLong(PacketIndexRow::getPackets).sum();
  }

  private static long packetsRead(PlainSweep.Result result) {
    SourceRow source = result.sources().get(0);
    assertThat(PlainSweep.countedPackets(source)).isEqualTo(source.getPackets());
    return source.getFlowPackets();
  }

  private static Map<String, String> columns(FlowRow flow, Iterable<String> names) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (String name : names) {
      Object value = flow.get(flow.getSchema().getField(name).pos());
      columns.put(name, value == null ? Expected.NULL : value.toString());
    }
    return columns;
  }
}
