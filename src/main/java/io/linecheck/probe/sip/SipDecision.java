package io.linecheck.probe.sip;

import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Severity;
import io.linecheck.probe.Decision;
import io.linecheck.probe.Subject;
import io.linecheck.probe.sip.SipAnswer.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Judges a registration (RFC 3261 section 10, RFC 7118) and what was asked around it. */
public final class SipDecision implements Decision<SipObservation> {
  private static final double SLOW_SECONDS = 1;
  private static final double TOO_SLOW_SECONDS = 5;

  /** Below this a difference in granted seconds is rounding: Asterisk tells one less. */
  private static final int ROUNDING_SECONDS = 2;

  @Override
  public List<Fault> decide(Subject subject, SipObservation seen) {
    Optional<Fault> leading = unanswered(seen).or(() -> refusal(seen)).or(() -> unheld(seen));
    if (leading.isPresent()) {
      return List.of(seen.heldBack().isEmpty() ? leading.get() : standing(leading.get(), seen));
    }
    List<Fault> faults = new ArrayList<>();
    slow(seen).ifPresent(faults::add);
    echo(seen).ifPresent(faults::add);
    expires(seen).ifPresent(faults::add);
    return faults;
  }

  /** Silence, loss and nonsense, of the request that decides. */
  private static Optional<Fault> unanswered(SipObservation seen) {
    Optional<Exchange> registered = seen.register().or(seen::query).or(seen::stranger);
    boolean registrarAnswers =
        registered.filter(e -> e.last().outcome() == Outcome.ANSWERED).isPresent();
    // Web phones send no OPTIONS: silence to it alone is no fault.
    Stream<Exchange> decisive =
        registrarAnswers
            ? Stream.concat(registered.stream(), seen.removal().stream())
            : Stream.of(registered.stream(), seen.options().stream()).flatMap(one -> one);
    return decisive
        .filter(exchange -> exchange.last().outcome() != Outcome.ANSWERED)
        .findFirst()
        .map(exchange -> broken(seen, exchange));
  }

  private static Fault broken(SipObservation seen, Exchange exchange) {
    String which = which(seen, exchange);
    String detail = exchange.last().detail();
    return switch (exchange.last().outcome()) {
      case SILENT -> {
        boolean optionsToo =
            !exchange.method().equals("OPTIONS")
                && seen.options().filter(o -> o.last().outcome() == Outcome.SILENT).isPresent();
        yield Fault.of(
            FindingCode.SIP_NO_ANSWER,
            "101 with 'sip', then %s to %s%s"
                .formatted(detail, which, optionsToo ? ", nor to OPTIONS" : ""));
      }
      case LOST ->
          Fault.of(
              FindingCode.SIP_CONNECTION_LOST,
              detail + " while " + which + " waited for its answer");
      case MALFORMED -> Fault.of(FindingCode.SIP_ANSWER_MALFORMED, which + " got " + detail);
      case ANSWERED -> throw new IllegalArgumentException("it was answered");
    };
  }

  private static String which(SipObservation seen, Exchange exchange) {
    boolean removal = seen.removal().filter(exchange::equals).isPresent();
    if (removal) {
      return "REGISTER that removes our contact";
    }
    return exchange.digests() > 0 ? exchange.method() + " with digest" : exchange.method();
  }

  private static Optional<Fault> refusal(SipObservation seen) {
    Optional<Exchange> login = seen.login();
    if (login.isPresent()) {
      return login
          .filter(exchange -> !exchange.last().succeeded())
          .map(exchange -> new RefusalDecision(seen, exchange).decide());
    }
    return seen.stranger().flatMap(exchange -> stranger(seen, exchange));
  }

