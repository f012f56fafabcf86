package io.linecheck.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.selftest.ReportLine;
import io.linecheck.selftest.ReportStore.Filter;
import io.linecheck.selftest.SelfTests;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reports of agents as they are stored. Blocks; safe for use by any thread. */
public final class SelfTestReports implements AgentReports {
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

  /** What a wall shows of these reports, as {@code #/components/schemas/AgentActivity}. */
  public static ObjectNode activity(List<ReportLine> lines) {
    return AgentJson.activity(lines);
  }
}
