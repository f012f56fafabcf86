package io.linecheck.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.selftest.ReportStore.Filter;
import io.linecheck.selftest.SelfTests;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reports of agents as they are stored. Blocks; safe for use by any thread. */
public final class SelfTestReports implements AgentReports {
  private static final int MOST_OF_AN_HOUR = 5000;

  private final SelfTests tests;

  /** The reports of these self-tests. */
  public SelfTestReports(SelfTests tests) {
    this.tests = tests;
  }

  @Override
  public List<ObjectNode> find(Wanted wanted, int offset, int limit) {
    Filter filter =
        new Filter(
            wanted.dialer(), wanted.agent(), wanted.from().orElse(Instant.EPOCH), offset, limit);
    return tests.reports().find(filter).stream().map(AgentJson::line).toList();
  }

  @Override
  public Optional<SelfTests> selfTests() {
    return Optional.of(tests);
  }

  /**
   * The last hour on the wall, as {@code #/components/schemas/AgentActivity}.
   *
   * @param dialers ids of those that count
   */
  public ObjectNode activity(Set<String> dialers, Instant now) {
    Filter hour =
        new Filter(
            Optional.empty(), Optional.empty(), now.minus(Duration.ofHours(1)), 0, MOST_OF_AN_HOUR);
    return AgentJson.activity(
        tests.reports().find(hour).stream()
            .filter(line -> dialers.contains(line.dialer()))
            .toList());
  }
}
