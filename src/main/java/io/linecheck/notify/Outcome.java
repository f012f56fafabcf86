package io.linecheck.notify;

import java.time.Duration;
import java.util.Optional;

/** How one try ended. No text of it holds a secret. */
public sealed interface Outcome {
  /** One line for the delivery log. */
  String detail();

  /** The receiver has taken it. */
  record Delivered(String detail) implements Outcome {}

  /**
   * Not this time.
   *
   * @param detail why
   * @param retryAfter how long the receiver wants to be left alone
   */
  record Failed(String detail, Optional<Duration> retryAfter) implements Outcome {}

  /** The receiver wants nothing any more (410). */
  record Gone(String detail) implements Outcome {}

  /** The word in metrics and in the delivery log. */
  default String word() {
    return switch (this) {
      case Delivered _ -> "delivered";
      case Failed _ -> "failed";
      case Gone _ -> "gone";
    };
  }
}
