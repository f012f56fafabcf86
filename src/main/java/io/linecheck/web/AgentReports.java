package io.linecheck.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.selftest.SelfTests;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reports of agents. Blocks; called on a virtual thread. */
@FunctionalInterface
public interface AgentReports {
  /**
   * Reports as {@code #/components/schemas/AgentReport}, newest first.
   *
   * @param wanted which
   * @param offset how many to leave out
   * @param limit at most so many
   */
  List<ObjectNode> find(Wanted wanted, int offset, int limit);

  /** Where agents test themselves; empty where nobody does. */
  default Optional<SelfTests> selfTests() {
    return Optional.empty();
  }

  /**
   * Which reports.
   *
   * @param dialer of this dialer
   * @param agent of this agent
   * @param from not older
   */
  record Wanted(Optional<String> dialer, Optional<String> agent, Optional<Instant> from) {}
}
