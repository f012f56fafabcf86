package io.linecheck.renewal;

import io.linecheck.certificate.TrustStore;
import io.linecheck.config.CertificatePlan;
import io.linecheck.config.DeployTarget;
import io.linecheck.renewal.RenewalTask.NamedAccount;
import io.linecheck.renewal.acme.AcmeFailure;
import io.linecheck.renewal.acme.KeyFiles;
import io.linecheck.renewal.deploy.Deployment;
import io.linecheck.renewal.deploy.Door;
import io.linecheck.renewal.deploy.DoorReader;
import io.linecheck.renewal.deploy.Machine;
import io.linecheck.renewal.deploy.Outcome;
import io.linecheck.renewal.deploy.Preflight;
import io.linecheck.renewal.dns.DnsProviderException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * One attempt of one certificate's renewal: goes on from wherever the last one stopped, be it by a
 * crash, and records every step before the next. Runs on a virtual thread of its own.
 */
public final class RenewalRun {
  private static final Duration LEASE = Duration.ofMinutes(2);
  private static final Duration HEARTBEAT = Duration.ofSeconds(30);

  private final RenewalStore store;
  private final Issuance issuance;
  private final DoorReader reader;
  private final TrustStore trust;
  private final InstantSource clock;
  private final RandomGenerator random;

  /** What attempts have in common. */
  public RenewalRun(
      RenewalStore store,
      Issuance issuance,
      DoorReader reader,
      TrustStore trust,
      InstantSource clock,
      RandomGenerator random) {
    this.store = store;
    this.issuance = issuance;
    this.reader = reader;
    this.trust = trust;
    this.clock = clock;
    this.random = random;
  }

  /** Hears of every step as it is taken. */
  @FunctionalInterface
  public interface Watcher {
    /** A step, or what was learned within it. */
    void heard(State state, String text);
  }

  /**
   * Makes one attempt.
   *
   * @param route the way to the authority
   * @param current the certificate that is replaced, where it is known
   */
  public RunResult run(
      RenewalTask task,
      Renewal.Purpose purpose,
      RenewalPlan.Route route,
      Optional<X509Certificate> current,
      Watcher watcher)
      throws InterruptedException {
    LockOwner owner = LockOwner.own();
    String dialer = task.dialer().id();
    if (!store.lock(dialer, owner, clock.instant(), LEASE)) {
      return new RunResult.Busy();
    }
    Thread heartbeat = Thread.ofVirtual().start(() -> keep(dialer, owner, Thread.currentThread()));
    try {
      return new Attempt(task, purpose, route, current, watcher).make();
    } finally {
      heartbeat.interrupt();
      store.unlock(dialer, owner);
    }
  }

