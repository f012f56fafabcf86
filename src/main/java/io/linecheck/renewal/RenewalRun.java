package io.linecheck.renewal;

import io.linecheck.certificate.TrustStore;
import io.linecheck.renewal.deploy.DoorReader;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Makes attempts, at most one at a time for each certificate, also across processes. An attempt
 * runs on the calling virtual thread, which is interrupted if another process has taken its lock.
 */
public final class RenewalRun {
  private static final Duration LEASE = Duration.ofMinutes(2);
  private static final Duration HEARTBEAT = Duration.ofSeconds(30);

  private final Parts parts;

  /**
   * What attempts have in common.
   *
   * @param store where every step is recorded before the next
   * @param issuance from due to issued
   * @param reader sees what doors serve
   * @param trust the roots of the agents' browsers
   * @param clock the time of day
   * @param random jitter
   */
  public record Parts(
      RenewalStore store,
      Issuance issuance,
      DoorReader reader,
      TrustStore trust,
      InstantSource clock,
      RandomGenerator random) {}

  /**
   * An attempt to be made.
   *
   * @param task the certificate
   * @param purpose what for
   * @param route the way to the authority
   * @param current the certificate that is replaced, where it is known
   * @param by who wants it, for the audit record: {@code schedule}, or a person
   * @param demand of the fleet, with which it shares the authority's budget
   */
  public record Request(
      RenewalTask task,
      Renewal.Purpose purpose,
      RenewalPlan.Route route,
      Optional<X509Certificate> current,
      String by,
      Demand demand) {
    /** One that leaves nothing to others, as a person's. */
    public static Request alone(
        RenewalTask task,
        Renewal.Purpose purpose,
        RenewalPlan.Route route,
        Optional<X509Certificate> current,
        String by) {
      return new Request(task, purpose, route, current, by, Demand.NONE);
    }
  }

  /** Attempts with these parts. */
  public RenewalRun(Parts parts) {
    this.parts = parts;
  }

  /** Hears of every step as it is taken. */
  @FunctionalInterface
  public interface Watcher {
    /** A step, or what was learned within it. */
    void heard(State state, String text);

    /**
     * The attempt waits for others.
     *
     * @param text whom, and what they say
     * @param waited so far
     * @param most how long it will
     */
    default void waiting(State state, String text, Duration waited, Duration most) {
      heard(state, text);
    }
  }

  /** Makes one attempt. */
  public RunResult run(Request request, Watcher watcher) throws InterruptedException {
    LockOwner owner = LockOwner.own();
    String dialer = request.task().dialer().id();
    RenewalStore store = parts.store();
    if (!store.lock(dialer, owner, parts.clock().instant(), LEASE)) {
      return new RunResult.Busy();
    }
    Thread worker = Thread.currentThread();
    Thread heartbeat = Thread.ofVirtual().start(() -> keep(dialer, owner, worker));
    try {
      return new Attempt(parts, request, watcher).make();
    } finally {
      heartbeat.interrupt();
      boolean interrupted = Thread.interrupted();
      store.unlock(dialer, owner);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Renews the lease; whoever has lost it, after a long sleep of the machine, stops. */
  private void keep(String dialer, LockOwner owner, Thread worker) {
    try {
      while (true) {
        Thread.sleep(HEARTBEAT);
        if (!parts.store().lock(dialer, owner, parts.clock().instant(), LEASE)) {
          worker.interrupt();
          return;
        }
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  /** SHA-256 of a certificate, hex. */
  static String fingerprint(X509Certificate leaf) {
    try {
      return DoorReader.fingerprint(leaf.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }
}
