package io.linecheck.selftest;

import io.linecheck.config.AgentSettings.Thresholds;
import io.linecheck.model.Dialer;
import io.linecheck.model.Fault;
import io.linecheck.model.Finding;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.Severity;
import io.linecheck.selftest.AgentReport.Door;
import io.linecheck.selftest.AgentReport.Socket;
import io.linecheck.selftest.AgentReport.TestResult;
import io.linecheck.selftest.ServerView.Sight;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Joins what a browser saw with what the server saw of the same doors in the same minutes. What
 * fails on both sides is the dialer's fault; what fails only in the browser is the computer's or
 * the network's. Pure.
 */
public final class JoinDecision {
  /** Decided here from both sides, so the page's own guess is not taken. */
  private static final Set<FindingCode> JOINED_HERE =
      EnumSet.of(
          FindingCode.AGENT_WSS_BLOCKED,
          FindingCode.AGENT_UDP_BLOCKED,
          FindingCode.AGENT_TURN_PORT_BLOCKED,
          FindingCode.AGENT_ONLY_443,
          FindingCode.AGENT_FULLY_FILTERED,
          FindingCode.AGENT_RELAY_UNUSED_BY_PHONE,
          FindingCode.TURN_CREDENTIALS_REJECTED,
          FindingCode.TURN_RELAY_SILENT,
          FindingCode.AGENT_NETWORK_QUALITY_LOW);

  private static final Comparator<Fault> MOST_IMPORTANT_FIRST =
      Comparator.comparing(Fault::severity)
          .thenComparingInt(fault -> ShortCode.REPORTED.indexOf(fault.code()));

  private final Thresholds thresholds;
  private final boolean phoneUsesTurn;

  /**
   * A decision with these thresholds.
   *
   * @param phoneUsesTurn whether the dialer's own web phone can use a TURN server
   */
  public JoinDecision(Thresholds thresholds, boolean phoneUsesTurn) {
    this.thresholds = thresholds;
    this.phoneUsesTurn = phoneUsesTurn;
  }

  /** The verdict. */
  public Joined decide(AgentReport report, Dialer dialer, ServerView server) {
    List<Fault> faults = new ArrayList<>();
    List<Finding> dialerFindings = new ArrayList<>();
    List<String> overruled = new ArrayList<>();
    ownWord(report, faults);
    Optional<Service> wss =
        dialer.services().stream().filter(s -> s.kind() == ServiceKind.WSS).findFirst();
    if (report.kind() == AgentReport.Kind.COMPLAINT) {
      // It tries no door itself: the dialer is as sound as the server sees it.
      dialer.services().stream()
          .filter(service -> service.required() && server.of(service) == Sight.FAILS)
          .forEach(service -> dialerFindings.addAll(server.criticalOf(service)));
    }
    if (wss.isPresent() && report.socket().isPresent()) {
      socket(report, report.socket().get(), wss.get(), server, faults, dialerFindings, overruled);
    }
    new DoorDecision(dialer, server, phoneUsesTurn).decide(report, faults, dialerFindings);
    quality(report.quality(), faults);
    faults.sort(MOST_IMPORTANT_FIRST);
    Outcome outcome =
        dialerFindings.isEmpty() ? Outcome.of(faults, report.done()) : Outcome.NOT_READY;
    return new Joined(
        outcome,
        faults,
        dialerFindings,
        overruled,
        sentence(outcome, faults, dialerFindings, overruled));
  }

  private static void ownWord(AgentReport report, List<Fault> faults) {
    for (TestResult test : report.tests()) {
      for (FindingCode code : test.codes()) {
        if (!JOINED_HERE.contains(code) && faults.stream().noneMatch(f -> f.code() == code)) {
          faults.add(Fault.of(code, test.evidence()));
        }
      }
    }
  }

