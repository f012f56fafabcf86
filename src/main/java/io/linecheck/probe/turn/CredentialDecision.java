package io.linecheck.probe.turn;

import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.probe.stun.TransportAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells the causes of a 401 after credentials apart. On the wire they look the same: a wrong
 * secret, an expired user, a clock that is off and a user name read the wrong way round.
 */
public final class CredentialDecision {
  private static final Pattern TWO_PARTS = Pattern.compile("([^:]+):(.+)");

  /** 2001 to 2286: what a number must be to pass for a time stamp of today. */
  private static final Pattern TIMESTAMP = Pattern.compile("[1-9]\\d{9}");

  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  /** The one cause, or the refusal itself where there is none narrower. */
  Fault decide(TurnObservation seen) {
    CredentialTrial trial = seen.trial();
    return switch (trial.verdict()) {
      case CLOCK_AHEAD -> clock(seen, trial);
      case NEVER_ACCEPTED ->
          rejected(
              seen,
              "so is a time stamp ten years ahead, so the clock is not the cause: the shared secret"
                  + " differs from the server's static-auth-secret, or the server does not use one");
      case OTHER_ORDER ->
          Fault.of(
              FindingCode.TURN_USERNAME_ORDER,
              "user name %s over %s to %s: %s; with the same secret %s:timestamp is accepted: this server wants the name before the time stamp"
                  .formatted(
                      seen.user(),
                      seen.transport(),
                      TransportAddress.words(seen.server()),
                      seen.member().detail(),
                      AllocationTrial.NAME));
      case UNCLEAR -> rejected(seen, "further attempts got no clear answer");
      case NOT_TRIED -> byName(seen);
    };
  }

  private static Fault byName(TurnObservation seen) {
    Matcher parts = TWO_PARTS.matcher(seen.user());
    if (!parts.matches()) {
      return rejected(seen, "the user is unknown there or the password is wrong");
    }
    String first = parts.group(1);
    String second = parts.group(2);
    if (isNumber(first) && !isTimestamp(first) && isTimestamp(second)) {
      return Fault.of(
          FindingCode.TURN_USERNAME_ORDER,
          "user name %s over %s to %s: %s; a server that reads digits before the colon as the time of expiry takes %s for %s. Expected %s:%s"
              .formatted(
                  seen.user(),
                  seen.transport(),
                  TransportAddress.words(seen.server()),
                  seen.member().detail(),
                  first,
                  Instant.ofEpochSecond(Math.min(Long.parseLong(first), 253_402_300_799L)),
                  second,
                  first));
    }
    Optional<Instant> expiry =
        isTimestamp(first)
            ? Optional.of(first).map(Long::parseLong).map(Instant::ofEpochSecond)
            : isTimestamp(second)
                ? Optional.of(second).map(Long::parseLong).map(Instant::ofEpochSecond)
                : Optional.empty();
    if (expiry.filter(seen.sentAt()::isAfter).isPresent()) {
      return rejected(
          seen,
          "the user name expired at %s, our clock says %s"
              .formatted(expiry.get(), seen.sentAt().truncatedTo(ChronoUnit.SECONDS)));
    }
    return rejected(seen, "the user is unknown there or the password is wrong");
  }

  private static Fault clock(TurnObservation seen, CredentialTrial trial) {
    long about = trial.aheadAtMostSeconds();
    return new Fault(
        FindingCode.TURN_CLOCK_SKEW,
        FindingCode.TURN_CLOCK_SKEW.severity(),
        "the server's clock is %d s ahead of ours (between %d and %d s, %d Allocates): time stamps before that are %s, later ones are accepted with the same secret"
            .formatted(
                about,
                trial.aheadAtLeastSeconds(),
                trial.aheadAtMostSeconds(),
                trial.attempts(),
                seen.member().detail()),
        Map.of("skewSeconds", Long.toString(about)));
  }

  private static Fault rejected(TurnObservation seen, String why) {
    return Fault.of(
        FindingCode.TURN_CREDENTIALS_REJECTED,
        "user name %s over %s to %s: %s; %s"
            .formatted(
                seen.user(),
                seen.transport(),
                TransportAddress.words(seen.server()),
                seen.member().detail(),
                why));
  }

  private static boolean isTimestamp(String text) {
    return TIMESTAMP.matcher(text).matches();
  }

  private static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }
}
