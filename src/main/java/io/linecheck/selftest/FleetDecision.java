package io.linecheck.selftest;

import io.linecheck.config.AgentSettings.Advice;
import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What many reports say together that none says alone. Pure. */
public final class FleetDecision {
  /**
   * Calls of an agent on a day, where nobody tells the real number: eight hours, one call in five
   * minutes. Complaints are counted against it.
   */
  static final int CALLS_OF_A_DAY = 96;

  /** Fewer complaints advise nothing, whatever the share. */
  static final int LEAST_COMPLAINTS = 3;

  private final Advice advice;

  /** A decision with these limits. */
  public FleetDecision(Advice advice) {
    this.advice = advice;
  }

  /**
   * How one group of agents does.
   *
   * @param name what they share, {@code Chrome 156}
   * @param reports finished self-tests
   * @param failed of them not ready
   */
  public record Group(String name, int reports, int failed) {}

  /** Groups by browser and major version, most reports first. */
  public List<Group> byBrowser(List<ReportLine> lines) {
    return groups(
        lines,
        line ->
            line.browser().isEmpty() || line.browserMajor().isEmpty()
                ? Optional.empty()
                : Optional.of(line.browser().get() + " " + line.browserMajor().getAsInt()));
  }

  /** Groups by a member of what was told: {@code network}, {@code nat}. */
  public List<Group> by(List<ReportLine> lines, String member) {
    return groups(
        lines,
        line -> Optional.of(line.body().path(member).asText("")).filter(text -> !text.isEmpty()));
  }

  private static List<Group> groups(
      List<ReportLine> lines, Function<ReportLine, Optional<String>> name) {
    Map<String, List<ReportLine>> byName = new TreeMap<>();
    lines.stream()
        .filter(FleetDecision::isFinishedTest)
        .forEach(line ->
            name.apply(line)
                .ifPresent(key -> byName.computeIfAbsent(key, k -> new ArrayList<>()).add(line)));
    return byName.entrySet().stream()
        .map(entry ->
            new Group(
                entry.getKey(),
                entry.getValue().size(),
                (int) entry.getValue().stream().filter(ReportLine::failed).count()))
        .sorted((a, b) -> Integer.compare(b.reports(), a.reports()))
        .toList();
  }

  /**
   * A browser version that fails.
   *
   * @param browser {@code Chrome 156}
   * @param fault with its numbers and the others'
   */
  public record Cohort(String browser, Fault fault) {}

  /** Each browser version that fails far more often than all others together. */
  public List<Cohort> cohorts(List<ReportLine> lines) {
    List<Group> groups = byBrowser(lines);
    int reports = groups.stream().mapToInt(Group::reports).sum();
    int failed = groups.stream().mapToInt(Group::failed).sum();
    List<Cohort> cohorts = new ArrayList<>();
    for (Group group : groups) {
      int others = reports - group.reports();
      int othersFailed = failed - group.failed();
      if (group.reports() < advice.cohortReports() || others < advice.cohortReports()) {
        continue;
      }
      double rate = (double) group.failed() / group.reports();
      double otherRate = Math.max((double) othersFailed / others, 1.0 / (others + 1));
      if (group.failed() >= 3 && rate >= advice.cohortRatio() * otherRate) {
        cohorts.add(
            new Cohort(
                group.name(),
                Fault.of(
                    FindingCode.AGENT_BROWSER_COHORT_FAILING,
                    String.format(
                        Locale.ROOT,
                        "%s: %d of %d self-tests failed; all other browsers: %d of %d",
                        group.name(),
                        group.failed(),
                        group.reports(),
                        othersFailed,
                        others))));
      }
    }
    return cohorts;
  }

  /**
   * Whether this agent should get a hardphone: failed again and again on more than one day, or
   * could not be heard too often, although network and dialer are sound.
   *
   * @param lines reports of one agent on one dialer
   */
  public Optional<Fault> hardphone(List<ReportLine> lines, Instant now) {
    List<ReportLine> recent =
        lines.stream()
            .filter(line -> line.at().isAfter(now.minus(advice.hardphoneWithin())))
            .toList();
    List<ReportLine> failures =
        recent.stream().filter(line -> line.failed() && line.networkSound()).toList();
    long days = days(failures);
    if (failures.size() >= advice.hardphoneFailures() && days >= 2) {
      String codes =
          failures.stream()
              .flatMap(line -> line.codes().stream().limit(1))
              .map(FindingCode::word)
              .distinct()
              .limit(3)
              .collect(Collectors.joining(", "));
      return Optional.of(
          Fault.of(
              FindingCode.AGENT_HARDPHONE_ADVISED,
              failures.size()
                  + " failed self-tests on "
                  + days
                  + " days with sound network and dialer: "
                  + codes));
    }
    return complaints(recent);
  }

  private Optional<Fault> complaints(List<ReportLine> recent) {
    long complaints =
        recent.stream()
            .filter(line -> line.kind() == AgentReport.Kind.COMPLAINT && line.networkSound())
            .count();
    long calls = Math.max(1, days(recent)) * CALLS_OF_A_DAY;
    boolean sound =
        recent.stream().filter(FleetDecision::isFinishedTest).allMatch(ReportLine::networkSound);
    if (!sound || complaints < LEAST_COMPLAINTS || complaints < advice.complaintRatio() * calls) {
      return Optional.empty();
    }
    return Optional.of(
        Fault.of(
            FindingCode.AGENT_HARDPHONE_ADVISED,
            String.format(
                Locale.ROOT,
                "\"couldn't hear them\" %d times on about %d calls (%.1f %%), network and dialer"
                    + " sound",
                complaints,
                calls,
                100.0 * complaints / calls)));
  }

  private static long days(List<ReportLine> lines) {
    return lines.stream()
        .map(line -> line.at().atZone(ZoneOffset.UTC).toLocalDate())
        .distinct()
        .count();
  }

  private static boolean isFinishedTest(ReportLine line) {
    return line.kind() == AgentReport.Kind.SELF_TEST && line.outcome() != Outcome.INCOMPLETE;
  }

  /** How far back fleet views look. */
  public static Duration span() {
    return Duration.ofHours(24);
  }
}
