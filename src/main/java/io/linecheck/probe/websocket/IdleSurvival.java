package io.linecheck.probe.websocket;

import io.linecheck.model.Stage;
import io.linecheck.probe.Conversation;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.Path;
import io.linecheck.probe.sip.HeldRegistration;
import io.linecheck.probe.sip.SipLine.Incoming;
import io.linecheck.probe.websocket.WebSocketProbe.Opened;
import io.linecheck.probe.wire.Connection;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds out after how long a quiet connection is cut: holds a registered WebSocket without a word,
 * and where it is cut, tries on further connections which interval of pings (RFC 6455 section
 * 5.5.2) keeps it alive. Takes minutes; run at an interval of its own or on demand, with a deadline
 * to match. Safe for any number of runs at once.
 */
public final class IdleSurvival implements Conversation {
  /** Intervals that are tried, as parts of the time after which the quiet one was cut. */
  private static final List<Double> PARTS = List.of(0.75, 0.5, 0.25);

  /** How many times that long a connection must live with pings. */
  private static final double PROOF = 2.5;

  private final IdleSettings settings;
  private final SecureRandom random = new SecureRandom();
  private final WebSocketProbe probe;

  /** A measurement with the given patience. */
  public IdleSurvival(IdleSettings settings) {
    this.settings = settings;
    this.probe =
        new WebSocketProbe(
            new WebSocketSettings(settings.login(), Duration.ZERO, 0, Duration.ZERO), random);
  }

  /**
   * One held connection.
   *
   * @param held how long it was held
   * @param ended how it ended; empty where it lived as long as was watched
   */
  private record Trial(Duration held, Optional<Incoming> ended) {}

  @Override
  public void converse(Path path) throws InterruptedException {
    long started = System.nanoTime();
    Optional<Trial> quiet =
        path.connection().isEmpty()
            ? Optional.empty()
            : hold(path, path.connection().get(), Optional.empty(), settings.expected());
    if (quiet.isEmpty()) {
      path.log().unknown(Stage.WEBSOCKET, started, "no registered WebSocket could be held");
      return;
    }
    IdleObservation seen = observe(path, quiet.get());
    path.log()
        .fact("websocket.quietSeconds", String.format(Locale.ROOT, "%.1f", seen.quietSeconds()));
    seen.keepAliveSeconds()
        .ifPresent(seconds ->
            path.log()
                .fact("websocket.keepAliveSeconds", String.format(Locale.ROOT, "%.1f", seconds)));
    path.log()
        .end(Stage.WEBSOCKET, started, new IdleDecision().decide(path.context().subject(), seen));
  }

  private IdleObservation observe(Path path, Trial quiet) throws InterruptedException {
    Optional<String> cut =
        quiet.ended().flatMap(WebSocketProbe::ending).map(WebSocketObservation.Ending::words);
    Optional<Double> keepAlive = cut.isPresent() ? keepAlive(path, quiet.held()) : Optional.empty();
    return new IdleObservation(seconds(quiet.held()), cut, seconds(settings.expected()), keepAlive);
  }

  private Optional<Double> keepAlive(Path path, Duration cutAfter) throws InterruptedException {
    Duration proof = scaled(cutAfter, PROOF);
    for (double part : PARTS) {
      if (path.context().deadline().remaining().compareTo(proof) < 0) {
        return Optional.empty();
      }
      Duration interval = scaled(cutAfter, part);
      Optional<Connection> further = path.opener().open();
      if (further.isEmpty()) {
        return Optional.empty();
      }
      Optional<Trial> trial = hold(path, further.get(), Optional.of(interval), proof);
      if (trial.filter(held -> held.ended().isEmpty()).isPresent()) {
        return Optional.of(seconds(interval));
      }
    }
    return Optional.empty();
  }

  private Optional<Trial> hold(
      Path path, Connection connection, Optional<Duration> ping, Duration length)
      throws InterruptedException {
    Opened opened = probe.open(path, connection);
    if (opened.socket().isEmpty()) {
      connection.close();
      return Optional.empty();
    }
    try (WebSocket socket = opened.socket().get()) {
      Optional<HeldRegistration> registration =
          HeldRegistration.open(
              path.context(), socket, random, length, Deadline.in(settings.login()));
      if (registration.isEmpty()) {
        return Optional.empty();
      }
      Trial trial = watch(path, socket, registration.get(), ping, length);
      if (trial.ended().isEmpty()) {
        registration.get().release(Deadline.in(settings.login()));
      }
      return Optional.of(trial);
    }
  }

  private static Trial watch(
      Path path,
      WebSocket socket,
      HeldRegistration registration,
      Optional<Duration> ping,
      Duration length)
      throws InterruptedException {
    long started = System.nanoTime();
    Deadline end = path.context().deadline().atMost(length);
    Optional<Incoming> ended = Optional.empty();
    while (ended.isEmpty() && !end.passed()) {
      ended = registration.quiet(ping.map(end::atMost).orElse(end));
      if (ended.isEmpty() && !end.passed()) {
        socket.ping(end);
      }
    }
    return new Trial(Duration.ofNanos(System.nanoTime() - started), ended);
  }

  private static Duration scaled(Duration duration, double by) {
    return Duration.ofNanos((long) (duration.toNanos() * by));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
