package io.linecheck.config;

/**
 * Something a person typed cannot be used. The message is one sentence for that person: what came,
 * what was expected, what to do. Caught at the command line, where it ends in exit code 3.
 */
public final class InvalidInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The sentence for the person. */
  public InvalidInputException(String sentence) {
    super(sentence);
  }
}
