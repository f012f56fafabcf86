package io.linecheck.cli;

import io.linecheck.diagnose.Diagnostician;
import io.linecheck.model.CheckResult;
import io.linecheck.model.ReadinessReport;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.Stage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What {@code --only} leaves out of a check, said beside its verdict: who asked for little learns
 * little.
 *
 * @param only the words after {@code --only}
 * @param stages those that are walked
 * @param services those of the dialer that are not checked, by name
 */
record LeftOut(List<String> only, Set<Stage> stages, List<String> services) {
  /** The report, whose verdict says what was not tried. */
  ReadinessReport in(ReadinessReport report) {
    Set<String> untried = new LinkedHashSet<>();
    report
        .results()
        .forEach(result -> unwalked(result).forEach(stage -> untried.add(stage.word())));
    untried.addAll(services);
    untried.removeAll(only);
    return untried.isEmpty()
        ? report
        : new ReadinessReport(
            report.dialer(),
            report.vantage(),
            report.checkedAt(),
            report.took(),
            report.results(),
            Diagnostician.partial(
                report.diagnosis(),
                "only %s asked for, not %s"
                    .formatted(String.join(", ", only), String.join(", ", untried))));
  }

  private List<Stage> unwalked(CheckResult result) {
    List<Stage> unwalked = new ArrayList<>(path(result.service().kind()));
    unwalked.removeAll(stages);
    result.stages().forEach(stage -> unwalked.remove(stage.stage()));
    return unwalked;
  }

  /** The stages of a kind of door, without those that every walk begins with. */
  private static List<Stage> path(ServiceKind kind) {
    return switch (kind) {
      case HTTPS -> List.of(Stage.TLS, Stage.CERTIFICATE, Stage.HTTP);
      case WSS -> List.of(Stage.TLS, Stage.CERTIFICATE, Stage.WEBSOCKET, Stage.SIP);
      case STUN -> List.of(Stage.STUN);
      case TURN_UDP, TURN_TCP -> List.of(Stage.TURN, Stage.RELAY);
      case TURN_TLS -> List.of(Stage.TLS, Stage.CERTIFICATE, Stage.TURN, Stage.RELAY);
      case SIPS, TLS -> List.of(Stage.TLS, Stage.CERTIFICATE);
    };
  }
}
