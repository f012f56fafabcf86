package io.linecheck.cli;

import io.linecheck.config.Configuration;
import io.linecheck.config.DialerSettings;
import io.linecheck.config.DurationText;
import io.linecheck.config.InvalidInputException;
import io.linecheck.config.shape.NearestWord;
import io.linecheck.selftest.AgentLink;
import io.linecheck.selftest.LinkKeys;
import io.linecheck.sql.Database;
import io.linecheck.sql.Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code agent-link DIALER --agent ID}: a signed link to the self-test page, for one agent. */
@Command(
    name = "agent-link",
    description =
        "A signed, expiring link to a dialer's self-test page for one agent; whoever has it needs"
            + " no login.",
    mixinStandardHelpOptions = true)
final class AgentLinkCommand implements Callable<Integer> {
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(366);

  private final Terminal terminal;
  private final Map<String, String> environment;
  private final InstantSource clock;

  @Parameters(paramLabel = "DIALER", description = "a dialer's id in the configuration")
  private String dialer = "";

  @Option(
      names = "--agent",
      required = true,
      paramLabel = "ID",
      description = "the agent, as the floor knows them; several separated by commas")
  private String agents = "";

  @Option(
      names = "--valid",
      paramLabel = "DURATION",
      description = "how long the link works, 1m to 366d; default: agent.linkValid (12h)")
  private String valid = "";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "linecheck.yaml",
      description = "the configuration; linecheck.yaml without it")
  private Path file = Path.of("linecheck.yaml");

  AgentLinkCommand(Terminal terminal, Map<String, String> environment, InstantSource clock) {
    this.terminal = terminal;
    this.environment = environment;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    Configuration configuration = ConfigCommand.requireWithoutSecrets(environment, file);
    DialerSettings entry = configuration.find(dialer).orElseThrow(() -> unknown(configuration));
    List<String> ids = List.of(agents.split(",", -1));
    for (String id : ids) {
      if (!AgentLink.isAgent(id)) {
        throw new InvalidInputException(
            "--agent: expected 1 to 64 letters, digits or ._@+-, but found '" + id + "'");
      }
    }
    Instant until = clock.instant().plus(validity(configuration));
    try (Database database = Database.open(storage(configuration))) {
      var signer = new LinkKeys(database, clock).signer();
      for (String id : ids) {
        String token = signer.sign(new AgentLink(entry.id(), id, until));
        terminal.out().println(base(configuration) + "/agent/" + entry.id() + "#token=" + token);
      }
    }
    return 0;
  }

  private static Storage storage(Configuration configuration) {
    return switch (configuration.storage()) {
      case io.linecheck.config.Storage.Sqlite(Path database) -> new Storage.Sqlite(database);
      case io.linecheck.config.Storage.Postgresql _ ->
          throw new InvalidInputException(
              "agent-link: this version keeps links in SQLite only; ask the running server with"
                  + " POST /api/v1/agents/links instead");
    };
  }

  private Duration validity(Configuration configuration) {
    if (valid.isEmpty()) {
      return configuration.agent().linkValid();
    }
    return DurationText.parse(valid)
        .filter(given -> given.compareTo(SHORTEST) >= 0 && given.compareTo(LONGEST) <= 0)
        .orElseThrow(() ->
            new InvalidInputException(
                "--valid: expected a time from 1m to 366d, such as 12h, but found '"
                    + valid
                    + "'"));
  }

  private InvalidInputException unknown(Configuration configuration) {
    List<String> ids = configuration.watched().stream().map(DialerSettings::id).toList();
    return new InvalidInputException(
        "there is no dialer '"
            + dialer
            + "' in "
            + file
            + NearestWord.find(dialer, ids)
                .map(word -> "; did you mean '" + word + "'?")
                .orElse("; known: " + String.join(", ", ids)));
  }

  private static String base(Configuration configuration) {
    return configuration
        .server()
        .publicUrl()
        .map(url -> url.toString().replaceFirst("/+$", ""))
        .orElseGet(() ->
            (configuration.server().tls().isPresent() ? "https://" : "http://")
                + configuration.server().listen());
  }
}
