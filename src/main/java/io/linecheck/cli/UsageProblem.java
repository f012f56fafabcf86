package io.linecheck.cli;

/**
 * What a person asked for cannot be done as asked; the message says where, what, and what to do.
 */
public final class UsageProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /** A problem that ends the program with {@link ExitCodes.UNKNOWN}. */
  public UsageProblem(String message) {
    this(message, ExitCodes.UNKNOWN);
  }

  /** A problem with an exit code of its own. */
  public UsageProblem(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
  }

  /** How the program ends. */
  public int exitCode() {
    return exitCode;
  }
}
