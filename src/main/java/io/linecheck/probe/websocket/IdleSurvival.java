package io.linecheck.probe.websocket;

import io.linecheck.model.Stage;
import io.linecheck.probe.Conversation;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.Path;
import io.linecheck.probe.sip.FailedLoginBudget;
import io.linecheck.probe.sip.HeldRegistration;
import io.linecheck.probe.sip.SipLine.Incoming;
import io.linecheck.probe.sip.TestPhone;
import io.linecheck.probe.sip.TestPhone.Attempt;
import io.linecheck.probe.websocket.WebSocketProbe.Opened;
import io.linecheck.probe.wire.Connection;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds out after how long a quiet connection is cut: holds a registered WebSocket without a word,
 * and where it is cut, tries on further connections which keep-alive it takes. Takes minutes; run
 * at an interval of its own or on demand, with the deadline of {@link IdleSettings#timeout()}. Safe
 * for any number of runs at once, but one at a time for a dialer: they share the test phone.
 *
 * <p>Facts: {@code websocket.quietSeconds}, {@code websocket.keepAlive}, {@code
 * websocket.keepAliveSeconds}.
 */
public final class IdleSurvival implements Conversation {
  /** Intervals that are tried, as parts of the time after which the quiet one was cut. */
  private static final List<Double> PARTS = List.of(0.75, 0.5, 0.25);

  /** How many times that long a connection must live with a keep-alive. */
  private static final double PROOF = 1.5;

  private final IdleSettings settings;
  private final FailedLoginBudget budget;
  private final SecureRandom random = new SecureRandom();
  private final WebSocketProbe probe;

  /** A measurement with the given patience; the budget is the process's. */
  public IdleSurvival(IdleSettings settings, FailedLoginBudget budget) {
    this.settings = settings;
    this.budget = budget;
    this.probe =
        new WebSocketProbe(
            new WebSocketSettings(settings.login(), Duration.ZERO, 0, Duration.ZERO), random);
  }

  /**
   * One held connection.
   *
   * @param watched how long it was to be held
   * @param held how long it was held
   * @param ended how it ended; empty where it lived as long as was watched
   */
  private record Trial(Duration watched, Duration held, Optional<Incoming> ended) {}

  @Override
  public void converse(Path path) throws InterruptedException {
    long started = System.nanoTime();
    Optional<TestPhone> phone = TestPhone.find(path.context(), random, budget);
    if (phone.isEmpty() || path.connection().isEmpty()) {
      path.log().skip(Stage.WEBSOCKET, "no SIP credentials: only a registered phone is held");
      return;
    }
    Run run = new Run(path, phone.get());
    Optional<Trial> quiet =
        run.hold(path.connection().get(), Optional.empty(), settings.expected());
    if (quiet.isEmpty()) {
      path.log()
          .unknown(Stage.WEBSOCKET, started, "no registered WebSocket could be held: " + run.why);
      return;
    }
    IdleObservation seen = run.observe(quiet.get());
    facts(path, seen);
    path.log()
        .end(Stage.WEBSOCKET, started, new IdleDecision().decide(path.context().subject(), seen));
  }

  private static void facts(Path path, IdleObservation seen) {
    path.log().fact("websocket.quietSeconds", seconds(seen.quiet()));
    seen.keepAlive()
        .ifPresent(keepAlive -> {
          path.log().fact("websocket.keepAlive", keepAlive.kind().name().toLowerCase(Locale.ROOT));
          path.log().fact("websocket.keepAliveSeconds", seconds(keepAlive.interval()));
        });
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f", duration.toNanos() / 1e9);
  }

  private static Duration scaled(Duration duration, double by) {
    return Duration.ofNanos((long) (duration.toNanos() * by));
  }

  /** One measurement. */
  private final class Run {
    private final Path path;
    private final TestPhone phone;
    private String why = "";
    private boolean left;

    Run(Path path, TestPhone phone) {
      this.path = path;
      this.phone = phone;
    }

    IdleObservation observe(Trial quiet) throws InterruptedException {
      Optional<String> cut =
          quiet.ended().flatMap(WebSocketProbe::ending).map(WebSocketObservation.Ending::words);
      Optional<KeepAlive> keepAlive = cut.isPresent() ? keepAlive(quiet.held()) : Optional.empty();
      if (left) {
        takeBack();
      }
      return new IdleObservation(quiet.held(), cut, quiet.watched(), keepAlive);
    }

    private Optional<KeepAlive> keepAlive(Duration cutAfter) throws InterruptedException {
      Duration proof = scaled(cutAfter, PROOF);
      for (double part : PARTS) {
        for (KeepAlive.Kind kind : KeepAlive.Kind.values()) {
          KeepAlive tried = new KeepAlive(kind, scaled(cutAfter, part));
          Optional<Connection> further =
              path.context().deadline().remaining().compareTo(proof) < 0
                  ? Optional.empty()
                  : path.opener().open();
          if (further.isEmpty()) {
            return Optional.empty();
          }
          Optional<Trial> trial = hold(further.get(), Optional.of(tried), proof);
          if (trial.filter(held -> held.ended().isEmpty()).isPresent()) {
            return Optional.of(tried);
          }
        }
      }
      return Optional.empty();
    }

    Optional<Trial> hold(Connection connection, Optional<KeepAlive> keepAlive, Duration length)
        throws InterruptedException {
      Opened opened = probe.open(path, connection);
      if (opened.socket().isEmpty() || !opened.seen().upgrade().agreed("sip")) {
        why = "the upgrade got " + opened.seen().upgrade().words();
        opened.socket().ifPresentOrElse(WebSocket::close, connection::close);
        return Optional.empty();
      }
      try (WebSocket socket = opened.socket().get()) {
        return switch (phone.register(socket, Deadline.in(settings.login()))) {
          case Attempt.Failed(String reason) -> {
            why = reason;
            yield Optional.empty();
          }
          case Attempt.Held(HeldRegistration registration) -> {
            // A phone refreshes at half of what it was granted; longer it is never quiet.
            Duration half = registration.granted().dividedBy(2);
            Duration watched = keepAlive.isEmpty() && half.compareTo(length) < 0 ? half : length;
            Trial trial = watch(socket, registration, keepAlive, watched);
            left = trial.ended().isPresent();
            if (!left) {
              registration.release(Deadline.in(settings.login()));
            }
            yield Optional.of(trial);
          }
        };
      }
    }

    private Trial watch(
        WebSocket socket,
        HeldRegistration registration,
        Optional<KeepAlive> keepAlive,
        Duration length)
        throws InterruptedException {
      long started = System.nanoTime();
      Deadline end = path.context().deadline().atMost(length);
      Optional<Incoming> ended = Optional.empty();
      while (ended.isEmpty() && !end.passed()) {
        ended = registration.quiet(keepAlive.map(k -> end.atMost(k.interval())).orElse(end));
        if (ended.isEmpty() && !end.passed() && keepAlive.isPresent()) {
          switch (keepAlive.get().kind()) {
            case CRLF -> registration.keepAlive(end);
            case PING -> socket.ping(end);
          }
        }
      }
      return new Trial(length, Duration.ofNanos(System.nanoTime() - started), ended);
    }

    /** A cut line leaves its binding behind: it is removed over another one. */
    private void takeBack() throws InterruptedException {
      Optional<Connection> further = path.opener().open();
      if (further.isEmpty()) {
        return;
      }
      Opened opened = probe.open(path, further.get());
      if (opened.socket().isEmpty()) {
        further.get().close();
        return;
      }
      try (WebSocket socket = opened.socket().get()) {
        phone.forget(socket, Deadline.in(settings.login()));
      }
    }
  }
}