  private static void socket(
      AgentReport report,
      Socket socket,
      Service wss,
      ServerView server,
      List<Fault> faults,
      List<Finding> dialerFindings,
      List<String> overruled) {
    Sight sight = server.of(wss);
    if (socket.reached()) {
      if (sight == Sight.FAILS) {
        overruled.add(wss.name());
      }
      return;
    }
    if (sight == Sight.FAILS) {
      dialerFindings.addAll(server.criticalOf(wss));
      return;
    }
    boolean localNetwork =
        report.tests().stream()
            .anyMatch(test -> test.codes().contains(FindingCode.AGENT_LOCAL_NETWORK_PERMISSION));
    if (localNetwork) {
      return;
    }
    String seen =
        String.format(
            Locale.ROOT,
            "wss://%s:%d%s did not open from this browser (close code %d after %.1f s%s)",
            wss.host(),
            wss.port(),
            wss.path(),
            socket.closeCode(),
            socket.seconds(),
            socket
                .controlReached()
                .map(reached ->
                    reached
                        ? "; HTTPS to the same host was answered"
                        : "; HTTPS to the same host was not answered either")
                .orElse(""));
    String compared =
        sight == Sight.WORKS
            ? "; Linecheck reached it in the same minutes"
            : "; Linecheck has no result of the same minutes to compare with";
    faults.add(
        new Fault(
            FindingCode.AGENT_WSS_BLOCKED,
            Severity.CRITICAL,
            seen + compared,
            Map.of("host", wss.host(), "port", Integer.toString(wss.port()))));
  }

  private void quality(AgentReport.Quality quality, List<Fault> faults) {
    List<String> told = new ArrayList<>();
    boolean critical = false;
    if (quality.lossRatio().orElse(0) >= thresholds.lossWarning()) {
      double ratio = quality.lossRatio().getAsDouble();
      told.add(String.format(Locale.ROOT, "loss %.1f %%", ratio * 100));
      critical |= ratio >= thresholds.lossCritical();
    }
    if (quality.jitterSeconds().orElse(0) >= seconds(thresholds.jitterWarning())) {
      double jitter = quality.jitterSeconds().getAsDouble();
      told.add(String.format(Locale.ROOT, "jitter %.0f ms", jitter * 1000));
      critical |= jitter >= seconds(thresholds.jitterCritical());
    }
    if (quality.rttSeconds().orElse(0) >= seconds(thresholds.delayWarning())) {
      double rtt = quality.rttSeconds().getAsDouble();
      told.add(String.format(Locale.ROOT, "round trip %.0f ms", rtt * 1000));
      critical |= rtt >= seconds(thresholds.delayCritical());
    }
    if (quality.mos().orElse(5) < thresholds.mosWarning()) {
      double mos = quality.mos().getAsDouble();
      told.add(String.format(Locale.ROOT, "MOS %.2f", mos));
      critical |= mos < thresholds.mosCritical();
    }
    if (!told.isEmpty()) {
      faults.add(
          Fault.of(
              FindingCode.AGENT_NETWORK_QUALITY_LOW,
              critical ? Severity.CRITICAL : Severity.WARNING,
              String.join(", ", told)));
    }
  }

  private static double seconds(java.time.Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static String sentence(
      Outcome outcome, List<Fault> faults, List<Finding> dialerFindings, List<String> overruled) {
    if (!dialerFindings.isEmpty()) {
      return "The dialer itself: "
          + dialerFindings.getFirst().title()
          + ". Linecheck and this agent see the same.";
    }
    String own =
        faults.stream()
            .filter(fault -> fault.severity() != Severity.INFO)
            .limit(3)
            .map(fault -> fault.code().word() + " (" + fault.evidence() + ")")
            .collect(Collectors.joining("; "));
    String filtered =
        overruled.isEmpty()
            ? ""
            : "This agent uses "
                + String.join(", ", overruled)
                + " although Linecheck's own check fails: Linecheck's address is filtered. ";
    return switch (outcome) {
      case READY -> filtered + "Everything that was tried works.";
      case READY_WITH_WARNINGS -> filtered + "Works, with: " + own + ".";
      case NOT_READY -> filtered + "Cannot work: " + own + ".";
      case INCOMPLETE ->
          filtered + (own.isEmpty() ? "Not finished." : "Not finished; " + own + ".");
    };
  }

  /** A door in words. */
  static String words(Door door) {
    return door.kind().word() + " " + door.host() + ":" + door.port();
  }
}
