package io.linecheck.probe.sip;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What was asked over one line and what came.
 *
 * @param options OPTIONS to the server itself
 * @param stranger REGISTER without credentials, where there are none
 * @param query REGISTER without Contact, with credentials: asks for the bindings
 * @param register REGISTER of our own contact
 * @param control the same as the refused one for a user that surely does not exist
 * @param removal REGISTER that removes our own contact
 * @param echo OPTIONS to the echo extension
 * @param foreign the contacts of others under our user; the test stops before it displaces them
 * @param askedExpiresSeconds what was asked for
 * @param grantedExpiresSeconds what was granted
 * @param echoExtension the extension that was asked
 * @param heldBack why the login was not tried now and an earlier refusal stands; else empty
 */
public record SipObservation(
    Optional<Exchange> options,
    Optional<Exchange> stranger,
    Optional<Exchange> query,
    Optional<Exchange> register,
    Optional<Exchange> control,
    Optional<Exchange> removal,
    Optional<Exchange> echo,
    List<String> foreign,
    int askedExpiresSeconds,
    Optional<Integer> grantedExpiresSeconds,
    String echoExtension,
    String heldBack) {
  public SipObservation {
    foreign = foreign == null ? List.of() : List.copyOf(foreign);
    echoExtension = Objects.requireNonNullElse(echoExtension, "");
    heldBack = Objects.requireNonNullElse(heldBack, "");
  }

  /** The observation of a login alone. */
  static SipObservation ofLogin(Exchange login) {
    return new SipObservation(
        Optional.empty(),
        Optional.empty(),
        Optional.of(login),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        0,
        Optional.empty(),
        "",
        "");
  }

  /** Whether the dialplan lacks the echo extension; only Asterisk answers OPTIONS from it. */
  boolean echoMissing() {
    SipDriver driver = SipDriver.of(this);
    boolean asterisk = driver == SipDriver.CHAN_PJSIP || driver == SipDriver.CHAN_SIP;
    return asterisk && echo.filter(exchange -> exchange.last().status() == 404).isPresent();
  }

  /** The exchange that decides whether the phone can register, where one was tried. */
  public Optional<Exchange> login() {
    return register.or(() -> query);
  }

  /** The last answer that came at all, in the order of asking; for brand and facts. */
  public Optional<SipAnswer> anyAnswer() {
    return register
        .or(() -> query)
        .or(() -> stranger)
        .or(() -> options)
        .map(Exchange::last)
        .filter(answer -> answer.outcome() == SipAnswer.Outcome.ANSWERED)
        .or(() ->
            options
                .map(Exchange::last)
                .filter(answer -> answer.outcome() == SipAnswer.Outcome.ANSWERED));
  }

  /** The first challenge that came, whatever asked for it. */
  public Optional<Challenge> anyChallenge() {
    return query.or(() -> register).or(() -> stranger).stream()
        .flatMap(exchange -> exchange.answers().stream())
        .flatMap(answer -> answer.challenges().stream())
        .findFirst()
        .or(() ->
            options.stream()
                .flatMap(exchange -> exchange.answers().stream())
                .flatMap(answer -> answer.challenges().stream())
                .findFirst());
  }
}
