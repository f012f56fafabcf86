package io.linecheck.model;

import java.util.Objects;

/**
 * A password, key or token. Its value leaves only through {@link #value()}; every text form is
 * {@code [REDACTED]}.
 */
public final class Secret {
  private final String value;

  /** Wraps a secret; never blank. */
  public Secret(String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("a secret must not be empty");
    }
    this.value = value;
  }

  /** The secret itself, for the one place that sends or hashes it. */
  public String value() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.value.equals(value);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(value);
  }

  @Override
  public String toString() {
    return "[REDACTED]";
  }
}
