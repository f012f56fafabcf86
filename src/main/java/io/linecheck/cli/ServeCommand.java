package io.linecheck.cli;

import io.linecheck.app.LinecheckServer;
import io.linecheck.app.ProbeSettings;
import io.linecheck.app.ServerPlan;
import io.linecheck.config.CatalogueReader;
import io.linecheck.config.Configuration;
import io.linecheck.config.Profiles;
import io.linecheck.model.Stage;
import io.linecheck.probe.certificate.InstalledFiles;
import io.linecheck.probe.trust.RootFiles;
import io.linecheck.web.Running;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code serve}: the server, until SIGTERM; SIGHUP reads the configuration again. */
@Command(
    name = "serve",
    description = "The server: probes on schedule, pages, API, metrics, incidents, notices.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  private final Terminal terminal;
  private final Map<String, String> environment;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration (default linecheck.yaml).")
  private Path config = Path.of("linecheck.yaml");

  ServeCommand(Terminal terminal, Map<String, String> environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    Profiles profiles = Profiles.load();
    LinecheckServer server =
        LinecheckServer.start(
            plan(profiles), CatalogueReader.read(), InstantSource.system(), () -> plan(profiles));
    Signals.onHangUp(() -> {
      switch (server.reload()) {
        case Running.Reloaded.Done done -> LOG.info("SIGHUP: {}", done.text());
        case Running.Reloaded.Refused(String why) -> LOG.warn("SIGHUP changed nothing: {}", why);
      }
    });
    CountDownLatch end = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              server.close();
              end.countDown();
            }));
    LOG.info("serving on port {}", server.port());
    terminal.out().println("Linecheck serves on port " + server.port());
    terminal.out().flush();
    end.await();
    return 0;
  }

  private ServerPlan plan(Profiles profiles) {
    Configuration known = ConfigCommand.require(profiles, environment, config);
    return ServerPlan.of(
        known,
        profiles,
        new ProbeSettings(
            Map.of(),
            ProbeSettings.resolvers(known.resolvers()),
            RootFiles.read(known.trust().caFiles(), known.trust().onlyCaFiles()),
            EnumSet.allOf(Stage.class),
            InstalledFiles.NONE,
            known.trust().fetchCrls()));
  }
}
