package io.linecheck.web;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a token may do; each role may do what those before it may. */
public enum Role {
  /** Reads what a wall shows. */
  KIOSK,
  /** Reads everything. */
  VIEWER,
  /** Also acts: check now, acknowledge, maintenance, replay, test, reload. */
  OPERATOR;

  /** As it is written. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of this word, if there is one. */
  public static Optional<Role> find(String word) {
    return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
  }

  /** Whether this role may do what needs the other. */
  public boolean allows(Role needed) {
    return compareTo(needed) >= 0;
  }
}
