package io.linecheck.model;

import java.util.Locale;

/** What one check found. */
public enum Status {
  /** Nothing to say. */
  OK,
  /** Works, but something will break or is weak. */
  WARNING,
  /** An agent cannot work over this service. */
  CRITICAL,
  /** It could not be found out. */
  UNKNOWN,
  /** Not tried, for want of credentials or because the walk ended before. */
  SKIPPED;

  /** The public word, as it stands in JSON and on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
