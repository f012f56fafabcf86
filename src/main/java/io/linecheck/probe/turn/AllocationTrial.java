package io.linecheck.probe.turn;

import io.linecheck.model.Stage;
import io.linecheck.model.TurnAccess;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.Path;
import io.linecheck.probe.stun.Answer;
import io.linecheck.probe.stun.AttributeType;
import io.linecheck.probe.stun.StunMessage;
import io.linecheck.probe.stun.TransportAddress;
import io.linecheck.probe.turn.TurnObservation.PeerReply;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From the first Allocate to the permissions for the dialer's media addresses: asks as a stranger,
 * then with credentials (RFC 8656 section 7), and decodes a 401. What stays open is the session
 * with the allocation, which the caller closes.
 */
final class AllocationTrial implements AutoCloseable {
  /** The name in REST user names; not a number, so that no server takes it for a time. */
  static final String NAME = "linecheck";

  private static final int MAX_PEERS = 4;

  /** As many servers in a row are asked as send us on to another. */
  private static final int MAX_SERVERS = 5;

  private static final int QUOTA_RETRIES = 2;

  private final Path path;
  private final TurnSettings settings;
  private final TurnDoor door;
  private final Deadline deadline;
  private @Nullable TurnSession session;
  private Optional<TurnCredentials> credentials = Optional.empty();
  private Optional<StunMessage> allocation = Optional.empty();

  private Reply stranger = Reply.NOT_TRIED;
  private Optional<String> realm = Optional.empty();
  private boolean bindingAnswered;
  private Reply member = Reply.NOT_TRIED;
  private Instant sentAt;
  private CredentialTrial trial = CredentialTrial.NOT_TRIED;
  private final Set<InetSocketAddress> been = new HashSet<>();

  AllocationTrial(Path path, TurnSettings settings, TurnDoor door, Deadline deadline) {
    this.path = path;
    this.settings = settings;
    this.door = door;
    this.deadline = deadline;
    this.sentAt = path.context().clock().instant();
  }

  /** Goes as far as the server lets it. */
  TurnObservation run(List<InetAddress> media) throws InterruptedException {
    Answer first = asStranger();
    Optional<InetSocketAddress> alternate = alternate(first);
    while (alternate.isPresent() && follow(alternate.get())) {
      first = asStranger();
      alternate = alternate(first);
    }
    stranger = alternate.map(this::astray).orElse(Reply.of(first));
    if (stranger.granted()) {
      allocation = TurnSession.message(first);
    } else if (stranger.refusedWith(401)) {
      TurnSession.message(first)
          .ifPresent(message -> realm = message.findText(AttributeType.REALM));
      asMember(first);
    } else if (stranger.outcome() == Reply.Outcome.SILENT && session != null) {
      bindingAnswered =
          TurnSession.succeeded(session.binding(deadline.atMost(Duration.ofMillis(1500))));
    }
    List<PeerReply> peers = allocation.isPresent() ? permissions(media) : List.of();
    return new TurnObservation(
        door.transport(),
        door.server(),
        stranger,
        realm,
        bindingAnswered,
        member,
        credentials.map(TurnCredentials::user).orElse(""),
        sentAt,
        trial,
        relayed(),
        peers);
  }

  /** The session that holds the allocation; only after one was granted. */
  Optional<TurnSession> session() {
    return Optional.ofNullable(session);
  }

  /** The success response to Allocate. */
  Optional<StunMessage> allocation() {
    return allocation;
  }

  /** The credentials that were sent. */
  Optional<TurnCredentials> credentials() {
    return credentials;
  }

