package io.linecheck.renewal;

import java.util.Locale;

/** Where a renewal stands; each is entered only when what it names is done. */
public enum State {
  /** It has begun. */
  DUE,
  /** The authority has the order. */
  ORDERED,
  /** The authority has accepted every name. */
  CHALLENGED,
  /** The certificate is here. */
  ISSUED,
  /** It lies beside the old one on every target. */
  STAGED,
  /** It lies in the place of the old one. */
  INSTALLED,
  /** Every server was told. */
  RELOADED,
  /** Every door serves it. */
  SERVED,
  /** Over and done. */
  COMMITTED,
  /** The old pair was put back; the new one will be installed again without a new order. */
  ROLLED_BACK,
  /** An attempt failed; the next one goes on where it can. */
  FAILED;

  /** The public word, {@code rolled-back}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The state of this word. */
  public static State of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
