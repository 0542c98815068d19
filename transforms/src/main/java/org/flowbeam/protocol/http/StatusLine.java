package org.flowbeam.protocol.http;

import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What a status line says, however odd it is.
 *
 * @param version without the protocol's name; empty when none is told
 * @param code for the rules about bodies: of three digits, else 0
 * @param shownCode any number in its place; null when there is none
 * @param reason what follows the code, or all of it when that is no number; as sent, each byte one
 *     char below 256
 * @param odd whether it is not as RFC 9112 section 4 has it
 */
record StatusLine(
    String version, int code, @Nullable Integer shownCode, String reason, boolean odd) {
  /** There is none. */
  static final StatusLine NONE = new StatusLine("", 0, null, "", false);

  /** The line {@code [from, end)} has a {@link StatusLines#protocolStart}. */
  static StatusLine of(Bytes line, int from, int end) {
    int protocol = StatusLines.protocolStart(line, from, end);
    int version = StatusLines.versionStart(line, protocol);
    int versionEnd = StatusLines.versionEnd(line, version, end);
    int code = StatusLines.codeStart(line, versionEnd, end);
    int codeEnd = StatusLines.codeEnd(line, code, end);
    int number = StatusLines.code(line, code, codeEnd);
    int reason = number < 0 ? code : Text.skipBlanks(line, codeEnd, end);
    int three = codeEnd - code == 3 ? Math.max(number, 0) : 0;
    boolean odd =
        protocol > from
            || line.u8(version) != '1'
            || versionEnd - version != 3
            || three == 0
            || Text.hasControl(line, versionEnd, end);
    return new StatusLine(
        line.escaped(version, versionEnd - version),
        three,
        number < 0 ? null : (Integer) number,
        line.latin1(reason, Text.trimBlanks(line, reason, end) - reason),
        odd);
  }

  boolean isNone() {
    return version.isEmpty() && code == 0 && shownCode == null && reason.isEmpty() && !odd;
  }
}
