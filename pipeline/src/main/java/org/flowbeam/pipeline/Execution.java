package org.flowbeam.pipeline;

import java.util.Arrays;
import org.flowbeam.pipeline.options.UsageException;
import org.flowbeam.pipeline.sweep.ExitCode;
import picocli.CommandLine;

/**
 * How a command ended.
 *
 * @param error one line for the user; empty where nothing was thrown
 */
record Execution(int exitCode, String error) {

  /** Runs one command; never throws. */
  static Execution of(CommandLine line, String... args) {
    String[] error = {""};
    line.setParameterExceptionHandler(
        (failure, given) -> {
          error[0] = firstLine(failure);
          return ExitCode.USAGE;
        });
    line.setExecutionExceptionHandler(
        (failure, at, result) -> {
          error[0] = errorOf(failure);
          return failure instanceof UsageException ? ExitCode.USAGE : ExitCode.FAILED;
        });
    // picocli must not expand or trim: what follows sweep belongs to Beam's option parser.
    line.setExpandAtFiles(false);
    return new Execution(line.execute(args), error[0]);
  }

  private static String errorOf(Exception failure) {
    if (failure instanceof UsageException) {
      return firstLine(failure);
    }
    if (Boolean.getBoolean("flowbeam.stacktrace")) {
      failure.printStackTrace();
    }
    return firstLine(rootCause(failure));
  }

  /** The last cause that tells more than the one behind it. */
  private static Throwable rootCause(Throwable failure) {
    Throwable told = failure;
    while (told.getCause() != null && !tellsMore(told, told.getCause())) {
      told = told.getCause();
    }
    return told;
  }

  /** Says in its own words what the cause says, and more: which file, mostly. */
  private static boolean tellsMore(Throwable failure, Throwable cause) {
    String message = failure.getMessage();
    String reason = cause.getMessage();
    return message != null
        && reason != null
        && message.contains(reason)
        && !message.equals(cause.toString())
        && !message.equals(reason);
  }

  private static String firstLine(Throwable failure) {
    String message = failure.getMessage();
    String text = message == null || message.isBlank() ? failure.getClass().getName() : message;
    return Arrays.stream(text.split("\\R")).map(String::trim).findFirst().orElse(text);
  }
}