  /**
   * A 2xx that leaves the phone unregistered: web phones (JsSIP, SIP.js) look for their own Contact
   * in it and ignore the answer where there is none (RFC 3261 section 10.3, step 8).
   */
  private static Optional<Fault> unheld(SipObservation seen) {
    Optional<SipAnswer> granted = seen.register().map(Exchange::last).filter(SipAnswer::succeeded);
    if (granted.isEmpty()) {
      return Optional.empty();
    }
    SipAnswer answer = granted.get();
    boolean ours =
        answer.bindings().stream()
            .anyMatch(binding -> binding.uri().contains(":" + SipWriter.CONTACT_PREFIX));
    if (!ours) {
      return Optional.of(
          Fault.of(
              FindingCode.SIP_ANSWER_MALFORMED,
              "REGISTER got "
                  + answer.words()
                  + (answer.bindings().isEmpty()
                      ? " without any Contact"
                      : " with other contacts than ours: " + answer.bindings().getFirst().uri())
                  + "; expected our own in it (RFC 3261 section 10.3): web phones ignore such an"
                  + " answer and never count as registered"));
    }
    return seen.grantedExpiresSeconds().filter(seconds -> seconds == 0).isPresent()
        ? Optional.of(
            Fault.of(
                FindingCode.SIP_REFUSED,
                "REGISTER: "
                    + answer.words()
                    + ", but for 0 s: nothing is registered; expected "
                    + seen.askedExpiresSeconds()
                    + " s or what the server allows"))
        : Optional.empty();
  }

  /** Without credentials a challenge is what is hoped for; 403 and 404 only say "not you". */
  private static Optional<Fault> stranger(SipObservation seen, Exchange exchange) {
    SipAnswer answer = exchange.last();
    if (answer.succeeded()) {
      return Optional.empty();
    }
    boolean optionsForbidden =
        seen.options().filter(options -> options.last().status() == 403).isPresent();
    if (answer.status() == 403 && optionsForbidden) {
      return Optional.of(
          Fault.of(
              FindingCode.SIP_ADDRESS_REFUSED,
              "OPTIONS and REGISTER without credentials both got "
                  + answer.words()
                  + ", no challenge: our address, or the domain, is not admitted"));
    }
    if (answer.status() == 403 || answer.status() == 404) {
      return Optional.empty();
    }
    if (answer.challenges401() && answer.challenges().stream().anyMatch(Challenge::answerable)) {
      return Optional.empty();
    }
    return Optional.of(new RefusalDecision(seen, exchange).decide());
  }

  private static Optional<Fault> slow(SipObservation seen) {
    return Stream.of(seen.register(), seen.query(), seen.stranger())
        .flatMap(Optional::stream)
        .max(Comparator.comparingDouble(Exchange::seconds))
        .filter(slowest -> slowest.seconds() > SLOW_SECONDS)
        .map(slowest ->
            Fault.of(
                FindingCode.SIP_SLOW,
                slowest.seconds() > TOO_SLOW_SECONDS ? Severity.CRITICAL : Severity.WARNING,
                String.format(
                    Locale.ROOT,
                    "%.1f s from the first %s to its final answer, %d round trips; expected under %.0f s",
                    slowest.seconds(),
                    slowest.method(),
                    slowest.answers().size(),
                    SLOW_SECONDS)));
  }

  private static Optional<Fault> echo(SipObservation seen) {
    return seen.echo()
        .filter(exchange -> seen.echoMissing())
        .map(exchange ->
            Fault.of(
                FindingCode.SIP_REFUSED,
                Severity.WARNING,
                "registered, but OPTIONS to echo extension %s got %s: the dialplan has no such extension in this phone's context"
                    .formatted(seen.echoExtension(), exchange.last().words())));
  }

  private static Optional<Fault> expires(SipObservation seen) {
    return seen.grantedExpiresSeconds()
        .filter(granted -> Math.abs(granted - seen.askedExpiresSeconds()) > ROUNDING_SECONDS)
        .map(granted ->
            Fault.of(
                FindingCode.SIP_EXPIRES_SHORTENED,
                "asked for expires=%d s, granted %d s"
                    .formatted(seen.askedExpiresSeconds(), granted)));
  }

  private static Fault standing(Fault fault, SipObservation seen) {
    return new Fault(
        fault.code(),
        fault.severity(),
        fault.evidence() + " (" + seen.heldBack() + ")",
        Map.copyOf(fault.details()));
  }
}
