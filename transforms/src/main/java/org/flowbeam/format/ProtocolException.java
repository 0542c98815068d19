package org.flowbeam.format;

/**
 * The bytes are not the protocol that they seemed to be, or exceed a limit of the parser. It ends
 * the parser for its flow and becomes one row {@code <protocol>_malformed} of {@code anomalies}.
 */
public final class ProtocolException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * @param message one line for people: what was met, and which rule it breaks
   */
  public ProtocolException(String message) {
    super(message, null, false, false);
  }
}