  /** The leaf that others renewed, by its fingerprint; empty while it cannot be read. */
  Optional<String> sourceLeaf(RenewalTask task) {
    CertificatePlan.Source source = task.source().orElseThrow();
    Optional<DeployTarget> where = source.target().map(task.targets()::get);
    try (Machine machine = Deployment.open(where.map(DeployTarget::where))) {
      return machine
          .read(source.certificate())
          .map(state -> new String(state.bytes(), StandardCharsets.ISO_8859_1))
          .flatMap(Preflight::leafOf)
          .map(RenewalRun::fingerprint);
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private void keep(String dialer, LockOwner owner, Thread own) {
    try {
      while (!own.isInterrupted()) {
        Thread.sleep(HEARTBEAT);
        store.lock(dialer, owner, clock.instant(), LEASE);
      }
    } catch (InterruptedException over) {
      own.interrupt();
    }
  }

  /** The attempt itself, with the state it carries along. */
  private final class Attempt {
    private final RenewalTask task;
    private final Renewal.Purpose purpose;
    private final RenewalPlan.Route route;
    private final Optional<X509Certificate> current;
    private final Watcher watcher;
    private Renewal renewal;

    Attempt(
        RenewalTask task,
        Renewal.Purpose purpose,
        RenewalPlan.Route route,
        Optional<X509Certificate> current,
        Watcher watcher) {
      this.task = task;
      this.purpose = purpose;
      this.route = route;
      this.current = current;
      this.watcher = watcher;
      this.renewal = resume().orElseGet(this::begin);
    }

    private Optional<Renewal> resume() {
      Optional<Renewal> open =
          store.findOpen(task.dialer().id(), purpose).filter(this::stillWanted);
      open.ifPresent(found ->
          watcher.heard(found.state(), "goes on with the renewal of " + found.startedAt()));
      return open;
    }

    private boolean stillWanted(Renewal found) {
      boolean useful =
          purpose == Renewal.Purpose.RENEWAL
              && Set.copyOf(found.names()).equals(Set.copyOf(task.names()))
              && (!found.hasCertificate() || fresh(found));
      if (!useful) {
        store.abandon(found, "given up: the next attempt begins anew", clock.instant());
      }
      return useful;
    }

    /** Whether the certificate that is already here is worth installing. */
    private boolean fresh(Renewal found) {
      Path chain = task.generation(found).resolve("chain.pem");
      return Files.isReadable(chain)
          && Preflight.leafOf(KeyFiles.read(chain))
              .filter(leaf -> {
                Instant begin = leaf.getNotBefore().toInstant();
                Instant end = leaf.getNotAfter().toInstant();
                Duration left = Duration.between(clock.instant(), end);
                return left.compareTo(Duration.between(begin, end).dividedBy(2)) > 0;
              })
              .isPresent();
    }

    private Renewal begin() {
      Renewal begun =
          Renewal.begin(
              UUID.randomUUID().toString(),
              task.dialer().id(),
              purpose,
              task.names(),
              clock.instant());
      store.save(begun, "begun for " + String.join(", ", task.names()));
      watcher.heard(State.DUE, String.join(", ", task.names()));
      return begun;
    }

    RunResult make() throws InterruptedException {
      try {
        if (task.source().isPresent()) {
          take(task.source().get());
        } else if (!renewal.hasCertificate()) {
          obtain();
        }
        return purpose == Renewal.Purpose.REHEARSAL ? rehearse() : install();
      } catch (AcmeFailure failure) {
        return failed(Failure.of(renewal.state(), failure));
      } catch (DnsProviderException refused) {
        return failed(Failure.of(renewal.state(), refused));
      } catch (Issuance.Budget spent) {
        return failed(Failure.limited(renewal.state(), spent.text(), spent.until()));
      } catch (Issuance.Forbidden forbidden) {
        return failed(
            Failure.refusedBefore(renewal.state(), String.valueOf(forbidden.getMessage())));
      } catch (UncheckedIOException broken) {
        String why = broken.getCause() == null ? "" : ": " + broken.getCause().getMessage();
        return failed(Failure.other(renewal.state(), broken.getMessage() + why));
      }
    }

    /** Reads what others renewed. */
    private void take(CertificatePlan.Source source) {
      Optional<DeployTarget> where = source.target().map(task.targets()::get);
      KeyFiles.folder(task.folder());
      try (Machine machine = Deployment.open(where.map(DeployTarget::where))) {
        String chain = text(machine, source.certificate());
        String key = text(machine, source.key());
        X509Certificate leaf =
            Preflight.leafOf(chain)
                .orElseThrow(() -> new IOException(source.certificate() + " holds no certificate"));
        Path folder = KeyFiles.folder(task.generation(renewal));
        KeyFiles.write(folder.resolve("chain.pem"), chain);
        KeyFiles.write(folder.resolve("key.pem"), key);
        reached(
            renewal.issued(fingerprint(leaf), leaf.getSerialNumber().toString(16), clock.instant()),
            "serial " + leaf.getSerialNumber().toString(16) + " as renewed by others");
      } catch (IOException e) {
        throw new UncheckedIOException("the certificate renewed by others", e);
      }
    }

    private static String text(Machine machine, String path) throws IOException {
      return machine
          .read(path)
          .map(state -> new String(state.bytes(), StandardCharsets.ISO_8859_1))
          .orElseThrow(() -> new IOException("there is no " + path + " on " + machine.name()));
    }

    private void obtain() throws InterruptedException {
      boolean rehearsal = purpose == Renewal.Purpose.REHEARSAL;
      if (route == RenewalPlan.Route.SECOND && !rehearsal) {
        NamedAccount account = task.accounts().getFirst();
        if (account.account().staging().isPresent()) {
          watcher.heard(renewal.state(), "the second way: the staging directory first");
          issuance.obtain(task, renewal, account, true, Optional.empty(), this::passing, watcher);
          renewal =
              Renewal.begin(
                  renewal.id(), renewal.dialer(), purpose, renewal.names(), renewal.startedAt());
        }
      }
      NamedAccount account =
          route == RenewalPlan.Route.SECOND
              ? task.accounts().getLast()
              : task.accounts().getFirst();
      renewal = issuance.obtain(task, renewal, account, rehearsal, current, this::reached, watcher);
    }

    /** Records a state before anything further happens. */
    private void reached(Renewal next, String text) {
      renewal = next;
      store.save(next, text);
      watcher.heard(next.state(), text);
    }

    private void passing(Renewal next, String text) {
      store.note(renewal, next.state(), "staging directory: " + text, clock.instant());
      watcher.heard(next.state(), "staging directory: " + text);
    }

    private RunResult rehearse() {
      Deployment deployment = new Deployment(task.targets(), reader, clock, this::progress);
      List<String> unreachable = deployment.unreachable();
      issuance.forget(task, renewal);
      return unreachable.isEmpty()
          ? done("the rehearsal passed; nothing was installed")
          : failed(Failure.of(new Outcome.Refused(unreachable)));
    }

    private RunResult install() throws InterruptedException {
      if (task.targets().isEmpty()) {
        return done("kept in " + task.generation(renewal) + "; no target is set");
      }
      Path folder = task.generation(renewal);
      String chain = KeyFiles.read(folder.resolve("chain.pem"));
      String key = KeyFiles.read(folder.resolve("key.pem"));
      List<Door> doors = Doors.of(task);
      List<String> objections = new ArrayList<>();
      if (doors.isEmpty()) {
        objections.add(
            "the targets feed no door of the dialer that could prove it; set doors: of the targets");
      }
      objections.addAll(
          Preflight.objections(
              chain, key, hosts(doors), trust, privateAuthority(), clock.instant()));
      if (!objections.isEmpty()) {
        return failed(Failure.of(new Outcome.Refused(objections)));
      }
      Deployment deployment = new Deployment(task.targets(), reader, clock, this::progress);
      return switch (deployment.install(
          new Deployment.Pair(task.dialer().host(), chain, key, renewal.fingerprint()), doors)) {
        case Outcome.Served(List<String> proven) -> {
          reached(renewal.at(State.SERVED, clock.instant()), String.join(", ", proven));
          yield done("serial " + renewal.serial() + " is served by " + proven.size() + " doors");
        }
        case Outcome.Refused refused -> failed(Failure.of(refused));
        case Outcome.RolledBack back -> failed(Failure.of(back));
      };
    }

    private List<String> hosts(List<Door> doors) {
      Set<String> hosts = new LinkedHashSet<>();
      task.names().stream().filter(name -> !name.startsWith("*.")).forEach(hosts::add);
      doors.forEach(door -> hosts.add(door.host()));
      return List.copyOf(hosts);
    }

    private boolean privateAuthority() {
      return task.accounts().stream().anyMatch(named -> named.account().caFile().isPresent());
    }

    private void progress(String step, String text) {
      State state = State.of(step);
      boolean forward =
          state == State.STAGED || state == State.INSTALLED || state == State.RELOADED;
      if (forward && purpose != Renewal.Purpose.REHEARSAL) {
        renewal = renewal.at(state, clock.instant());
        store.save(renewal, text);
      } else {
        store.note(renewal, state, text, clock.instant());
      }
      watcher.heard(state, text);
    }

    private RunResult done(String text) {
      Instant now = clock.instant();
      renewal = renewal.at(State.COMMITTED, now);
      if (purpose == Renewal.Purpose.REHEARSAL) {
        store.save(renewal, text);
      } else {
        Standing standing = Standing.NEW;
        store.end(
            renewal,
            text,
            standing,
            new RenewalEvent(
                RenewalEvent.Type.SUCCEEDED,
                renewal.id(),
                renewal.dialer(),
                now,
                renewal.startedAt(),
                Optional.empty(),
                text));
      }
      watcher.heard(State.COMMITTED, text);
      return new RunResult.Done(renewal, text);
    }

    private RunResult failed(Failure failure) {
      Instant now = clock.instant();
      renewal = renewal.at(failure.state(), now);
      Standing standing =
          store
              .standing(renewal.dialer())
              .failed(failure.text(), now, failure.retryAfter(), random.nextDouble());
      Instant since = renewal.startedAt();
      RenewalEvent.Type type =
          failure.urgent() ? RenewalEvent.Type.ESCALATED : RenewalEvent.Type.FAILED;
      store.end(
          renewal,
          failure.text(),
          purpose == Renewal.Purpose.REHEARSAL ? store.standing(renewal.dialer()) : standing,
          new RenewalEvent(
              type,
              renewal.id(),
              renewal.dialer(),
              now,
              since,
              Optional.of(failure.faults().getFirst()),
              failure.text()));
      watcher.heard(failure.state(), failure.text());
      return new RunResult.Failed(renewal, failure.faults());
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
