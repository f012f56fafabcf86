package io.linecheck.cli;

import io.linecheck.app.ProbeSettings;
import io.linecheck.app.ProbeStack;
import io.linecheck.config.CatalogueReader;
import io.linecheck.config.Profiles;
import io.linecheck.demo.PracticeFloor;
import io.linecheck.model.Catalogue;
import io.linecheck.model.Dialer;
import io.linecheck.model.FindingCode;
import io.linecheck.model.ReadinessReport;
import io.linecheck.web.ContractJson;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/**
 * {@code train}: checks the practice dialers once and renders every kind of report, so that the
 * classes a real check needs are in the ahead-of-time cache that the launcher makes of this run.
 */
@Command(name = "train", hidden = true, description = "Makes the launcher's cache of classes.")
final class TrainCommand implements Callable<Integer> {
  private final Terminal terminal;

  TrainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    Profiles profiles = Profiles.load();
    Catalogue catalogue = CatalogueReader.read();
    Vertx vertx = Vertx.vertx();
    try {
      PracticeFloor floor =
          PracticeFloor.open(vertx, InstantSource.system())
              .toCompletionStage()
              .toCompletableFuture()
              .get(20, TimeUnit.SECONDS);
      ProbeSettings settings = PracticeProbes.of(floor);
      try (ProbeStack stack = ProbeStack.open(settings, catalogue, InstantSource.system())) {
        render(check(stack, floor.dialers()));
      }
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
    terminal
        .out()
        .println(
            profiles.all().size()
                + " profiles, "
                + catalogue.texts(FindingCode.PORT_REFUSED).title());
    return 0;
  }

  private static List<ReadinessReport> check(ProbeStack stack, List<Dialer> dialers)
      throws InterruptedException {
    List<ReadinessReport> reports = new ArrayList<>();
    for (Dialer dialer : dialers) {
      reports.add(
          stack.readiness().run(dialer, "local", Duration.ofSeconds(8), (service, stage) -> {}));
    }
    return reports;
  }

  private void render(List<ReadinessReport> reports) {
    TextReport text = new TextReport(terminal);
    for (ReadinessReport report : reports) {
      terminal.out().println(text.render(report));
      terminal.out().println(TranscriptReport.render(report));
      terminal.out().println(ContractJson.pretty(ContractJson.report(report)));
    }
    terminal.out().println(NagiosReport.render(reports));
  }
}
