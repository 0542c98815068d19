package org.flowbeam.stage.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.flowbeam.io.capture.SourceInfo;
import org.flowbeam.io.capture.damage.Damage;
import org.flowbeam.io.capture.damage.SourceStatus;
import org.flowbeam.io.capture.record.BlockPlace;
import org.flowbeam.io.capture.record.CaptureInterface;
import org.flowbeam.io.input.InputFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class InspectedTest {
  /** Of half a surrogate pair there is no UTF-8. */
  private static final String NOT_UNICODE = "x\ud800\u0000\u00e9";

  @ParameterizedTest
  @ValueSource(strings = {"", "a text", NOT_UNICODE})
  @NullSource
  void whatWasFoundComesBackAsItWas(@Nullable String text) {
    InputFile file = new InputFile(7, "day/a.pcap", "/evidence/day/a.pcap", 1L << 40, true, "e");
    Long number = text == null ? null : -1L;
    SourceInfo info =
        new SourceInfo(
            NOT_UNICODE,
            text,
            3,
            SourceStatus.TRUNCATED,
            text,
            4,
            5,
            "gzip",
            text,
            text,
            text,
            number,
            List.of(1, 276),
            List.of(new CaptureInterface(6, text, text, 113, 7)),
            number,
            number,
            8,
            9,
            10,
            11,
            12,
            13,
            text,
            text,
            text,
            text,
            text,
            text,
            text,
            List.of(),
            List.of(new Damage(Damage.BAD_RECORD, 14, 15, 16, NOT_UNICODE)),
            List.of(new BlockPlace(17, 18, 19)),
            20);
    byte[] fact = SourceFact.inspected(21, file, info);
    assertThat(SourceFact.inspected(fact, 0, fact.length)).isEqualTo(new Inspected(file, info));
  }
}
