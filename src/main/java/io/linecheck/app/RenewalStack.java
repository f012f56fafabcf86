package io.linecheck.app;

import io.linecheck.config.Configuration;
import io.linecheck.config.InvalidInputException;
import io.linecheck.config.RenewalSettings;
import io.linecheck.config.Resolvers;
import io.linecheck.config.Storage;
import io.linecheck.probe.trust.RootFiles;
import io.linecheck.probe.wire.TcpDoor;
import io.linecheck.renewal.CurrentCertificate;
import io.linecheck.renewal.Issuance;
import io.linecheck.renewal.RenewalDecision;
import io.linecheck.renewal.RenewalListener;
import io.linecheck.renewal.RenewalLoop;
import io.linecheck.renewal.RenewalRun;
import io.linecheck.renewal.RenewalStore;
import io.linecheck.renewal.RenewalTasks;
import io.linecheck.renewal.deploy.DoorReader;
import io.linecheck.renewal.dns.AuthoritativeServers;
import io.linecheck.renewal.dns.TxtJournal;
import io.linecheck.sql.Database;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;

/** Renewal, wired: the run of one attempt, the store of all, and the loop that looks after them. */
public final class RenewalStack {
  private final Configuration configuration;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final RenewalStore store;
  private final RenewalRun run;
  private final CurrentCertificate current;

  /** Renewal over a database and the event loops of a Vert.x. */
  public RenewalStack(
      Configuration configuration,
      Database database,
      Vertx vertx,
      RenewalListener listener,
      InstantSource clock) {
    this.configuration = configuration;
    this.clock = clock;
    this.store = new RenewalStore(database, listener);
    this.run =
        new RenewalRun(
            new RenewalRun.Parts(
                store,
                new Issuance(
                    store, new TxtJournal(database), resolver(configuration.resolvers()), clock),
                new DoorReader(new TcpDoor(vertx)),
                RootFiles.read(
                    configuration.trust().caFiles(), configuration.trust().onlyCaFiles()),
                clock,
                random));
    this.current = new CurrentCertificate(store);
  }

  /** The database that a configuration names, for a process that only renews. */
  public static Database open(Storage storage) {
    return switch (storage) {
      case Storage.Sqlite(java.nio.file.Path file) ->
          Database.openAlone(new io.linecheck.sql.Storage.Sqlite(file));
      case Storage.Postgresql there ->
          throw new InvalidInputException(
              "storage: postgresql://" + there.host() + " cannot be used for renewals yet");
    };
  }

  private static InetSocketAddress resolver(Resolvers resolvers) {
    return switch (resolvers.outside().orElse(resolvers.standard())) {
      case Resolvers.Resolver.OfSystem() -> AuthoritativeServers.ofSystem();
      case Resolvers.Resolver.At(String address, int port) -> new InetSocketAddress(address, port);
    };
  }

  /** One attempt. */
  public RenewalRun run() {
    return run;
  }

  /** What is kept. */
  public RenewalStore store() {
    return store;
  }

  /** The certificates that are there. */
  public CurrentCertificate current() {
    return current;
  }

  /** Everything the configuration wants looked after. */
  public RenewalLoop.Work work() {
    RenewalSettings settings = configuration.certificates().renewal();
    return new RenewalLoop.Work(
        new RenewalTasks(configuration).all(),
        new RenewalDecision(settings.timing(), settings.windows()),
        run,
        settings.rehearsal());
  }

  /** The loop over all of it, not yet begun. */
  public RenewalLoop loop() {
    return new RenewalLoop(work(), store, current, clock, random);
  }
}