  /** The relayed address, once granted. */
  Optional<InetSocketAddress> relayed() {
    return allocation.flatMap(message -> message.findXored(AttributeType.XOR_RELAYED_ADDRESS));
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
    }
  }

  /**
   * The first Allocate. A server may still hold what an earlier client had on the port that this
   * machine chose for us: it answers 437, and another port tells more (RFC 8656 section 7.4).
   */
  private Answer asStranger() throws InterruptedException {
    Answer answer = ask();
    if (Reply.of(answer).refusedWith(437)) {
      close();
      return ask();
    }
    return answer;
  }

  private Answer ask() throws InterruptedException {
    Optional<TurnSession> opened = door.open();
    if (opened.isEmpty()) {
      return new Answer.Broken("no further connection could be opened");
    }
    session = opened.get();
    return opened.get().allocate(deadline.atMost(settings.firstAnswer()));
  }

  private void asMember(Answer first) throws InterruptedException {
    Optional<StunMessage> message = TurnSession.message(first);
    Optional<Challenge> challenge = message.flatMap(Challenge::find);
    if (message.isPresent() && message.get().find(AttributeType.NONCE).isEmpty()) {
      stranger = Reply.malformed("a 401 without NONCE");
      return;
    }
    credentials = credentials(settings.credentialLifetime().toSeconds());
    TurnSession open = session;
    if (credentials.isEmpty()
        || challenge.isEmpty()
        || challenge.get().realm().isBlank()
        || open == null) {
      return;
    }
    open.identify(credentials.get(), challenge.get());
    Answer answer = open.allocate(deadline.atMost(settings.answer()));
    if (Reply.of(answer).refusedWith(437)) {
      answer = onFreshPort(answer);
    }
    for (int again = 0; again < QUOTA_RETRIES && Reply.of(answer).refusedWith(486); again++) {
      answer = onceOthersAreDone(open, answer);
    }
    Optional<InetSocketAddress> alternate = alternate(answer);
    while (alternate.isPresent() && follow(alternate.get())) {
      answer = onFreshPort(answer);
      alternate = alternate(answer);
    }
    member = alternate.map(this::astray).orElse(Reply.of(answer));
    if (member.granted()) {
      allocation = TurnSession.message(answer);
    } else if (member.refusedWith(401)
        && path.context().dialer().turn() instanceof TurnAccess.SharedSecret) {
      trial =
          new ClockTrial(this::attempt, settings.credentialLifetime().toSeconds()).run(deadline);
      if (trial.verdict() == CredentialTrial.Verdict.NEVER_ACCEPTED) {
        trial = otherOrder(trial);
      }
    }
  }

  /**
   * The other transports of this check hold an allocation of the same user for a moment: a quota
   * counts only where it is still reached without them.
   */
  private Answer onceOthersAreDone(TurnSession open, Answer before) throws InterruptedException {
    Duration turn =
        switch (path.context().service().kind()) {
          case TURN_TCP -> settings.answer().dividedBy(2);
          case TURN_TLS -> settings.answer().dividedBy(4).multipliedBy(3);
          case TURN_UDP, STUN, HTTPS, WSS, SIPS, TLS -> settings.answer().dividedBy(4);
        };
    if (deadline.remaining().compareTo(turn.plus(settings.answer().dividedBy(3))) < 0) {
      return before;
    }
    Thread.sleep(turn);
    return open.allocate(deadline.atMost(settings.answer()));
  }

  /** The same again as a stranger and a member, from a new port (RFC 8656 section 7.4 on 437). */
  private Answer onFreshPort(Answer before) throws InterruptedException {
    close();
    Optional<Challenge> challenge = TurnSession.message(asStranger()).flatMap(Challenge::find);
    TurnSession open = session;
    if (open == null || challenge.isEmpty() || credentials.isEmpty()) {
      return before;
    }
    open.identify(credentials.get(), challenge.get());
    return open.allocate(deadline.atMost(settings.answer()));
  }

  /**
   * One signed Allocate with a time stamp that far ahead of our clock, each from a port of its own:
   * a server ties a port to its first user name (coturn answers 437 to a second one).
   */
  private Answer attempt(long offsetSeconds) throws InterruptedException {
    return attempt(credentials(offsetSeconds));
  }

  /** Whether the server wants the name before the time, as some do whose makers read it so. */
  private CredentialTrial otherOrder(CredentialTrial wrong) throws InterruptedException {
    if (!(path.context().dialer().turn() instanceof TurnAccess.SharedSecret(var secret))) {
      return wrong;
    }
    long now = path.context().clock().instant().getEpochSecond();
    String user = NAME + ":" + (now + settings.credentialLifetime().toSeconds());
    boolean taken = Reply.of(attempt(Optional.of(TurnCredentials.signed(secret, user)))).granted();
    return new CredentialTrial(
        taken ? CredentialTrial.Verdict.OTHER_ORDER : wrong.verdict(), wrong.attempts() + 1, 0, 0);
  }

  private Answer attempt(Optional<TurnCredentials> shifted) throws InterruptedException {
    close();
    Optional<Challenge> challenge = TurnSession.message(asStranger()).flatMap(Challenge::find);
    TurnSession open = session;
    if (open == null || challenge.isEmpty() || shifted.isEmpty()) {
      return new Answer.Broken("no challenge came");
    }
    open.identify(shifted.get(), challenge.get());
    return open.allocate(deadline.atMost(settings.answer()));
  }

  private Optional<TurnCredentials> credentials(long offsetSeconds) {
    return switch (path.context().dialer().turn()) {
      case TurnAccess.None() -> Optional.empty();
      case TurnAccess.LongTerm(String user, var password) ->
          Optional.of(new TurnCredentials(user, password));
      case TurnAccess.SharedSecret(var secret) -> {
        long now = path.context().clock().instant().getEpochSecond();
        yield Optional.of(TurnCredentials.rest(secret, now + offsetSeconds, NAME));
      }
    };
  }

  private List<PeerReply> permissions(List<InetAddress> media) throws InterruptedException {
    List<PeerReply> replies = new ArrayList<>();
    TurnSession open = session;
    Optional<InetSocketAddress> relayed = relayed();
    if (open == null || relayed.isEmpty()) {
      return replies;
    }
    for (InetAddress peer : media.stream().distinct().limit(MAX_PEERS).toList()) {
      boolean sameFamily =
          peer.getAddress().length == relayed.get().getAddress().getAddress().length;
      replies.add(
          new PeerReply(
              peer,
              sameFamily
                  ? Reply.of(open.permit(peer, deadline.atMost(settings.answer())))
                  : Reply.NOT_TRIED));
    }
    return replies;
  }

  /** Goes on to another server, once to each: circles end (RFC 8489 section 10). */
  private boolean follow(InetSocketAddress alternate) throws InterruptedException {
    path.log().fact("turn.alternateServer", TransportAddress.words(alternate));
    been.add(door.server());
    if (been.contains(alternate) || been.size() > MAX_SERVERS || !door.redirect(alternate)) {
      return false;
    }
    path.context().transcript().note(Stage.TURN, "following 300 Try Alternate");
    close();
    return true;
  }

  /** Why a server that clients are sent on to is of no use to them. */
  private Reply astray(InetSocketAddress alternate) {
    String sent = "300 Try Alternate to " + TransportAddress.words(alternate);
    if (been.contains(alternate)) {
      return Reply.malformed(sent + ", where the request has been already: clients give up");
    }
    return been.size() > MAX_SERVERS
        ? Reply.malformed(sent + " after " + MAX_SERVERS + " other servers: clients give up")
        : new Reply(Reply.Outcome.BROKEN, 0, sent + ", where no connection opens");
  }

  private static Optional<InetSocketAddress> alternate(Answer answer) {
    return TurnSession.message(answer)
        .filter(message -> message.error().filter(error -> error.code() == 300).isPresent())
        .flatMap(message -> message.findAddress(AttributeType.ALTERNATE_SERVER));
  }
}
