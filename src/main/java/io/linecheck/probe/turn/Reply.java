package io.linecheck.probe.turn;

import io.linecheck.probe.stun.Answer;
import io.linecheck.probe.stun.ErrorCode;
import io.linecheck.probe.stun.StunClass;
import io.linecheck.probe.stun.StunMessage;
import java.time.Duration;
import java.util.Locale;

/**
 * How a TURN request ended.
 *
 * @param outcome in one word
 * @param code the error code of a refusal, else 0
 * @param detail the refusal's code and phrase, or what was wrong, or how long was waited
 */
public record Reply(Outcome outcome, int code, String detail) {
  /** How it ended. */
  public enum Outcome {
    /** It was not asked. */
    NOT_TRIED,
    /** A success response. */
    GRANTED,
    /** An error response. */
    REFUSED,
    /** Something that is no right response. */
    MALFORMED,
    /** The way there broke. */
    BROKEN,
    /** Nothing came. */
    SILENT
  }

  /** Not asked. */
  public static final Reply NOT_TRIED = new Reply(Outcome.NOT_TRIED, 0, "");

  /** What an answer amounts to. */
  static Reply of(Answer answer) {
    return switch (answer) {
      case Answer.Response(StunMessage message, Duration roundTrip) ->
          message.kind() == StunClass.ERROR
              ? message
                  .error()
                  .map(error -> new Reply(Outcome.REFUSED, error.code(), error.words()))
                  .orElse(malformed("an error response without ERROR-CODE"))
              : new Reply(Outcome.GRANTED, 0, "");
      case Answer.Malformed(String reason) -> malformed(reason);
      case Answer.Broken(String reason) -> new Reply(Outcome.BROKEN, 0, reason);
      case Answer.Silence(Duration waited, int sendings) ->
          new Reply(
              Outcome.SILENT,
              0,
              String.format(
                  Locale.ROOT, "sent %d times in %.1f s", sendings, waited.toMillis() / 1000.0));
    };
  }

  /** A refusal. */
  static Reply refused(ErrorCode error) {
    return new Reply(Outcome.REFUSED, error.code(), error.words());
  }

  /** Something that is no right response. */
  static Reply malformed(String reason) {
    return new Reply(Outcome.MALFORMED, 0, reason);
  }

  /** Whether it was granted. */
  public boolean granted() {
    return outcome == Outcome.GRANTED;
  }

  /** Whether it was refused with this code. */
  public boolean refusedWith(int expected) {
    return outcome == Outcome.REFUSED && code == expected;
  }
}
