package io.linecheck.cli;

import io.linecheck.app.LinecheckServer;
import io.linecheck.app.ServerPlan;
import io.linecheck.config.CatalogueReader;
import io.linecheck.config.HostAndPort;
import io.linecheck.config.InvalidInputException;
import io.linecheck.config.Profiles;
import io.linecheck.demo.NoticePrinter;
import io.linecheck.demo.PracticeFloor;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.Severity;
import io.linecheck.notify.ChannelSettings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code demo}: {@code serve} with practice dialers inside the same process; no configuration, no
 * network, nothing kept.
 */
@Command(
    name = "demo",
    description = "The server with practice dialers inside: no configuration, no network.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Where the pages are served (default 8080; 0 takes a free one).")
  private int port = 8080;

  DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    if (port < 0 || port > 65535) {
      throw new InvalidInputException("--port " + port + " is not between 0 and 65535");
    }
    InstantSource clock = InstantSource.system();
    Vertx vertx = Vertx.vertx();
    PracticeFloor floor = open(vertx, clock);
    Path folder = Files.createTempDirectory("linecheck-demo");
    CountDownLatch end = new CountDownLatch(1);
    // Also where it cannot start: whatever stands by then is taken down again.
    Deque<Runnable> leaving =
        new ConcurrentLinkedDeque<>(List.of(vertx::close, () -> delete(folder), end::countDown));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> leaving.forEach(Runnable::run)));
    int receiver =
        NoticePrinter.listen(vertx, this::notice)
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    ServerPlan plan = plan(floor, folder, receiver);
    LinecheckServer server = LinecheckServer.start(plan, CatalogueReader.read(), clock, () -> plan);
    leaving.addFirst(server::close);
    String base = "http://127.0.0.1:" + server.port();
    terminal
        .out()
        .println(
            "Linecheck's demo: "
                + floor.dialers().size()
                + " practice dialers, one healthy, the others broken in true ways.");
    terminal.out().println("  wall          " + base + "/");
    terminal.out().println("  a dialer      " + base + "/dialers/manila-2");
    terminal.out().println("  agent page    " + base + server.agentLink("manila-1", "1001"));
    terminal
        .out()
        .println(
            "                first open "
                + agentDoor(floor)
                + " and go on past the browser's warning:\n"
                + "                it cannot know the authority that signed the practice certificates");
    terminal.out().println("  certificates  " + base + "/certificates");
    terminal.out().println("  metrics       " + base + "/metrics");
    terminal
        .out()
        .println("Webhooks are received here and told below. Nothing is kept; Ctrl-C ends it.");
    terminal.out().flush();
    server.drill();
    end.await();
    return 0;
  }

  private ServerPlan plan(PracticeFloor floor, Path folder, int receiver)
      throws CertificateEncodingException {
    return ServerPlan.demo(
        floor.settings(),
        Profiles.load(),
        new HostAndPort("127.0.0.1", port),
        folder,
        PracticeProbes.of(floor),
        List.of(
            new ChannelSettings.Webhook(
                new ChannelSettings.Route("practice", Severity.WARNING, Map.of(), false),
                URI.create("http://127.0.0.1:" + receiver + "/"),
                Optional.empty())));
  }

  /** Where the phone of the healthy dialer connects, as an address to open. */
  private static String agentDoor(PracticeFloor floor) {
    return floor.dialers().getFirst().services().stream()
        .filter(service -> service.kind() == ServiceKind.WSS)
        .map(service ->
            "https://" + service.host() + ":" + service.port() + service.paths().getFirst())
        .findFirst()
        .orElseThrow();
  }

  private void notice(String line) {
    terminal.out().println("notice: " + line);
    terminal.out().flush();
  }

  private static PracticeFloor open(Vertx vertx, InstantSource clock) throws InterruptedException {
    try {
      return PracticeFloor.open(vertx, clock)
          .toCompletionStage()
          .toCompletableFuture()
          .get(20, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the practice dialers did not open", e);
    }
  }

  static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException left) {
      System.err.println("linecheck: could not delete " + folder + ": " + left.getMessage());
    }
  }
}
