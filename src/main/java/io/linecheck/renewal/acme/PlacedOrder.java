package io.linecheck.renewal.acme;

import io.linecheck.renewal.dns.ChallengeRecords;
import io.linecheck.renewal.dns.TxtRecord;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Dns01Challenge;

/** One order at an authority (RFC 8555 section 7.1.3), resumable at each of its steps. */
public final class PlacedOrder {
  private static final Set<Status> JUDGED =
      EnumSet.of(Status.VALID, Status.INVALID, Status.DEACTIVATED, Status.EXPIRED, Status.REVOKED);
  private static final Set<Status> PROVEN =
      EnumSet.of(Status.READY, Status.PROCESSING, Status.VALID, Status.INVALID);
  private static final Set<Status> ENDED = EnumSet.of(Status.VALID, Status.INVALID);

  private final Order order;
  private final InstantSource clock;
  private final Verdicts verdicts;

  PlacedOrder(Order order, InstantSource clock) {
    this.order = order;
    this.clock = clock;
    this.verdicts = new Verdicts(clock);
  }

  /** Where an order stands. */
  public enum State {
    /** Challenges are open. */
    PENDING,
    /** It waits for the request. */
    READY,
    /** The certificate is made, or will be in a moment. */
    ISSUED,
    /** It cannot be used any more. */
    DEAD
  }

  /** Asks where it stands. */
  public State state() {
    return Calls.of(
        "look at the order",
        clock,
        () -> {
          order.fetch();
          return switch (order.getStatus()) {
            case PENDING -> State.PENDING;
            case READY -> State.READY;
            case PROCESSING, VALID -> State.ISSUED;
            default -> State.DEAD;
          };
        });
  }

  /**
   * Proves the names by DNS-01 (RFC 8555 section 8.4): all records at once, seen everywhere, then
   * all challenges. The caller removes the records, whatever this comes to.
   *
   * @param most how long name servers may take
   */
  public void prove(ChallengeRecords records, Duration most, ChallengeRecords.Ear ear)
      throws InterruptedException {
    List<Authorization> open = new ArrayList<>();
    List<Dns01Challenge> challenges = new ArrayList<>();
    List<TxtRecord> published = new ArrayList<>();
    for (Authorization authorization :
        Calls.of("look at the order", clock, order::getAuthorizations)) {
      Status status = Calls.of("look at an authorization", clock, authorization::getStatus);
      String name = authorization.getIdentifier().getDomain();
      if (status == Status.VALID) {
        ear.heard(name + " is still authorized from before");
        continue;
      }
      Dns01Challenge challenge =
          authorization
              .findChallenge(Dns01Challenge.class)
              .orElseThrow(() ->
                  new AcmeFailure(
                      AcmeFailure.Kind.REFUSED,
                      "the authority offers no DNS-01 challenge for " + name,
                      Optional.empty()));
      TxtRecord txt =
          records.create(challenge.getRRName(authorization.getIdentifier()), challenge.getDigest());
      ear.heard("TXT " + txt.name() + " created");
      open.add(authorization);
      challenges.add(challenge);
      published.add(txt);
    }
    if (open.isEmpty()) {
      return;
    }
    switch (records.await(published, most, ear)) {
      case ChallengeRecords.Visibility.Everywhere(int servers, Duration waited, int foreign) -> {
        ear.heard("all " + servers + " name servers show it after " + waited.toMillis() + " ms");
        if (foreign > 0) {
          ear.heard(
              foreign
                  + " TXT value"
                  + (foreign == 1 ? "" : "s")
                  + " of others beside it, left as found");
        }
      }
      case ChallengeRecords.Visibility.Missing(List<String> views) ->
          throw new AcmeFailure(
              AcmeFailure.Kind.NOT_VISIBLE,
              "the TXT record was not on all name servers within "
                  + most.toSeconds()
                  + " s: "
                  + String.join("; ", views),
              Optional.empty());
    }
    for (Dns01Challenge challenge : challenges) {
      if (challenge.getStatus() == Status.PENDING) {
        Calls.of(
            "start the challenge",
            clock,
            () -> {
              challenge.trigger();
              return true;
            });
      }
    }
    for (int index = 0; index < open.size(); index++) {
      judge(open.get(index), records, published);
    }
  }

  private void judge(
      Authorization authorization, ChallengeRecords records, List<TxtRecord> published)
      throws InterruptedException {
    String name = authorization.getIdentifier().getDomain();
    Status status = verdicts.await("wait for the verdict on " + name, authorization, JUDGED);
    if (status != Status.VALID) {
      String problem =
          authorization
              .findChallenge(Dns01Challenge.class)
              .flatMap(challenge -> challenge.getError())
              .map(Calls::text)
              .orElse("no reason given");
      throw new AcmeFailure(
          AcmeFailure.Kind.REFUSED,
          "the authority did not accept "
              + name
              + ": "
              + problem
              + "; the name servers say now: "
              + records.answers(published),
          Optional.empty());
    }
  }

  /**
   * Sends the request with the key of a file, made where there is none yet, and takes the
   * certificate.
   */
  public IssuedPair finish(Path keyFile, String keyType) throws InterruptedException {
    KeyPair key = KeyFiles.readOrCreate(keyFile, keyType);
    if (verdicts.await("wait for the order to be ready", order, PROVEN) == Status.READY) {
      Calls.of(
          "send the certificate request",
          clock,
          () -> {
            order.execute(key);
            return true;
          });
    }
    Status status = verdicts.await("wait for the certificate", order, ENDED);
    if (status != Status.VALID) {
      throw new AcmeFailure(
          AcmeFailure.Kind.REFUSED,
          "the order became "
              + status
              + order.getError().map(problem -> ": " + Calls.text(problem)).orElse(""),
          Optional.empty());
    }
    String chain =
        Calls.of(
            "take the certificate",
            clock,
            () -> {
              StringWriter text = new StringWriter();
              order.getCertificate().writeCertificate(text);
              return text.toString();
            });
    return new IssuedPair(chain, KeyFiles.read(keyFile));
  }
}
