package io.linecheck.probe.turn;

import io.linecheck.model.MeanOpinionScore;
import io.linecheck.model.MeanOpinionScore.Codec;
import io.linecheck.model.Stage;
import io.linecheck.model.TurnAccess;
import io.linecheck.probe.Conversation;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.Path;
import io.linecheck.probe.StageLog;
import io.linecheck.probe.stun.AttributeType;
import io.linecheck.probe.stun.StunMessage;
import io.linecheck.probe.stun.TransportAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Tries a TURN server as a browser would and a little further (RFC 8656): without credentials, with
 * them, toward the dialer's media address, and with data through the relay and back. Whatever it
 * allocates it releases.
 *
 * <p>Facts: {@code turn.realm}, {@code turn.software}, {@code turn.relayedAddress}, {@code
 * turn.mappedAddress}, {@code turn.lifetimeSeconds}, {@code turn.untried}, {@code relay.path}
 * ({@code reflexive} or {@code two-allocations}), {@code relay.lossRatio}, {@code
 * relay.rttSeconds}, {@code relay.jitterSeconds}, {@code relay.mos}, {@code relay.packets}.
 */
public final class TurnConversation implements Conversation {
  /** What is kept of the deadline for releasing the allocation. */
  private static final Duration RELEASE = Duration.ofMillis(500);

  private final TurnSettings settings;
  private final MediaAddresses media;
  private final TurnDecision allocationDecision = new TurnDecision();
  private final RelayDecision relayDecision = new RelayDecision();

  /** With standard settings and the media addresses that are known without a look-up. */
  public TurnConversation() {
    this(TurnSettings.STANDARD, MediaAddresses::known);
  }

  /** With the given settings and source of media addresses. */
  public TurnConversation(TurnSettings settings, MediaAddresses media) {
    this.settings = settings;
    this.media = media;
  }

  @Override
  public void converse(Path path) throws InterruptedException {
    long started = System.nanoTime();
    TurnDoor door = new TurnDoor(path);
    Deadline whole = path.context().deadline();
    Deadline deadline = whole.atMost(whole.remaining().minus(RELEASE));
    try (AllocationTrial trial = new AllocationTrial(path, settings, door, deadline)) {
      TurnObservation seen = trial.run(media.find(path));
      facts(path, seen, trial.allocation());
      path.log()
          .end(Stage.TURN, started, allocationDecision.decide(path.context().subject(), seen));
      Optional<TurnSession> session = trial.session();
      Optional<InetSocketAddress> relayed = seen.usableRelay();
      if (session.isPresent() && relayed.isPresent()) {
        relay(
            path,
            new RelayTrial(path, settings, door, trial, session.get(), relayed.get(), deadline));
      } else {
        boolean stranger = path.context().dialer().turn() instanceof TurnAccess.None;
        String missing = seen.relayed().isPresent() ? "no usable relayed address" : "no allocation";
        path.log().skip(Stage.RELAY, stranger ? "no TURN credentials" : missing);
      }
      if (door.extra() > 0) {
        path.log().fact("turn.extraConnections", Integer.toString(door.extra()));
      }
    }
  }

  private void relay(Path path, RelayTrial trial) throws InterruptedException {
    long started = System.nanoTime();
    RelayObservation seen = trial.run();
    seen.measurement().ifPresent(numbers -> facts(path.log(), seen, numbers));
    Optional<String> unproven = seen.unproven();
    if (unproven.isPresent()) {
      path.log().unknown(Stage.RELAY, started, unproven.get());
    } else {
      path.log().end(Stage.RELAY, started, relayDecision.decide(path.context().subject(), seen));
    }
  }

  private static void facts(Path path, TurnObservation seen, Optional<StunMessage> allocation) {
    StageLog log = path.log();
    seen.realm().ifPresent(realm -> log.fact("turn.realm", realm));
    if (path.context().dialer().turn() instanceof TurnAccess.None && !seen.allocated()) {
      log.fact("turn.untried", "no TURN credentials");
    }
    if (seen.trial().attempts() > 0) {
      log.fact("turn.extraAllocations", Integer.toString(seen.trial().attempts()));
    }
    seen.relayed()
        .ifPresent(address -> log.fact("turn.relayedAddress", TransportAddress.words(address)));
    allocation.ifPresent(message -> {
      message
          .findXored(AttributeType.XOR_MAPPED_ADDRESS)
          .ifPresent(address -> log.fact("turn.mappedAddress", TransportAddress.words(address)));
      message
          .findText(AttributeType.SOFTWARE)
          .ifPresent(software -> log.fact("turn.software", software));
      message
          .findNumber(AttributeType.LIFETIME)
          .ifPresent(seconds -> log.fact("turn.lifetimeSeconds", Long.toString(seconds)));
    });
  }

  private static void facts(StageLog log, RelayObservation seen, RelayMeasurement numbers) {
    boolean reflexive = seen.reflexive() == RelayObservation.Attempt.WORKED;
    log.fact("relay.path", reflexive ? "reflexive" : "two-allocations");
    log.fact("relay.packets", Integer.toString(numbers.sent()));
    log.fact("relay.lossRatio", String.format(Locale.ROOT, "%.4f", numbers.lossRatio()));
    log.fact("relay.rttSeconds", seconds(numbers.roundTrip()));
    log.fact("relay.jitterSeconds", seconds(numbers.jitter()));
    MeanOpinionScore score =
        MeanOpinionScore.of(
            Codec.G711, numbers.lossRatio(), 1, numbers.roundTrip(), numbers.jitter());
    log.fact("relay.mos", String.format(Locale.ROOT, "%.2f", score.value()));
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.6f", duration.toNanos() / 1e9);
  }
}
