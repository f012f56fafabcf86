package io.linecheck.renewal.deploy;

import java.util.List;
import java.util.Optional;

/** What an installation came to. */
public sealed interface Outcome {
  /**
   * Every door serves the new certificate.
   *
   * @param doors each
   * @param sockets what became of the WebSockets held through the reload; empty where nothing was
   *     reloaded or no door has any
   */
  record Served(List<String> doors, Optional<String> sockets) implements Outcome {}

  /** Nothing was touched: what speaks against it. */
  record Refused(List<String> reasons) implements Outcome {}

  /**
   * The old pair was put back.
   *
   * @param step where it failed: {@code installed}, {@code reloaded} or {@code served}
   * @param reason what failed
   * @param oldServed whether every door serves again what it served before
   * @param doors what each door serves now
   */
  record RolledBack(String step, String reason, boolean oldServed, List<String> doors)
      implements Outcome {}
}
