package io.linecheck.selftest;

import io.linecheck.config.AgentSettings.Advice;
import io.linecheck.model.Fault;
import io.linecheck.selftest.ReportStore.Filter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What all stored reports together say now: which browser fails, which agents should get a
 * hardphone. Reads the store; blocks.
 */
public final class FleetWatch {
  private static final int MOST_REPORTS = 10_000;
  private static final int MOST_AGENTS = 200;
  private static final int MOST_OF_AN_AGENT = 500;

  private final ReportStore reports;
  private final Advice advice;

  FleetWatch(ReportStore reports, Advice advice) {
    this.reports = reports;
    this.advice = advice;
  }

  /**
   * Something that is so and that people should be told of.
   *
   * @param about what it is of: a browser's version, or an agent on a dialer
   * @param fault what
   */
  public record Alarm(String about, Fault fault) {}

  /**
   * An agent who should get a phone on the desk.
   *
   * @param dialer the dialer's id
   * @param agent the agent's id
   * @param fault with the reasons
   */
  public record Hardphone(String dialer, String agent, Fault fault) {}

  /** The decision these alarms come from. */
  public FleetDecision decision() {
    return new FleetDecision(advice);
  }

  /** Reports of the last day, newest first. */
  public List<ReportLine> day(Optional<String> dialer, Instant now) {
    return reports.find(
        new Filter(dialer, Optional.empty(), now.minus(FleetDecision.span()), 0, MOST_REPORTS));
  }

  /** Agents who failed, or complained, often enough to be advised. */
  public List<Hardphone> hardphones(Optional<String> dialer, Instant now) {
    FleetDecision decision = new FleetDecision(advice);
    Instant from = now.minus(advice.hardphoneWithin());
    int least = Math.min(advice.hardphoneFailures(), FleetDecision.LEAST_COMPLAINTS);
    List<Hardphone> found = new ArrayList<>();
    for (ReportStore.Agent agent : reports.troubled(dialer, from, least, MOST_AGENTS)) {
      List<ReportLine> history =
          reports.find(
              new Filter(
                  Optional.of(agent.dialer()),
                  Optional.of(agent.agent()),
                  from,
                  0,
                  MOST_OF_AN_AGENT));
      decision
          .hardphone(history, now)
          .ifPresent(fault -> found.add(new Hardphone(agent.dialer(), agent.agent(), fault)));
    }
    return found;
  }

  /** All that should be told now. */
  public List<Alarm> alarms(Instant now) {
    List<Alarm> alarms = new ArrayList<>();
    for (FleetDecision.Cohort cohort :
        new FleetDecision(advice).cohorts(day(Optional.empty(), now))) {
      alarms.add(new Alarm(cohort.browser(), cohort.fault()));
    }
    for (Hardphone one : hardphones(Optional.empty(), now)) {
      alarms.add(new Alarm("agent " + one.agent() + " on " + one.dialer(), one.fault()));
    }
    return alarms;
  }
}
