package io.linecheck.sql;

/** The database could not do what was asked; the message says which file or server and why. */
public final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A failure with its cause. */
  public StorageException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A failure that has no other cause. */
  public StorageException(String message) {
    super(message);
  }
}
