package io.linecheck.renewal;

import io.linecheck.renewal.RenewalTask.NamedAccount;
import io.linecheck.renewal.RenewalTask.NamedProvider;
import io.linecheck.renewal.acme.AcmeFailure;
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
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

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
   * @param demand of those who order by the same account
   */
  record Way(NamedAccount account, boolean staging, RenewalPlan.Route route, Demand demand) {}

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
   * Gets the certificate, or both where two are wanted, one after the other.
   *
   * @param way to the authority
   * @param replaced the certificate that each pair takes the place of
   * @param reached records each state before the next step is taken
   * @return the renewal, issued
   */
  Renewal obtain(
      RenewalTask task,
      Renewal renewal,
      Way way,
      Function<WantedPair, Optional<X509Certificate>> replaced,
      BiConsumer<Renewal, String> reached,
      RenewalRun.Watcher watcher)
      throws InterruptedException {
    NamedAccount account = way.account();
    URI directory = directory(account, way.staging());
    KeyFiles.folder(task.folder());
    KeyFiles.folder(task.folder().resolve("accounts"));
    Path folder = KeyFiles.folder(task.generation(renewal));
    Authority authority =
        new Authority(directory, account.account(), task.accountKey(account, directory), clock);
    ChallengeRecords records = records(task);
    sweep(records, renewal, watcher);
    return new Course(task, way, authority, records, folder, reached, watcher)
        .all(renewal, replaced);
  }

  /** One attempt at one authority. */
  private final class Course {
    private final RenewalTask task;
    private final Way way;
    private final Authority authority;
    private final ChallengeRecords records;
    private final Path folder;
    private final BiConsumer<Renewal, String> reached;
    private final RenewalRun.Watcher watcher;

    Course(
        RenewalTask task,
        Way way,
        Authority authority,
        ChallengeRecords records,
        Path folder,
        BiConsumer<Renewal, String> reached,
        RenewalRun.Watcher watcher) {
      this.task = task;
      this.way = way;
      this.authority = authority;
      this.records = records;
      this.folder = folder;
      this.reached = reached;
      this.watcher = watcher;
    }

    Renewal all(Renewal renewal, Function<WantedPair, Optional<X509Certificate>> replaced)
        throws InterruptedException {
      List<WantedPair> wanted =
          way.staging() ? List.of(task.pairs().getFirst().staging()) : task.pairs();
      Renewal at = renewal;
      for (WantedPair pair : wanted.subList(0, wanted.size() - 1)) {
        if (!pair.isFresh(folder, clock.instant())) {
          at = one(pair, at, replaced.apply(pair));
          at = at.ordered(authority.directory().toString(), "", clock.instant());
          String next = "the " + pair.kind() + " certificate is here, " + serial(pair);
          reached.accept(at, next + "; another is ordered");
        }
      }
      at = one(wanted.getLast(), at, replaced.apply(wanted.getLast()));
      X509Certificate leaf = leaf(wanted.getFirst());
      at =
          at.issued(
              RenewalRun.fingerprint(leaf), leaf.getSerialNumber().toString(16), clock.instant());
      String serials = String.join(" and ", wanted.stream().map(this::serial).toList());
      reached.accept(at, serials + ", valid to " + leaf.getNotAfter().toInstant());
      return at;
    }

    private X509Certificate leaf(WantedPair pair) {
      return Preflight.leafOf(KeyFiles.read(pair.chain(folder))).orElseThrow();
    }

    private String serial(WantedPair pair) {
      return "serial " + leaf(pair).getSerialNumber().toString(16);
    }

    /** Goes on with the order from before, or places one, and keeps what it brings. */
    private Renewal one(WantedPair pair, Renewal begun, Optional<X509Certificate> replaced)
        throws InterruptedException {
      Renewal at = begun;
      Optional<PlacedOrder> before = resume(authority, at, watcher);
      if (before.isPresent()) {
        at = proven(before.get(), at);
        IssuedPair issued = before.get().finish(pair.key(folder), pair.keyType());
        // It is another pair's where a crash came before that one's order was laid aside.
        if (Preflight.isPair(issued.chain(), issued.key())) {
          KeyFiles.write(pair.chain(folder), issued.chain());
          return at;
        }
      }
      at = place(at, replaced);
      PlacedOrder order = authority.bind(location(at).orElseThrow());
      at = proven(order, at);
      IssuedPair issued = order.finish(pair.key(folder), pair.keyType());
      KeyFiles.write(pair.chain(folder), issued.chain());
      return at;
    }

    private Renewal place(Renewal at, Optional<X509Certificate> replaced) {
      forbidden(task, authority, records);
      if (!way.staging()) {
        spend(task, way, authority.replaces(replaced));
      }
      Authority.Placed placed = authority.order(task.names(), replaced);
      String text =
          "by "
              + authority.directory().getHost()
              + " for "
              + String.join(", ", task.names())
              + (placed.replaces() ? ", in the place of the present certificate" : "");
      Renewal ordered =
          at.ordered(
              authority.directory().toString(), placed.location().toString(), clock.instant());
      reached.accept(ordered, text);
      return ordered;
    }

    private Renewal proven(PlacedOrder order, Renewal at) throws InterruptedException {
      if (order.state() != PlacedOrder.State.PENDING) {
        return at;
      }
      prove(order, records, task, at, watcher);
      Renewal challenged = at.at(State.CHALLENGED, clock.instant());
      reached.accept(challenged, "every name is accepted");
      return challenged;
    }
  }

  private static Optional<URL> location(Renewal renewal) {
    try {
      return renewal.order().isEmpty()
          ? Optional.empty()
          : Optional.of(URI.create(renewal.order()).toURL());
    } catch (MalformedURLException e) {
      return Optional.empty();
    }
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
    Optional<URL> location = location(renewal);
    if (location.isEmpty() || !renewal.directory().equals(authority.directory().toString())) {
      return Optional.empty();
    }
    try {
      PlacedOrder order = authority.bind(location.get());
      if (order.state() != PlacedOrder.State.DEAD) {
        watcher.heard(State.ORDERED, "the order from before is still good");
        return Optional.of(order);
      }
    } catch (AcmeFailure gone) {
      if (gone.kind() != AcmeFailure.Kind.REFUSED) {
        throw gone;
      }
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

  /** Whoever is refused comes again when the limit allows it, or as an urgent one. */
  private void spend(RenewalTask task, Way way, boolean replaces) {
    NamedAccount account = way.account();
    Instant now = clock.instant();
    Instant soon = way.demand().urgent(task.dialer().id());
    boolean urgent = way.route() == RenewalPlan.Route.SECOND || !now.isBefore(soon);
    store
        .spend(
            new RenewalStore.Purse(account.name(), account.account().ordersPerWeek()),
            task.dialer().id(),
            new OrderBudgetDecision.Wanted(
                task.names(), replaces, urgent, Demand.customer(task.dialer())),
            way.demand(),
            now)
        .ifPresent(spent -> {
          Instant until = urgent || spent.until().isBefore(soon) ? spent.until() : soon;
          throw new Budget("account " + account.name() + ": " + spent.text(), until);
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
      order.prove(records, task.propagation(), new Ears(at, watcher));
    } finally {
      boolean interrupted = Thread.interrupted();
      sweep(records, at, watcher);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Records what is heard of the records, and tells the watcher. */
  private final class Ears implements ChallengeRecords.Ear {
    private final Renewal at;
    private final RenewalRun.Watcher watcher;

    Ears(Renewal at, RenewalRun.Watcher watcher) {
      this.at = at;
      this.watcher = watcher;
    }

    @Override
    public void heard(String text) {
      store.note(at, State.ORDERED, text, clock.instant());
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
