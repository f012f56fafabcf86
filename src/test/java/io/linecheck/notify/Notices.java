package io.linecheck.notify;

import io.linecheck.model.Finding;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Severity;
import io.linecheck.model.Stage;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Notices of the tests: one with all parts, of a dialer that says hostile things. */
final class Notices {
  static final String REMEDY = "1. Raise sessionlimit:\n     sessionlimit=1000\n2. Reload it.";

  private Notices() {}

  static Notice of(String id, String incident, Notice.Type type, Instant at) {
    return of(
        id,
        incident,
        type,
        at,
        "TLS completed, then <b>nothing</b> & [click](http://evil.test)",
        REMEDY,
        1);
  }

  static Notice of(
      String id,
      String incident,
      Notice.Type type,
      Instant at,
      String evidence,
      String remedy,
      int dialers) {
    Finding finding =
        new Finding(
            FindingCode.HTTP_SESSION_LIMIT,
            Severity.CRITICAL,
            "wss",
            Stage.WEBSOCKET,
            "wss takes connections and closes them",
            evidence,
            "The HTTP server holds as many sessions as it may.",
            remedy,
            FindingCode.HTTP_SESSION_LIMIT.fixedBy());
    return new Notice(
        id,
        type,
        at,
        incident,
        Severity.CRITICAL,
        IntStream.range(0, dialers)
            .mapToObj(i ->
                new Notice.Affected(
                    "manila-" + i,
                    "dialer" + i + ".example.com",
                    Map.of("site", "manila", "2nd floor", "yes"),
                    84))
            .toList(),
        0,
        Optional.of(finding),
        Optional.empty(),
        Optional.of(new Notice.Owner("pbx", "Ana, +63 2 8123 4567")),
        at.minusSeconds(60),
        Optional.of("https://linecheck.example.com/dialers/manila-0"),
        Optional.of(
            "https://linecheck.example.com/incidents/"
                + incident
                + "/acknowledge?expires=1&token=t"),
        false,
        0,
        "manila-0 (84 seats): wss takes connections and closes them");
  }

  static ChannelSettings.Route route(String name) {
    return new ChannelSettings.Route(name, Severity.WARNING, Map.of(), false);
  }
}
