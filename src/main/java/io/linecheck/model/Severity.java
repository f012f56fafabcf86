package io.linecheck.model;

import java.util.Locale;

/** How much a finding matters, most urgent first. */
public enum Severity {
  /** An agent cannot work. */
  CRITICAL,
  /** Agents work now; something is weak or will break. */
  WARNING,
  /** Worth knowing. */
  INFO;

  /** The public word, as it stands in JSON and on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The status of a check whose worst finding has this severity. */
  public Status status() {
    return switch (this) {
      case CRITICAL -> Status.CRITICAL;
      case WARNING -> Status.WARNING;
      case INFO -> Status.OK;
    };
  }
}
