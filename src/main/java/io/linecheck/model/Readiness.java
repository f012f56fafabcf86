package io.linecheck.model;

import java.util.Locale;

/** Whether agents can work on a dialer right now, worst first. */
public enum Readiness {
  /** A critical finding on a required service. */
  NOT_READY,
  /** Agents work now; something will break or is weaker than it looks. */
  AT_RISK,
  /** All that was tried works. */
  READY,
  /** Nothing could be tried. */
  UNKNOWN;

  /** The public word, as it stands in JSON and on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
