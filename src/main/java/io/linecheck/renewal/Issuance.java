package io.linecheck.renewal;

import io.linecheck.renewal.RenewalTask.NamedAccount;
import io.linecheck.renewal.RenewalTask.NamedProvider;
import io.linecheck.renewal.acme.Authority;
import io.linecheck.renewal.acme.IssuedPair;
import io.linecheck.renewal.acme.KeyFiles;
import io.linecheck.renewal.acme.PlacedOrder;
import io.linecheck.renewal.deploy.Preflight;
import io.linecheck.renewal.dns.AuthoritativeServers;
import io.linecheck.renewal.dns.BeforeOrder;
import io.linecheck.renewal.dns.ChallengeRecords;
import io.linecheck.renewal.dns.Publishers;
import io.linecheck.renewal.dns.TxtJournal;
import io.linecheck.renewal.dns.TxtRecord;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** From due to issued: order, proof of the names, certificate; goes on with an order it finds. */
public final class Issuance {
  private final RenewalStore store;
  private final TxtJournal journal;
  private final InetSocketAddress resolver;
  private final InstantSource clock;

  /** Issuance that finds name servers through this resolver. */
  public Issuance(
      RenewalStore store, TxtJournal journal, InetSocketAddress resolver, InstantSource clock) {
    this.store = store;
    this.journal = journal;
    this.resolver = resolver;
    this.clock = clock;
  }

  /**
   * A way to an authority.
   *
   * @param account who orders
   * @param staging whether the staging directory of the account is used
   * @param route the first way, or the second that is taken when time gets short
   */
  record Way(NamedAccount account, boolean staging, RenewalPlan.Route route) {}

  /** The account's budget of orders is spent. */
  static final class Budget extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Instant until;

    Budget(String text, Instant until) {
      super(text);
      this.until = until;
    }

    String text() {
      return String.valueOf(getMessage());
    }

