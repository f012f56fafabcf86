package io.linecheck.renewal;

import io.linecheck.model.Fault;
import io.linecheck.renewal.RenewalRun.Watcher;
import io.linecheck.renewal.RenewalTask.NamedAccount;
import io.linecheck.renewal.acme.AcmeFailure;
import io.linecheck.renewal.acme.IssuedPair;
import io.linecheck.renewal.acme.KeyFiles;
import io.linecheck.renewal.deploy.Bundle;
import io.linecheck.renewal.deploy.Deployment;
import io.linecheck.renewal.deploy.Door;
import io.linecheck.renewal.deploy.Outcome;
import io.linecheck.renewal.deploy.Preflight;
import io.linecheck.renewal.deploy.Rehearsal;
import io.linecheck.renewal.dns.DnsProviderException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * One attempt of one certificate's renewal: goes on from wherever the last one stopped, be it by a
 * crash, and records every step before the next. Used once, on one thread.
 */
final class Attempt {
  private final RenewalRun.Parts parts;
  private final RenewalStore store;
  private final InstantSource clock;
  private final RenewalRun.Request request;
  private final RenewalTask task;
  private final Renewal.Purpose purpose;
  private final Watcher watcher;
  private Renewal renewal;

  Attempt(RenewalRun.Parts parts, RenewalRun.Request request, Watcher watcher) {
    this.parts = parts;
    this.store = parts.store();
    this.clock = parts.clock();
    this.request = request;
    this.task = request.task();
    this.purpose = request.purpose();
    this.watcher = watcher;
    this.renewal = resume().orElseGet(this::begin);
  }

  private Optional<Renewal> resume() {
    Optional<Renewal> open = store.findOpen(task.dialer().id(), purpose).filter(this::stillWanted);
    open.ifPresent(found -> {
      store.note(found, found.state(), "goes on, by " + request.by(), clock.instant());
      watcher.heard(found.state(), "goes on with the renewal of " + found.startedAt());
    });
    return open;
  }

  private boolean stillWanted(Renewal found) {
    boolean useful =
        purpose != Renewal.Purpose.REHEARSAL
            && Set.copyOf(found.names()).equals(Set.copyOf(task.names()))
            && (purpose == Renewal.Purpose.DEPLOYMENT || !found.hasCertificate() || fresh(found));
    if (!useful) {
      store.abandon(found, "given up: the next attempt begins anew", clock.instant());
    }
    return useful;
  }

  /** Whether the certificate that is already here is worth installing. */
  private boolean fresh(Renewal found) {
    Path folder = task.generation(found);
    return task.pairs().stream().allMatch(pair -> Files.isReadable(pair.chain(folder)))
        && task.pairs().getFirst().isFresh(folder, clock.instant());
  }

  private Renewal begin() {
    Renewal begun =
        Renewal.begin(
            UUID.randomUUID().toString(),
            task.dialer().id(),
            purpose,
            task.names(),
            request.by(),
            clock.instant());
    store.save(begun, "begun by " + request.by() + " for " + String.join(", ", task.names()));
    watcher.heard(State.DUE, String.join(", ", task.names()));
    return begun;
  }

  RunResult make() throws InterruptedException {
    try {
      if (task.source().isPresent()) {
        take();
      } else if (!renewal.hasCertificate()) {
        obtain();
      }
      return purpose == Renewal.Purpose.REHEARSAL ? rehearse() : install();
    } catch (AcmeFailure failure) {
      return failed(Failure.of(step(), failure));
    } catch (DnsProviderException refused) {
      return failed(Failure.of(step(), refused));
    } catch (Issuance.Budget spent) {
      return failed(Failure.limited(step(), spent.text(), spent.until()));
    } catch (Issuance.Forbidden forbidden) {
      return failed(Failure.refusedBefore(step(), String.valueOf(forbidden.getMessage())));
    } catch (UncheckedIOException broken) {
      String why = broken.getCause() == null ? "" : ": " + broken.getCause().getMessage();
      return failed(Failure.other(step(), broken.getMessage() + why));
    }
  }

  /** The last step that was reached, also where an attempt goes on with a failed renewal. */
  private State step() {
    boolean ended = renewal.state() == State.FAILED || renewal.state() == State.ROLLED_BACK;
    if (!ended) {
      return renewal.state();
    }
    return renewal.hasCertificate()
        ? State.ISSUED
        : renewal.order().isEmpty() ? State.DUE : State.ORDERED;
  }

  /** Reads what others renewed. */
  private void take() {
    KeyFiles.folder(task.folder());
    try {
      IssuedPair pair = OthersPair.read(task);
      X509Certificate leaf =
          Preflight.leafOf(pair.chain())
              .orElseThrow(() ->
                  new IOException(
                      task.source().orElseThrow().certificate() + " holds no certificate"));
      Path folder = KeyFiles.folder(task.generation(renewal));
      KeyFiles.write(folder.resolve("chain.pem"), pair.chain());
      KeyFiles.write(folder.resolve("key.pem"), pair.key());
      if (renewal.fingerprint().equals(RenewalRun.fingerprint(leaf))) {
        return;
      }
      String serial = leaf.getSerialNumber().toString(16);
      reached(
          renewal.issued(RenewalRun.fingerprint(leaf), serial, clock.instant()),
          "serial " + serial + " as renewed by others");
    } catch (IOException e) {
      throw new UncheckedIOException("the certificate renewed by others", e);
    }
  }

