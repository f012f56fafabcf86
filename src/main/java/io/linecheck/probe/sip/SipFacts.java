package io.linecheck.probe.sip;

import io.linecheck.probe.StageLog;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes down what a SIP stage saw, by dotted names. */
public final class SipFacts {
  private SipFacts() {}

  /**
   * Writes the facts of an observation.
   *
   * @param today for advice on versions
   */
  public static void record(SipObservation seen, LocalDate today, StageLog log) {
    seen.anyAnswer()
        .ifPresent(answer -> {
          put(log, "sip.server", answer.header("server"));
          put(log, "sip.userAgent", answer.header("user-agent"));
        });
    seen.options()
        .ifPresent(options -> {
          put(log, "sip.options", options.last().words());
          put(log, "sip.optionsSeconds", seconds(options));
        });
    Optional<Exchange> first = seen.query().or(seen::stranger);
    first.ifPresent(exchange -> {
      put(
          log,
          "sip.challenge.algorithms",
          exchange.first().challenges().stream()
              .map(Challenge::algorithmWord)
              .distinct()
              .collect(Collectors.joining(", ")));
      put(log, "sip.realm", String.join(", ", exchange.realms()));
    });
    SipDriver driver = SipDriver.of(seen);
    if (driver != SipDriver.UNKNOWN) {
      put(log, "sip.driver", driver.words());
    }
    ProductAdvice.of(seen, today).ifPresent(advice -> put(log, "sip.advice", advice));
    put(log, "sip.heldBack", seen.heldBack());
    registration(seen, log);
  }

  private static void registration(SipObservation seen, StageLog log) {
    seen.grantedExpiresSeconds()
        .ifPresent(granted -> put(log, "sip.expires", Integer.toString(granted)));
    seen.login().ifPresent(login -> put(log, "sip.registerSeconds", seconds(login)));
    seen.removal().ifPresent(removal -> put(log, "sip.removal", removal.last().words()));
    seen.echo().ifPresent(echo -> put(log, "sip.echo", echo.last().words()));
    if (seen.stranger().isPresent()) {
      put(log, "sip.register", "skipped: no SIP credentials");
      put(log, "sip.untried", "no SIP credentials");
    } else if (!seen.foreign().isEmpty()) {
      String held =
          "another phone is registered as this user (%s); it is not displaced"
              .formatted(seen.foreign().getFirst());
      put(log, "sip.register", "skipped: " + held);
      put(log, "sip.untried", "registration: " + held);
    } else {
      seen.register().ifPresent(register -> put(log, "sip.register", register.last().words()));
    }
  }

  private static void put(StageLog log, String name, String value) {
    if (!value.isEmpty()) {
      log.fact(name, value);
    }
  }

  private static String seconds(Exchange exchange) {
    return String.format(Locale.ROOT, "%.3f", exchange.seconds());
  }
}
