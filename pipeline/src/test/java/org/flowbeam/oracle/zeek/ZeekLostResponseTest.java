package org.flowbeam.oracle.zeek;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.HttpRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;

class ZeekLostResponseTest {
  /**
   * A thousand requests in less than a second; the packet with the head of the first response is
   * missing.
   */
  private static final String CAPTURE =
      "zeek+zeek/testing/btest/Traces/http/1000-requests-one-dropped-response.pcap.gz";

  @Test
  void onlyTheRequestWhoseResponseIsMissingStaysWithoutOne() throws IOException {
    Path capture = Captures.shared().resolve(CAPTURE);
    List<HttpRow> rows = PlainSweep.of(capture).run().rows(Tables.HTTP);
    assertThat(rows).hasSize(1000);
    assertThat(rows)
        .filteredOn(row -> !row.getOutcome().equals("completed"))
        .extracting(row -> row.getTx() + " " + row.getOutcome())
        .containsExactly("0 no_response");
  }
}
