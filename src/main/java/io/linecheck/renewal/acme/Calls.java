package io.linecheck.renewal.acme;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeLazyLoadingException;
import org.shredzone.acme4j.exception.AcmeNetworkException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.exception.AcmeServerException;
import org.shredzone.acme4j.exception.AcmeUserActionRequiredException;

/**
 * The one place where acme4j's errors become ours. A request whose nonce was rejected was not
 * looked at (RFC 8555 section 6.5), so it is repeated: acme4j does so ten times at once, and the
 * whole of it is done {@value #ROUNDS} times with a growing pause before it counts as a failure.
 */
final class Calls {
  private static final Duration LIMITED = Duration.ofHours(1);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int ROUNDS = 5;

  private Calls() {}

  static <T> T of(String what, InstantSource clock, Callable<T> call) {
    return translated(what, clock, () -> again(call));
  }

  private static <T> T again(Callable<T> call) throws Exception {
    for (int round = 1; ; round++) {
      try {
        return call.call();
      } catch (AcmeServerException | AcmeLazyLoadingException refused) {
        if (round == ROUNDS || !isBadNonce(refused)) {
          throw refused;
        }
        Thread.sleep(PAUSE.multipliedBy(round));
      }
    }
  }

  private static boolean isBadNonce(Exception refused) {
    Throwable known = refused instanceof AcmeLazyLoadingException ? refused.getCause() : refused;
    return known instanceof AcmeServerException server
        && server.getType().toString().endsWith(":badNonce");
  }

  private static <T> T translated(String what, InstantSource clock, Callable<T> call) {
    try {
      return call.call();
    } catch (AcmeFailure ours) {
      throw ours;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(AcmeFailure.Kind.UNREACHABLE, what + ": interrupted", Optional.empty(), e);
    } catch (AcmeLazyLoadingException e) {
      throw translate(what, clock, e.getCause() instanceof AcmeException cause ? cause : null, e);
    } catch (AcmeException e) {
      throw translate(what, clock, e, e);
    } catch (RuntimeException e) {
      throw failure(
          AcmeFailure.Kind.UNREACHABLE, what + ": " + e.getMessage(), Optional.empty(), e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static AcmeFailure translate(
      String what,
      InstantSource clock,
      @org.jspecify.annotations.Nullable AcmeException known,
      Exception thrown) {
    return switch (known) {
      case AcmeRateLimitedException limited ->
          failure(
              AcmeFailure.Kind.LIMITED,
              what + ": " + text(limited.getProblem()),
              limited.getRetryAfter().or(() -> Optional.of(clock.instant().plus(LIMITED))),
              limited);
      case AcmeUserActionRequiredException action ->
          failure(
              AcmeFailure.Kind.REFUSED,
              what
                  + ": a person must act: "
                  + text(action.getProblem())
                  + ", see "
                  + action.getInstance(),
              Optional.empty(),
              action);
      case AcmeServerException server ->
          failure(
              server.getType().toString().endsWith(":serverInternal")
                  ? AcmeFailure.Kind.UNREACHABLE
                  : AcmeFailure.Kind.REFUSED,
              what + ": " + text(server.getProblem()),
              Optional.<Instant>empty(),
              server);
      case AcmeNetworkException network ->
          failure(
              AcmeFailure.Kind.UNREACHABLE,
              what + ": no answer (" + root(network) + ")",
              Optional.empty(),
              network);
      case null, default ->
          failure(
              AcmeFailure.Kind.UNREACHABLE, what + ": " + root(thrown), Optional.empty(), thrown);
    };
  }

  private static String root(Throwable thrown) {
    Throwable at = thrown;
    for (Throwable cause = at.getCause(); cause != null; cause = at.getCause()) {
      at = cause;
    }
    String message = at.getMessage();
    return message == null || message.isBlank()
        ? (at instanceof IOException ? "connection failed" : at.getClass().getSimpleName())
        : message;
  }

  private static AcmeFailure failure(
      AcmeFailure.Kind kind, String message, Optional<Instant> retryAfter, Exception cause) {
    AcmeFailure failure = new AcmeFailure(kind, message, retryAfter);
    failure.initCause(cause);
    return failure;
  }

  /** A problem document (RFC 7807) with those inside it, in one line. */
  static String text(Problem problem) {
    StringBuilder text = new StringBuilder();
    String type = problem.getType().toString();
    text.append(type.substring(type.lastIndexOf(':') + 1));
    problem.getDetail().ifPresent(detail -> text.append(": ").append(detail));
    for (Problem inner : problem.getSubProblems()) {
      text.append("; ");
      inner.getIdentifier().ifPresent(name -> text.append(name.getValue()).append(' '));
      text.append(text(inner));
    }
    return text.toString().replaceAll("\\s+", " ");
  }
}
