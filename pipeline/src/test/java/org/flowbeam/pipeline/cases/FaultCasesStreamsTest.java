package org.flowbeam.pipeline.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.flowbeam.pipeline.RunTables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small captures of numbers of TCP that mislead, beside the public captures. */
class FaultCasesStreamsTest extends SweptCases {
  private static final String BYTES =
      "dst_bytes, dst_delivered_bytes, missed_bytes, dst_retransmits, dst_gaps";

  FaultCasesStreamsTest() {
    super(
        "K1-leaps",
        "K3-rst",
        "K4-early-fin",
        "oracles/b-rst-with-md5-option.pcap",
        "oracles/c-two-syn-acks.pcap",
        "oracles/h-same-time-stepped-back.pcap");
  }

  private List<String> flow(String capture, String columns) throws SQLException {
    return rows(capture, columns, "flows");
  }

  private List<String> anomalies(String capture) throws SQLException {
    return rows(capture, "kind, side, count", "anomalies");
  }

  private List<String> exchanges(String capture) throws SQLException {
    return rows(capture, "method, uri, status_code, outcome", "http");
  }

  @Test
  void anAcknowledgementOfWhatWasNeverSentIsNoMissedByte() throws SQLException {
    assertThat(flow("ack-of-unseen-huge", BYTES)).containsExactly("0|0|0|0|0");
    assertThat(anomalies("ack-of-unseen-huge")).containsExactly("reset_ignored|src|1");
  }

  @Test
  void bytesFarAheadAreOutOfWindowAndNothingElse() throws SQLException {
    assertThat(flow("data-far-ahead", BYTES + ", dst_payload_bytes, dst_undelivered"))
        .containsExactly("59|59|0|0|0|63|[{reason=out_of_window, bytes=4}]");
    assertThat(anomalies("data-far-ahead")).containsExactly("out_of_window|dst|1");
    assertThat(exchanges("data-far-ahead")).containsExactly("GET|/a|200|completed");
  }

  @Test
  void aSecondSynAckThatNobodyAcknowledgesChangesNothing() throws SQLException {
    String capture = "synack-two-isns-second-stray";
    assertThat(flow(capture, BYTES + ", conn_state")).containsExactly("59|59|0|0|0|SF");
    assertThat(exchanges(capture)).containsExactly("GET|/a|200|completed");
  }

  /** Alone, because its ports are those of another capture of the same time. */
  @Test
  void theAcknowledgementChoosesTheSynAck() throws SQLException {
    String capture = "K2-second-synack/synack-two-isns";
    RunTables alone = FaultCases.sweep(folder.resolve("alone"), capture + ".pcap");
    String columns = BYTES + ", conn_state, end_reason";
    assertThat(FaultCases.rows(alone, "synack-two-isns", columns, "flows"))
        .containsExactly("59|59|0|0|0|SF|fin");
    assertThat(FaultCases.rows(alone, "synack-two-isns", "uri, status_code", "http"))
        .containsExactly("/a|200");
  }

  @ParameterizedTest
  @CsvSource({
    "challenge-ack-rst, 118|118|0|0|0|SF|fin|[], 2",
    "rst-outside-window, 118|118|0|0|0|SF|fin|[], 2",
    "rst-before-data, 59|59|0|0|0|RSTR|rst|[], 1"
  })
  void aResetEndsOnlyWhatItsReceiverEnded(String capture, String flow, int exchanges)
      throws SQLException {
    assertThat(flow(capture, BYTES + ", conn_state, end_reason, dst_undelivered"))
        .containsExactly(flow);
    assertThat(exchanges(capture)).hasSize(exchanges).containsOnly("GET|/a|200|completed");
    assertThat(anomalies(capture)).noneMatch(row -> row.startsWith("data_after_reset"));
  }

  @Test
  void aResetThatTheReceiverDidNotTakeIsToldAndNotInTheHistory() throws SQLException {
    assertThat(flow("challenge-ack-rst", "history, dst_rst_packets")).containsExactly("ShADadFf|1");
    assertThat(anomalies("challenge-ack-rst")).containsExactly("reset_ignored|dst|1");
  }

  @Test
  void dataBehindAnEarlyFinIsOutOfOrder() throws SQLException {
    assertThat(flow("fin-before-data", BYTES + ", dst_out_of_order"))
        .containsExactly("59|59|0|0|0|2");
    assertThat(anomalies("fin-before-data")).containsExactly("out_of_order|dst|2");
  }

  @Test
  void aResetWithAnInvalidSignatureDoesNotHideTheResponse() throws SQLException {
    assertThat(exchanges("b-rst-with-md5-option"))
        .containsExactly("GET|/ultrasurf.html|200|completed");
  }

  @Test
  void aHandshakeOfTlsIsReadBehindTheSecondSynAck() throws SQLException {
    assertThat(rows("c-two-syn-acks", "version, server_name, outcome", "tls"))
        .containsExactly("TLSv13|icloud.com|completed");
  }

  @Test
  void recordsOfOneTimeKeepTheirOrderWhereTheClockStepsBack() throws SQLException {
    assertThat(flow("h-same-time-stepped-back", "history, dst_retransmits"))
        .containsExactly("ShADadFf|0");
    assertThat(exchanges("h-same-time-stepped-back"))
        .containsExactly("GET|/image/svg|200|completed");
  }
}
