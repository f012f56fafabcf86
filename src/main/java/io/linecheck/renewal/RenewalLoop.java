package io.linecheck.renewal;

import io.linecheck.config.Cron;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after every certificate: asks the authority for its advice, renews what is due, the most
 * urgent first and a few at a time, installs what others renewed, pages people when time runs out,
 * and rehearses once a week. One virtual thread decides; each attempt has one of its own, so that a
 * slow one holds up no other. What is under way at {@link #close} goes on at the next start.
 */
public final class RenewalLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RenewalLoop.class);
  private static final Duration LONGEST_SLEEP = Duration.ofHours(1);
  private static final Duration SHORTEST_SLEEP = Duration.ofSeconds(2);

  private static final int AT_A_TIME = 4;
  private static final String SCHEDULE = "schedule";

  private final Lookout lookout;
  private final Pager pager;
  private final InstantSource clock;
  private final Map<String, RenewalPlan> plans = new ConcurrentHashMap<>();
  private final Map<String, Thread> running = new ConcurrentHashMap<>();
  private final Deque<RenewalTask> rehearsals = new ArrayDeque<>();
  private final Semaphore wake = new Semaphore(0);
  private final Thread thread;
  private volatile Work work;
  private volatile Instant rehearsed;

  /**
   * What is to be done, replaced whole on reload.
   *
   * @param tasks all certificates
   * @param decision when each is due
   * @param run makes attempts
   * @param rehearsal when the rehearsal is run
   */
  public record Work(
      List<RenewalTask> tasks, RenewalDecision decision, RenewalRun run, Cron rehearsal) {
    public Work {
      tasks = List.copyOf(tasks);
    }
  }

  /** A loop that {@link #start()} begins. */
  public RenewalLoop(
      Work work,
      RenewalStore store,
      CurrentCertificate current,
      InstantSource clock,
      RandomGenerator random) {
    this.work = work;
    this.lookout = new Lookout(store, current, clock, random);
    this.pager = new Pager(store, clock);
    this.clock = clock;
    this.rehearsed = clock.instant();
    this.thread = Thread.ofVirtual().name("linecheck-renewal").unstarted(this::loop);
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  /** Takes other work over; attempts under way end as they began. */
  public void replace(Work next) {
    work = next;
    plans.keySet().retainAll(next.tasks().stream().map(task -> task.dialer().id()).toList());
    wake();
  }

  /** Looks again soon: something may have changed. */
  public void wake() {
    wake.release();
  }

  /** What was last decided about a dialer's certificate. */
  public Optional<RenewalPlan> findPlan(String dialer) {
    return Optional.ofNullable(plans.get(dialer));
  }

  private void loop() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Instant next = turn();
        rehearse();
        if (wake.tryAcquire(sleep(next).toMillis(), TimeUnit.MILLISECONDS)) {
          wake.drainPermits();
        }
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration sleep(Instant next) {
    Duration until = Duration.between(clock.instant(), next);
    return until.compareTo(SHORTEST_SLEEP) < 0
        ? SHORTEST_SLEEP
        : until.compareTo(LONGEST_SLEEP) > 0 ? LONGEST_SLEEP : until;
  }

  /** One turn over all certificates; when the next thing happens. */
  Instant turn() throws InterruptedException {
    Work now = work;
    List<Candidate> candidates = new ArrayList<>();
    Instant next = clock.instant().plus(LONGEST_SLEEP);
    for (RenewalTask task : now.tasks()) {
      try {
        Candidate candidate = lookout.look(task, now.decision());
        plans.put(task.dialer().id(), candidate.plan());
        candidates.add(candidate);
        next = candidate.plan().next().isBefore(next) ? candidate.plan().next() : next;
      } catch (RuntimeException failure) {
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedException();
        }
        LOG.error("{}: its certificate cannot be looked after", task.dialer().id(), failure);
      }
    }
    candidates.sort(Comparator.comparingDouble(Candidate::left));
    Demand demand = Demand.of(candidates);
    for (Candidate candidate : candidates) {
      boolean due = candidate.plan().action() == RenewalPlan.Action.RENEW;
      if (!due || !begin(now, candidate, demand)) {
        pager.look(candidate);
      }
    }
    return next;
  }

  /** Begins an attempt, where it is not under way and there is room for it. */
  private boolean begin(Work now, Candidate candidate, Demand demand) {
    RenewalTask task = candidate.task();
    Renewal.Purpose purpose =
        task.source().isPresent() ? Renewal.Purpose.DEPLOYMENT : Renewal.Purpose.RENEWAL;
    return attempt(
        now.run(),
        new RenewalRun.Request(
            task, purpose, candidate.plan().route(), candidate.certificate(), SCHEDULE, demand),
        () -> pager.look(candidate));
  }

  /**
   * Makes an attempt on a thread of its own, unless one is under way for this certificate, or for
   * as many others as may be at a time: whoever waits is looked at anew when one of them ends, the
   * most urgent first.
   */
  private boolean attempt(RenewalRun run, RenewalRun.Request request, Runnable then) {
    String dialer = request.task().dialer().id();
    if (running.size() >= AT_A_TIME || running.containsKey(dialer)) {
      return false;
    }
    Thread attempt =
        Thread.ofVirtual()
            .name("linecheck-renewal-" + dialer)
            .unstarted(() -> {
              try {
                run.run(request, (state, text) -> LOG.info("{} {} {}", dialer, state.word(), text));
                then.run();
              } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
              } catch (RuntimeException failure) {
                if (!Thread.currentThread().isInterrupted()) {
                  LOG.error("{}: the attempt broke off, it will be resumed", dialer, failure);
                }
              } finally {
                running.remove(dialer);
                wake();
              }
            });
    running.put(dialer, attempt);
    attempt.start();
    return true;
  }

  private void rehearse() {
    Work now = work;
    Instant at = clock.instant();
    if (now.rehearsal().next(rehearsed).filter(time -> !at.isBefore(time)).isPresent()) {
      rehearsed = at;
      now.tasks().stream().filter(task -> task.source().isEmpty()).forEach(rehearsals::add);
    }
    while (!rehearsals.isEmpty() && rehearse(now, rehearsals.getFirst())) {
      rehearsals.removeFirst();
    }
  }

  private boolean rehearse(Work now, RenewalTask task) {
    return attempt(
        now.run(),
        RenewalRun.Request.alone(
            task, Renewal.Purpose.REHEARSAL, RenewalPlan.Route.FIRST, Optional.empty(), SCHEDULE),
        () -> LOG.info("{}: the rehearsal is over", task.dialer().id()));
  }

  /** The dialers whose certificates are being worked on. */
  Set<String> running() {
    return Set.copyOf(running.keySet());
  }

  /** Ends it within five seconds. */
  @Override
  public void close() {
    thread.interrupt();
    List<Thread> attempts = List.copyOf(running.values());
    attempts.forEach(Thread::interrupt);
    try {
      Instant end = Instant.now().plusSeconds(4);
      for (Thread attempt : attempts) {
        attempt.join(Duration.between(Instant.now(), end));
      }
      thread.join(Duration.ofSeconds(1));
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }
}
