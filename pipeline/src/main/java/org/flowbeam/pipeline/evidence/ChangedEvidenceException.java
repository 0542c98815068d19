package org.flowbeam.pipeline.evidence;

import java.io.IOException;
import org.flowbeam.pipeline.terminal.TerminalText;

/** A source is not what it was when the run read it; the message names it in one line. */
public final class ChangedEvidenceException extends IOException {
  private static final long serialVersionUID = 1;

  public ChangedEvidenceException(EvidenceSource source, String location, String what) {
    super(
        TerminalText.oneLine(
            "source "
                + source.name()
                + " ("
                + location
                + ") "
                + what
                + "; see --sourceMap if it was moved"));
  }
}
