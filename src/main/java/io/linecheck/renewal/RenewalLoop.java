package io.linecheck.renewal;

import io.linecheck.config.Cron;
import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Severity;
import io.linecheck.renewal.acme.AcmeFailure;
import io.linecheck.renewal.acme.Authority;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after every certificate: asks the authority for its advice, renews what is due, the most
 * urgent first, pages people when time runs out, and rehearses once a week. One virtual thread; it
 * ends when it is interrupted.
 */
public final class RenewalLoop {
  private static final Logger LOG = LoggerFactory.getLogger(RenewalLoop.class);
  private static final Duration LONGEST_SLEEP = Duration.ofHours(1);
  private static final Duration SHORTEST_SLEEP = Duration.ofSeconds(5);
  private static final int LOOKED_AT = 20;
  private static final Duration ADVICE_LOST = Duration.ofHours(6);

  private final List<RenewalTask> tasks;
  private final RenewalDecision decision;
  private final RenewalRun run;
  private final RenewalStore store;
  private final CurrentCertificate current;
  private final Cron rehearsal;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Thread thread;

  /** What a loop works with; {@link #start()} begins. */
  public RenewalLoop(
      List<RenewalTask> tasks,
      RenewalDecision decision,
      Attempting attempting,
      Cron rehearsal,
      InstantSource clock,
      RandomGenerator random) {
    this.tasks = List.copyOf(tasks);
    this.decision = decision;
    this.run = attempting.run();
    this.store = attempting.store();
    this.current = attempting.current();
    this.rehearsal = rehearsal;
    this.clock = clock;
    this.random = random;
    this.thread = Thread.ofVirtual().name("linecheck-renewal").unstarted(this::loop);
  }

  /** The run of one attempt, what is kept, and the certificates that are there. */
  public record Attempting(RenewalRun run, RenewalStore store, CurrentCertificate current) {}

  /** Begins. */
  public void start() {
    thread.start();
  }