  private void obtain() throws InterruptedException {
    boolean rehearsal = purpose == Renewal.Purpose.REHEARSAL;
    if (request.route() == RenewalPlan.Route.SECOND && !rehearsal) {
      NamedAccount account = task.accounts().getFirst();
      if (account.account().staging().isPresent()) {
        watcher.heard(renewal.state(), "the second way: the staging directory first");
        parts
            .issuance()
            .obtain(
                task,
                renewal,
                way(account, true),
                pair -> Optional.empty(),
                this::passing,
                watcher);
        renewal =
            Renewal.begin(
                renewal.id(),
                renewal.dialer(),
                purpose,
                renewal.names(),
                request.by(),
                renewal.startedAt());
      }
    }
    NamedAccount account =
        request.route() == RenewalPlan.Route.SECOND
            ? task.accounts().getLast()
            : task.accounts().getFirst();
    renewal =
        parts
            .issuance()
            .obtain(task, renewal, way(account, rehearsal), this::replaced, this::reached, watcher);
  }

  private Issuance.Way way(NamedAccount account, boolean staging) {
    return new Issuance.Way(account, staging, request.route(), request.demand());
  }

  /** The certificate that a pair takes the place of. */
  private Optional<X509Certificate> replaced(WantedPair pair) {
    return pair.equals(task.pairs().getFirst())
        ? request.current()
        : new CurrentCertificate(store).find(task, pair);
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

  private RunResult rehearse() throws InterruptedException {
    List<String> obstacles =
        new Rehearsal(task.dialer().host(), this::progress).obstacles(task.targets());
    parts.issuance().forget(task, renewal);
    return obstacles.isEmpty()
        ? done("the rehearsal passed; nothing was installed")
        : failed(Failure.of(new Outcome.Refused(obstacles)));
  }

  private RunResult install() throws InterruptedException {
    if (task.targets().isEmpty()) {
      return done("kept in " + task.generation(renewal) + "; no target is set");
    }
    List<Bundle.Pair> pairs = task.pairs().stream().map(this::obtained).toList();
    List<Door> doors = Doors.of(task);
    List<String> objections = new ArrayList<>();
    if (doors.isEmpty()) {
      objections.add(
          "the targets feed no door of the dialer that could prove it; set doors: of the targets");
    }
    for (Bundle.Pair pair : pairs) {
      objections.addAll(
          Preflight.objections(
              pair.chain(),
              pair.key(),
              hosts(doors),
              parts.trust(),
              privateAuthority(),
              clock.instant()));
    }
    if (!objections.isEmpty()) {
      return failed(Failure.of(new Outcome.Refused(objections)));
    }
    Deployment deployment =
        new Deployment(task.targets(), parts.reader(), task.proof(), clock, this::progress);
    Bundle bundle =
        new Bundle(task.dialer().host(), pairs.getFirst(), pairs.stream().skip(1).findFirst());
    return switch (deployment.install(bundle, doors)) {
      case Outcome.Served(List<String> proven, Optional<String> sockets) -> {
        reached(
            renewal.at(State.SERVED, clock.instant()).proven(proven), String.join(", ", proven));
        String many = proven.size() == 1 ? " door" : " doors";
        yield done(
            "serial "
                + renewal.serial()
                + " is served by "
                + proven.size()
                + many
                + sockets.map(text -> "; " + text).orElse(""));
      }
      case Outcome.Refused refused -> failed(Failure.of(refused));
      case Outcome.RolledBack back -> failed(Failure.of(back));
    };
  }

  private Bundle.Pair obtained(WantedPair wanted) {
    Path folder = task.generation(renewal);
    String chain = KeyFiles.read(wanted.chain(folder));
    return new Bundle.Pair(
        chain,
        KeyFiles.read(wanted.key(folder)),
        Preflight.leafOf(chain).map(RenewalRun::fingerprint).orElse(""));
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
    boolean forward = state == State.STAGED || state == State.INSTALLED || state == State.RELOADED;
    if (forward && purpose != Renewal.Purpose.REHEARSAL) {
      renewal = renewal.at(state, clock.instant());
      store.save(renewal, text);
    } else {
      store.note(renewal, state, text, clock.instant());
    }
    watcher.heard(state, text);
  }

  private RunResult done(String text) {
    renewal = renewal.at(State.COMMITTED, clock.instant());
    if (purpose == Renewal.Purpose.REHEARSAL) {
      store.save(renewal, text);
    } else {
      store.end(
          renewal,
          text,
          Standing.NEW,
          event(RenewalEvent.Type.SUCCEEDED, Optional.empty(), 0, text));
    }
    watcher.heard(State.COMMITTED, text);
    return new RunResult.Done(renewal, text);
  }

  private RunResult failed(Failure failure) {
    Instant now = clock.instant();
    renewal = renewal.at(failure.state(), now);
    boolean rehearsal = purpose == Renewal.Purpose.REHEARSAL;
    Standing before = store.standing(renewal.dialer());
    Standing standing =
        rehearsal
            ? before
            : before.failed(failure.text(), now, failure.retryAfter(), parts.random().nextDouble());
    store.end(
        renewal,
        failure.text(),
        standing,
        event(
            failure.urgent() ? RenewalEvent.Type.ESCALATED : RenewalEvent.Type.FAILED,
            Optional.of(failure.faults().getFirst()),
            standing.attempts().failures(),
            (rehearsal ? "the rehearsal failed " : "") + failure.text()));
    watcher.heard(failure.state(), failure.text());
    return new RunResult.Failed(renewal, failure.faults());
  }

  private RenewalEvent event(
      RenewalEvent.Type type, Optional<Fault> fault, int failures, String text) {
    return new RenewalEvent(
        type,
        renewal.id(),
        renewal.dialer(),
        clock.instant(),
        renewal.startedAt(),
        fault,
        failures,
        text);
  }
}