    Instant until() {
      return until;
    }
  }

  /** The authority would refuse, so it is not asked. */
  static final class Forbidden extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Forbidden(String text) {
      super(text);
    }
  }

  /**
   * Gets the certificate.
   *
   * @param way to the authority
   * @param reached records each state before the next step is taken
   * @return the renewal, issued
   */
  Renewal obtain(
      RenewalTask task,
      Renewal renewal,
      Way way,
      Optional<X509Certificate> current,
      BiConsumer<Renewal, String> reached,
      RenewalRun.Watcher watcher)
      throws InterruptedException {
    NamedAccount account = way.account();
    boolean staging = way.staging();
    URI directory = directory(account, staging);
    KeyFiles.folder(task.folder());
    KeyFiles.folder(task.folder().resolve("accounts"));
    Path folder = KeyFiles.folder(task.generation(renewal));
    Authority authority =
        new Authority(directory, account.account(), task.accountKey(account, directory), clock);
    ChallengeRecords records = records(task);
    sweep(records, renewal, watcher);
    Renewal at = renewal;
    Optional<PlacedOrder> resumed = resume(authority, at, watcher);
    PlacedOrder order;
    if (resumed.isPresent()) {
      order = resumed.get();
    } else {
      forbidden(task, authority, records);
      if (!staging) {
        spend(task, account, authority.replaces(current), way.route());
      }
      Authority.Placed placed = authority.order(task.names(), current);
      String text =
          "by "
              + directory.getHost()
              + " for "
              + String.join(", ", task.names())
              + (placed.replaces() ? ", in the place of the present certificate" : "");
      at = at.ordered(directory.toString(), placed.location().toString(), clock.instant());
      reached.accept(at, text);
      order = authority.bind(placed.location());
    }
    if (order.state() == PlacedOrder.State.PENDING) {
      prove(order, records, task, at, watcher);
      at = at.at(State.CHALLENGED, clock.instant());
      reached.accept(at, "every name is accepted");
    }
    String prefix = staging ? "staging-" : "";
    IssuedPair pair = order.finish(folder.resolve(prefix + "key.pem"), task.keyType());
    KeyFiles.write(folder.resolve(prefix + "chain.pem"), pair.chain());
    X509Certificate leaf = Preflight.leafOf(pair.chain()).orElseThrow();
    at =
        at.issued(
            RenewalRun.fingerprint(leaf), leaf.getSerialNumber().toString(16), clock.instant());
    reached.accept(at, "serial " + at.serial() + ", valid to " + leaf.getNotAfter().toInstant());
    return at;
  }

  private static URI directory(NamedAccount account, boolean staging) {
    if (!staging) {
      return account.account().directory();
    }
    return account.account().staging().orElse(account.account().directory());
  }

  private ChallengeRecords records(RenewalTask task) {
    NamedProvider named = task.provider().orElseThrow();
    Optional<InetSocketAddress> primary =
        named.provider() instanceof io.linecheck.config.DnsProvider.Rfc2136 update
            ? Optional.of(new InetSocketAddress(update.server().host(), update.server().port()))
                .filter(address -> !address.isUnresolved())
            : Optional.empty();
    return new ChallengeRecords(
        task.dialer().id(),
        named.name(),
        Publishers.of(named.provider()),
        new AuthoritativeServers(resolver, primary),
        journal,
        clock);
  }

  /** Removes what a crash may have left. */
  private void sweep(ChallengeRecords records, Renewal renewal, RenewalRun.Watcher watcher)
      throws InterruptedException {
    for (Map.Entry<TxtRecord, String> left : records.removeAll().entrySet()) {
      String text = "TXT " + left.getKey().name() + " may still be there: " + left.getValue();
      store.note(renewal, renewal.state(), text, clock.instant());
      watcher.heard(renewal.state(), text);
    }
  }

  private Optional<PlacedOrder> resume(
      Authority authority, Renewal renewal, RenewalRun.Watcher watcher) {
    if (renewal.order().isEmpty()
        || !renewal.directory().equals(authority.directory().toString())) {
      return Optional.empty();
    }
    try {
      PlacedOrder order = authority.bind(URI.create(renewal.order()).toURL());
      if (order.state() != PlacedOrder.State.DEAD) {
        watcher.heard(State.ORDERED, "the order from before is still good");
        return Optional.of(order);
      }
    } catch (io.linecheck.renewal.acme.AcmeFailure gone) {
      if (gone.kind() != io.linecheck.renewal.acme.AcmeFailure.Kind.REFUSED) {
        throw gone;
      }
    } catch (MalformedURLException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static void forbidden(RenewalTask task, Authority authority, ChallengeRecords records) {
    BeforeOrder before = new BeforeOrder(records.servers());
    var identities = authority.caaIdentities();
    for (String name : task.names()) {
      Optional<String> objection = before.objection(name, identities);
      if (objection.isPresent()) {
        throw new Forbidden(objection.get());
      }
    }
  }

  private void spend(
      RenewalTask task, NamedAccount account, boolean replaces, RenewalPlan.Route route) {
    boolean urgent = route == RenewalPlan.Route.SECOND;
    store
        .spend(
            account.name(),
            task.dialer().id(),
            new OrderBudgetDecision.Wanted(task.names(), replaces, urgent),
            account.account().ordersPerWeek(),
            clock.instant())
        .ifPresent(spent -> {
          throw new Budget("account " + account.name() + ": " + spent.text(), spent.until());
        });
  }

  private void prove(
      PlacedOrder order,
      ChallengeRecords records,
      RenewalTask task,
      Renewal at,
      RenewalRun.Watcher watcher)
      throws InterruptedException {
    try {
      order.prove(records, task.propagation(), new Ears(watcher));
    } finally {
      boolean interrupted = Thread.interrupted();
      sweep(records, at, watcher);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Tells the watcher what is heard of the records. */
  private record Ears(RenewalRun.Watcher watcher) implements ChallengeRecords.Ear {
    @Override
    public void heard(String text) {
      watcher.heard(State.ORDERED, text);
    }

    @Override
    public void waiting(String missing, Duration waited, Duration most) {
      watcher.waiting(State.ORDERED, missing, waited, most);
    }
  }

  /** Throws the key and certificate of a rehearsal away. */
  void forget(RenewalTask task, Renewal renewal) {
    Path folder = task.generation(renewal);
    for (String name : new String[] {"staging-key.pem", "staging-chain.pem"}) {
      try {
        Files.deleteIfExists(folder.resolve(name));
      } catch (IOException e) {
        store.note(renewal, renewal.state(), name + " could not be removed", clock.instant());
      }
    }
  }
}
