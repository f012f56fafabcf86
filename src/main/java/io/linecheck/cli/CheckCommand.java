package io.linecheck.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.linecheck.app.ProbeSettings;
import io.linecheck.app.ProbeStack;
import io.linecheck.config.CatalogueReader;
import io.linecheck.config.Configuration;
import io.linecheck.config.ConfigurationFile;
import io.linecheck.config.DurationText;
import io.linecheck.config.InvalidInputException;
import io.linecheck.config.Profiles;
import io.linecheck.model.ReadinessReport;
import io.linecheck.probe.dns.NamedResolver;
import io.linecheck.probe.websocket.IdleSettings;
import io.linecheck.renewal.deploy.TargetFiles;
import io.linecheck.web.ContractJson;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code check TARGET...}: one full readiness check of each target, then ends. */
@Command(
    name = "check",
    description = "One full readiness check of each target.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 ready, 1 at risk, 2 not ready, 3 unknown or wrong usage; the worst of several targets."
    })
final class CheckCommand implements Callable<Integer> {
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Duration SHORTEST_QUIET = Duration.ofSeconds(1);
  private static final Duration LONGEST_QUIET = Duration.ofHours(1);

  private final Terminal terminal;
  private final Map<String, String> environment;
  private final HeadStart headStart;
  @Mixin private CheckOptions options = new CheckOptions();

  @Parameters(
      paramLabel = "TARGET",
      arity = "1..*",
      description = "A dialer id of the configuration, or a bare host name.")
  private List<String> typed = new ArrayList<>();

  CheckCommand(Terminal terminal, Map<String, String> environment, HeadStart headStart) {
    this.terminal = terminal;
    this.environment = environment;
    this.headStart = headStart;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (options.json && options.nagios) {
      throw new InvalidInputException("--json and --nagios exclude each other");
    }
    Duration timeout = timeout();
    Optional<IdleSettings> idle = idle();
    Profiles profiles = Profiles.load();
    Optional<Configuration> configuration =
        Optional.ofNullable(options.config)
            .map(file ->
                ConfigCommand.require(
                    new ConfigurationFile(profiles, environment).needing(CheckCommand::uses),
                    file));
    Targets targets =
        new Targets(options, profiles, id -> configuration.flatMap(known -> known.findDialer(id)));
    List<Targets.Target> asked = typed.stream().map(targets::target).toList();
    StageProgress progress = new StageProgress(terminal, !options.json && !options.nagios);
    ProbeSettings settings =
        new ProbeSettings(
            targets.resolved(),
            configuration
                .map(known -> ProbeSettings.resolvers(known.resolvers()))
                .orElse(List.of(NamedResolver.system())),
            headStart.trust(
                caFiles(configuration),
                configuration.map(known -> known.trust().onlyCaFiles()).orElse(false)),
            targets.stages(),
            new TargetFiles(() -> configuration),
            configuration.map(known -> known.trust().fetchCrls()).orElse(true));
    List<ReadinessReport> reports;
    try (ProbeStack stack =
        ProbeStack.open(settings, CatalogueReader.lazily(), InstantSource.system())) {
      reports = run(stack, asked, timeout, idle, progress);
    }
    progress.wipe();
    print(reports);
    return ExitCodes.worst(reports);
  }

  /** A check knows no channels, authorities or zones: it runs without their secrets. */
  private static boolean uses(String secret) {
    return Stream.of("dialers", "gateways", "targets").anyMatch(secret::startsWith);
  }

  private List<Path> caFiles(Optional<Configuration> configuration) {
    List<Path> files = new ArrayList<>(options.caFiles);
    configuration.ifPresent(known -> files.addAll(known.trust().caFiles()));
    return files;
  }

  private Duration timeout() {
    return DurationText.parse(options.timeout)
        .filter(timeout -> timeout.compareTo(SHORTEST) >= 0 && timeout.compareTo(LONGEST) <= 0)
        .orElseThrow(() ->
            new InvalidInputException(
                "--timeout '"
                    + options.timeout
                    + "': write a duration from 100ms to 10m, such as 15s"));
  }

  private Optional<IdleSettings> idle() {
    return Optional.ofNullable(options.idle)
        .map(text ->
            DurationText.parse(text)
                .filter(quiet -> quiet.compareTo(SHORTEST_QUIET) >= 0)
                .filter(quiet -> quiet.compareTo(LONGEST_QUIET) <= 0)
                .map(IdleSettings::watching)
                .orElseThrow(() ->
                    new InvalidInputException(
                        "--idle '" + text + "': write a duration from 1s to 1h, such as 5m")));
  }

  private static ReadinessReport check(
      ProbeStack stack,
      Targets.Target target,
      Duration timeout,
      Optional<IdleSettings> idle,
      StageProgress progress)
      throws InterruptedException {
    ReadinessReport report = stack.readiness().run(target.dialer(), "local", timeout, progress);
    return target
        .leftOut()
        .in(
            idle.isPresent()
                ? stack.idle(idle.get()).after(report, progress, InstantSource.system())
                : report);
  }

  private static List<ReadinessReport> run(
      ProbeStack stack,
      List<Targets.Target> targets,
      Duration timeout,
      Optional<IdleSettings> idle,
      StageProgress progress)
      throws InterruptedException {
    List<ReadinessReport> reports = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<ReadinessReport>> runs =
          targets.stream()
              .map(target -> threads.submit(() -> check(stack, target, timeout, idle, progress)))
              .toList();
      for (Future<ReadinessReport> run : runs) {
        reports.add(run.get());
      }
    } catch (ExecutionException broken) {
      throw new IllegalStateException(broken.getCause());
    }
    return reports;
  }

  private void print(List<ReadinessReport> reports) {
    if (options.json) {
      ArrayNode nodes = JsonNodeFactory.instance.arrayNode();
      reports.forEach(report -> nodes.add(ContractJson.report(report)));
      terminal.out().println(ContractJson.pretty(reports.size() == 1 ? nodes.get(0) : nodes));
    } else if (options.nagios) {
      terminal.out().println(NagiosReport.render(reports));
    } else {
      TextReport text = new TextReport(terminal);
      for (int i = 0; i < reports.size(); i++) {
        terminal.out().print((i == 0 ? "" : "\n") + text.render(reports.get(i)));
        if (options.verbose) {
          terminal.out().print(TranscriptReport.render(reports.get(i)));
        }
      }
    }
    if (options.verbose && (options.json || options.nagios)) {
      reports.forEach(report -> terminal.err().print(TranscriptReport.render(report)));
    }
  }
}
