package io.linecheck.model;

import java.util.Locale;

/** The product a profile describes; remedies are worded for it. */
public enum Platform {
  /** VICIdial on Asterisk. */
  VICIDIAL,
  /** Asterisk by itself. */
  ASTERISK,
  /** 3CX. */
  THREE_CX,
  /** FreeSWITCH. */
  FREESWITCH,
  /** Kamailio. */
  KAMAILIO,
  /** None of those, or not known. */
  GENERIC;

  /** The public word, as it stands in JSON and on the command line. */
  public String word() {
    return this == THREE_CX ? "3cx" : name().toLowerCase(Locale.ROOT);
  }
}
