package io.linecheck.intake;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Dialers of which nothing is counted and nothing is open, so that a good result of theirs asks no
 * table. A dialer counts as calm only once the transaction that found it so was committed and
 * nothing of it has been written since. Of the writer's thread.
 */
final class Calm {
  private final Set<String> calm = new HashSet<>();
  private final Map<String, Long> written = new HashMap<>();

  /** Something of a dialer is written, even if that should be undone. */
  void written(String dialer) {
    written.merge(dialer, 1L, Long::sum);
    calm.remove(dialer);
  }

  /** How often something of a dialer was written. */
  long writes(String dialer) {
    return written.getOrDefault(dialer, 0L);
  }

  /**
   * What was found empty is committed.
   *
   * @param then {@link #writes} when it was found
   */
  void settle(String dialer, long then) {
    if (writes(dialer) == then) {
      calm.add(dialer);
    }
  }

  /** Whether no watch and no open incident of a dialer can be in the tables. */
  boolean isCalm(String dialer) {
    return calm.contains(dialer);
  }

  /** Forgets dialers that are no longer watched. */
  void retain(Set<String> dialers) {
    calm.retainAll(dialers);
  }
}