  private void loop() {
    Instant rehearsed = clock.instant();
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Instant next = turn();
        Optional<Instant> weekly = rehearsal.next(rehearsed);
        if (weekly.isPresent() && !clock.instant().isBefore(weekly.get())) {
          rehearsed = clock.instant();
          rehearse();
        }
        Thread.sleep(sleep(next, weekly));
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration sleep(Instant next, Optional<Instant> weekly) {
    Instant now = clock.instant();
    Instant first = weekly.filter(next::isAfter).orElse(next);
    Duration until =
        first.isAfter(now.plus(LONGEST_SLEEP)) ? LONGEST_SLEEP : Duration.between(now, first);
    return until.compareTo(SHORTEST_SLEEP) < 0 ? SHORTEST_SLEEP : until;
  }

  private record Candidate(
      RenewalTask task, RenewalPlan plan, Optional<X509Certificate> certificate, double left) {}

  /** One turn over all certificates; when the next thing happens. */
  Instant turn() throws InterruptedException {
    List<Candidate> candidates = new ArrayList<>();
    Instant next = clock.instant().plus(LONGEST_SLEEP);
    for (RenewalTask task : tasks) {
      if (task.source().isPresent()) {
        installWhatOthersRenewed(task);
        continue;
      }
      Candidate candidate = look(task);
      candidates.add(candidate);
      if (candidate.plan().next().isBefore(next)) {
        next = candidate.plan().next();
      }
    }
    candidates.sort(Comparator.comparingDouble(Candidate::left));
    for (Candidate candidate : candidates) {
      act(candidate);
    }
    return next;
  }

  private void installWhatOthersRenewed(RenewalTask task) throws InterruptedException {
    String dialer = task.dialer().id();
    Optional<String> there = run.sourceLeaf(task);
    boolean known =
        store.history(dialer, LOOKED_AT).stream()
            .filter(renewal ->
                renewal.state() == State.COMMITTED
                    && renewal.purpose() == Renewal.Purpose.DEPLOYMENT)
            .findFirst()
            .filter(renewal -> there.filter(renewal.fingerprint()::equals).isPresent())
            .isPresent();
    Standing standing = store.standing(dialer);
    RenewalPlan plan =
        decision.decide(
            Optional.empty(),
            Optional.empty(),
            standing.attempts(),
            standing.jitter(),
            clock.instant());
    if (there.isPresent() && !known && plan.action() == RenewalPlan.Action.RENEW) {
      run.run(
          task,
          Renewal.Purpose.DEPLOYMENT,
          RenewalPlan.Route.FIRST,
          Optional.empty(),
          (state, text) -> LOG.info("{} {} {}", dialer, state.word(), text));
    }
  }

  private Candidate look(RenewalTask task) {
    Optional<X509Certificate> certificate = current.find(task);
    Optional<Validity> validity =
        certificate.map(
            leaf -> new Validity(leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant()));
    Standing standing = advised(task, certificate);
    Instant now = clock.instant();
    RenewalPlan plan =
        decision.decide(validity, standing.window(), standing.attempts(), standing.jitter(), now);
    double left =
        validity
            .map(valid ->
                (double) Duration.between(now, valid.notAfter()).toSeconds()
                    / valid.lifetime().toSeconds())
            .orElse(0.0);
    return new Candidate(task, plan, certificate, left);
  }

  private void act(Candidate candidate) throws InterruptedException {
    RenewalTask task = candidate.task();
    if (candidate.plan().action() == RenewalPlan.Action.RENEW) {
      RunResult result =
          run.run(
              task,
              Renewal.Purpose.RENEWAL,
              candidate.plan().route(),
              candidate.certificate(),
              (state, text) -> LOG.info("{} {} {}", task.dialer().id(), state.word(), text));
      if (result instanceof RunResult.Done) {
        return;
      }
    }
    Standing standing = store.standing(task.dialer().id());
    boolean failing = standing.attempts().failures() > 0;
    if (candidate.plan().paging() && failing && standing.escalatedAt().isEmpty()) {
      page(candidate, standing);
    }
  }

  private void page(Candidate candidate, Standing standing) {
    Instant now = clock.instant();
    String dialer = candidate.task().dialer().id();
    String end =
        candidate
            .certificate()
            .map(leaf -> {
              Validity validity =
                  new Validity(leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant());
              return "; the certificate ends "
                  + validity.notAfter()
                  + ", until then about "
                  + RenewalDecision.attemptsLeft(validity, standing.attempts(), now)
                  + " attempts are left";
            })
            .orElse("; there is no certificate yet");
    String text = standing.problem() + end;
    store.escalate(
        dialer,
        standing.escalated(now),
        new RenewalEvent(
            RenewalEvent.Type.ESCALATED,
            store.findOpen(dialer, Renewal.Purpose.RENEWAL).map(Renewal::id).orElse(dialer),
            dialer,
            now,
            candidate.plan().due(),
            Optional.of(Fault.of(FindingCode.RENEWAL_FAILING, Severity.CRITICAL, text)),
            text));
  }

  /** The standing with the authority's advice, asked for when it is time to. */
  private Standing advised(RenewalTask task, Optional<X509Certificate> certificate) {
    String dialer = task.dialer().id();
    Standing standing = store.standing(dialer);
    Instant now = clock.instant();
    boolean asked = standing.window().filter(window -> now.isBefore(window.nextPoll())).isPresent();
    if (certificate.isEmpty() || asked) {
      return standing;
    }
    Standing next = standing.advised(ask(task, certificate.get(), standing.window(), now));
    if (!next.equals(standing)) {
      store.put(dialer, next);
    }
    return next;
  }

  private Optional<RenewalWindow> ask(
      RenewalTask task, X509Certificate certificate, Optional<RenewalWindow> known, Instant now) {
    RenewalTask.NamedAccount account = task.accounts().getFirst();
    try {
      Authority authority =
          new Authority(
              account.account().directory(),
              account.account(),
              task.accountKey(account, account.account().directory()),
              clock);
      return authority
          .suggestion(certificate)
          .map(said -> {
            Instant poll = RenewalWindow.poll(now, said.retryAfter());
            return known
                .filter(window -> window.sameAs(said.start(), said.end()))
                .map(window -> window.pollAt(poll))
                .orElseGet(() ->
                    RenewalWindow.drawn(
                        said.start(), said.end(), random.nextDouble(), said.explanation(), poll));
          });
    } catch (AcmeFailure silent) {
      LOG.info("{} has no advice: {}", task.dialer().id(), silent.getMessage());
      return known.map(window -> window.pollAt(now.plus(ADVICE_LOST)));
    }
  }

  private void rehearse() throws InterruptedException {
    for (RenewalTask task : tasks) {
      if (task.source().isEmpty()) {
        run.run(
            task,
            Renewal.Purpose.REHEARSAL,
            RenewalPlan.Route.FIRST,
            Optional.empty(),
            (state, text) ->
                LOG.info("{} rehearsal {} {}", task.dialer().id(), state.word(), text));
      }
    }
  }

  /** Ends it; an attempt under way is interrupted and goes on at the next start. */
  public void stop() throws InterruptedException {
    thread.interrupt();
    thread.join(Duration.ofSeconds(5));
  }
}
