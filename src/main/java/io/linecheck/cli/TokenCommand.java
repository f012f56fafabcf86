package io.linecheck.cli;

import io.linecheck.config.Configuration;
import io.linecheck.config.InvalidInputException;
import io.linecheck.config.Storage;
import io.linecheck.sql.Database;
import io.linecheck.web.AccessTokens;
import io.linecheck.web.Role;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code token create|list|revoke}: access tokens, shown once and stored as hashes. */
@Command(
    name = "token",
    description = "Access tokens for pages, API and metrics.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "create|list|revoke",
    subcommands = {
      TokenCommand.Create.class,
      TokenCommand.ListAll.class,
      TokenCommand.Revoke.class
    })
final class TokenCommand implements Runnable {
  @Spec private @org.jspecify.annotations.Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        java.util.Objects.requireNonNull(spec).commandLine(),
        "say token create, token list or token revoke");
  }

  /** Opens the database of a configuration for one command. */
  abstract static class OnTokens implements Callable<Integer> {
    final Terminal terminal;
    private final Map<String, String> environment;

    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "The configuration (default linecheck.yaml).")
    private Path config = Path.of("linecheck.yaml");

    OnTokens(Terminal terminal, Map<String, String> environment) {
      this.terminal = terminal;
      this.environment = environment;
    }

    int with(ToIntFunction<AccessTokens> command) {
      Configuration known = ConfigCommand.requireWithoutSecrets(environment, config);
      if (!(known.storage() instanceof Storage.Sqlite(Path file))) {
        throw new InvalidInputException(
            "storage: this version keeps its data in SQLite; write storage: \"sqlite:data/linecheck.db\"");
      }
      try (Database database = Database.open(new io.linecheck.sql.Storage.Sqlite(file))) {
        return command.applyAsInt(new AccessTokens(database, InstantSource.system()));
      }
    }
  }

  /** {@code token create NAME --role ROLE}. */
  @Command(
      name = "create",
      description = "Makes a token and shows it, once.",
      mixinStandardHelpOptions = true)
  static final class Create extends OnTokens {
    @Parameters(paramLabel = "NAME", description = "Who or what uses it.")
    private String name = "";

    @Option(
        names = "--role",
        required = true,
        paramLabel = "viewer|operator|kiosk",
        description = "What it may do.")
    private String role = "";

    Create(Terminal terminal, Map<String, String> environment) {
      super(terminal, environment);
    }

    @Override
    public Integer call() {
      Role wanted =
          Role.find(role)
              .orElseThrow(() ->
                  new InvalidInputException(
                      "--role '" + role + "' is none of viewer, operator, kiosk"));
      if (!name.matches("[A-Za-z0-9][A-Za-z0-9._ -]{0,63}")) {
        throw new InvalidInputException(
            "'"
                + name
                + "' is no name for a token: 1 to 64 letters, digits, dots, hyphens, underscores");
      }
      return with(tokens -> {
        terminal
            .out()
            .println(
                tokens
                    .create(name, wanted)
                    .orElseThrow(() ->
                        new InvalidInputException(
                            "there is a token '"
                                + name
                                + "' already; revoke it first or choose another name"))
                    .value());
        terminal
            .err()
            .println(
                "This is shown once. It is stored as a hash; `linecheck token revoke "
                    + name
                    + "` takes it back.");
        return 0;
      });
    }
  }

  /** {@code token list}. */
  @Command(
      name = "list",
      description = "All tokens, without their secrets.",
      mixinStandardHelpOptions = true)
  static final class ListAll extends OnTokens {
    ListAll(Terminal terminal, Map<String, String> environment) {
      super(terminal, environment);
    }

    @Override
    public Integer call() {
      return with(tokens -> {
        tokens
            .list()
            .forEach(token ->
                terminal
                    .out()
                    .printf(
                        "%-24s %-9s made %s%n",
                        token.name(), token.role().word(), token.createdAt()));
        return 0;
      });
    }
  }

  /** {@code token revoke NAME}. */
  @Command(
      name = "revoke",
      description = "Takes a token back; seen by the server within seconds.",
      mixinStandardHelpOptions = true)
  static final class Revoke extends OnTokens {
    @Parameters(paramLabel = "NAME", description = "The token's name.")
    private String name = "";

    Revoke(Terminal terminal, Map<String, String> environment) {
      super(terminal, environment);
    }

    @Override
    public Integer call() {
      return with(tokens -> {
        if (!tokens.revoke(name)) {
          throw new InvalidInputException(
              "there is no token '" + name + "'; `linecheck token list` shows them");
        }
        return 0;
      });
    }
  }
}
