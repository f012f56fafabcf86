package io.linecheck.notify;

import java.time.Instant;

/** Tries once to bring a notice to a channel. Runs on a virtual thread; ends within 20 seconds. */
@FunctionalInterface
public interface Sender {
  /** One try; what goes wrong out there is an {@link Outcome}. */
  Outcome send(ChannelSettings channel, Notice notice, Instant now) throws InterruptedException;
}
