package org.flowbeam.pipeline.options;

/**
 * The user asked for something that cannot be done; the message is the one line they see (exit code
 * 2).
 */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UsageException(String message) {
    super(message);
  }
}
