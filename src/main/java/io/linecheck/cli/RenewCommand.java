package io.linecheck.cli;

import io.linecheck.app.RenewalStack;
import io.linecheck.config.Configuration;
import io.linecheck.config.DialerSettings;
import io.linecheck.config.InvalidInputException;
import io.linecheck.config.Profiles;
import io.linecheck.renewal.Renewal;
import io.linecheck.renewal.RenewalListener;
import io.linecheck.renewal.RenewalNews;
import io.linecheck.renewal.RenewalPlan;
import io.linecheck.renewal.RenewalRun;
import io.linecheck.renewal.RenewalTask;
import io.linecheck.renewal.RenewalTasks;
import io.linecheck.renewal.RunResult;
import io.linecheck.renewal.State;
import io.linecheck.renewal.acme.AcmeFailure;
import io.linecheck.renewal.acme.Authority;
import io.linecheck.sql.Database;
import io.linecheck.sql.StorageException;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code renew DIALER}: one renewal now, each step shown. */
@Command(
    name = "renew",
    description = "Renews a dialer's certificate now and proves that every door serves it.",
    mixinStandardHelpOptions = true,
    footer = {"", "Exit codes: 0 served, 2 failed, 3 busy or wrong usage."})
final class RenewCommand implements Callable<Integer> {
  private static final int FAILED = 2;

  private final Terminal terminal;
  private final Map<String, String> environment;
  private final InstantSource clock;

  @Parameters(paramLabel = "DIALER", description = "A dialer id of the configuration.")
  private String dialer = "";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration; linecheck.yaml without it.")
  private Path config = Path.of("linecheck.yaml");

  @Option(
      names = "--dry-run",
      description =
          "A rehearsal: an order at the staging directory, the TXT record, the targets reached;"
              + " nothing is installed.")
  private boolean dryRun;

  @Option(
      names = "--change-account-key",
      description =
          "Gives the ACME account that orders for the dialer a new key, and renews nothing.")
  private boolean changeAccountKey;

  RenewCommand(Terminal terminal, Map<String, String> environment, InstantSource clock) {
    this.terminal = terminal;
    this.environment = environment;
    this.clock = clock;
  }

  @Override
  public Integer call() throws InterruptedException {
    Configuration configuration = ConfigCommand.require(Profiles.load(), environment, config);
    DialerSettings entry =
        configuration
            .find(dialer)
            .orElseThrow(() ->
                new InvalidInputException(
                    "there is no dialer '" + dialer + "' in " + config + known(configuration)));
    RenewalTask task = new RenewalTasks(configuration).task(entry);
    if (changeAccountKey) {
      return changeAccountKey(task);
    }
    Vertx vertx = Vertx.vertx();
    try (Database database = RenewalStack.open(configuration.storage())) {
      // A server on the same database tells people; a rehearsal concerns whoever started it.
      RenewalListener listener = dryRun ? (handle, event) -> {} : new RenewalNews();
      RenewalStack stack = new RenewalStack(configuration, database, vertx, listener, clock);
      return report(
          stack
              .run()
              .run(
                  RenewalRun.Request.alone(
                      task,
                      purpose(task),
                      RenewalPlan.Route.FIRST,
                      stack.current().find(task),
                      environment.getOrDefault("USER", "somebody") + " by hand"),
                  new Steps()));
    } catch (StorageException broken) {
      throw new InvalidInputException(String.valueOf(broken.getMessage()));
    } finally {
      vertx.close();
    }
  }

  private int changeAccountKey(RenewalTask task) {
    if (task.accounts().isEmpty()) {
      throw new InvalidInputException(
          dialer + ": others renew its certificate, so it has no account");
    }
    RenewalTask.NamedAccount account = task.accounts().getFirst();
    java.net.URI directory = account.account().directory();
    try {
      new Authority(directory, account.account(), task.accountKey(account, directory), clock)
          .changeKey();
    } catch (AcmeFailure refused) {
      terminal
          .out()
          .println(terminal.paint(Terminal.Colour.RED, "FAILED") + " " + refused.getMessage());
      return FAILED;
    }
    terminal
        .out()
        .println(
            terminal.paint(Terminal.Colour.GREEN, "CHANGED")
                + " the key of the account "
                + account.name()
                + " at "
                + directory.getHost());
    return 0;
  }

  private Renewal.Purpose purpose(RenewalTask task) {
    if (dryRun) {
      return Renewal.Purpose.REHEARSAL;
    }
    return task.source().isPresent() ? Renewal.Purpose.DEPLOYMENT : Renewal.Purpose.RENEWAL;
  }

  private static String known(Configuration configuration) {
    String ids =
        String.join(", ", configuration.dialers().stream().map(DialerSettings::id).toList());
    return ids.isEmpty() ? "; it has none" : "; it has " + ids;
  }

  private int report(RunResult result) {
    return switch (result) {
      case RunResult.Done(Renewal _, String text) -> {
        String word = dryRun ? "REHEARSED" : "RENEWED";
        terminal.out().println(terminal.paint(Terminal.Colour.GREEN, word) + " " + text);
        yield 0;
      }
      case RunResult.Failed(Renewal _, var faults) -> {
        faults.forEach(fault ->
            terminal
                .out()
                .println(
                    terminal.paint(Terminal.Colour.RED, "FAILED")
                        + " "
                        + fault.code().word()
                        + ": "
                        + fault.evidence()));
        terminal
            .out()
            .println(
                "What it means and how it is mended: linecheck explain "
                    + faults.getFirst().code().word());
        yield FAILED;
      }
      case RunResult.Busy() -> {
        terminal.err().println("linecheck: another process is renewing " + dialer + " just now");
        yield ExitCodes.UNKNOWN;
      }
    };
  }

  /** Shows each step with the time since the beginning; on a terminal waits have a bar. */
  private final class Steps implements RenewalRun.Watcher {
    private static final int BAR = 30;
    private final long begin = System.nanoTime();
    private boolean bar;

    @Override
    public void heard(State state, String text) {
      clear();
      Duration since = Duration.ofNanos(System.nanoTime() - begin);
      String time = String.format(java.util.Locale.ROOT, "%7.2f s", since.toMillis() / 1000.0);
      String word = String.format(java.util.Locale.ROOT, "%-11s", state.word());
      terminal.out().println(terminal.paint(Terminal.Colour.DIM, time) + "  " + word + " " + text);
      terminal.out().flush();
    }

    @Override
    public void waiting(State state, String text, Duration waited, Duration most) {
      if (!terminal.interactive()) {
        heard(state, text);
        return;
      }
      clear();
      int done = (int) Math.min(BAR, BAR * waited.toMillis() / Math.max(1, most.toMillis()));
      String line =
          "["
              + "#".repeat(done)
              + "-".repeat(BAR - done)
              + "] "
              + waited.toSeconds()
              + " of "
              + most.toSeconds()
              + " s: "
              + text;
      int room = Math.max(BAR, terminal.columns() - 1);
      terminal.out().print(line.length() > room ? line.substring(0, room) : line);
      terminal.out().flush();
      bar = true;
    }

    private void clear() {
      if (bar) {
        terminal.out().print("\r" + " ".repeat(terminal.columns() - 1) + "\r");
        bar = false;
      }
    }
  }
}
