package io.linecheck.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.linecheck.config.Configuration;
import io.linecheck.config.ConfigurationFile;
import io.linecheck.config.ConfigurationShape;
import io.linecheck.config.InvalidInputException;
import io.linecheck.config.Loaded;
import io.linecheck.config.Profiles;
import io.linecheck.config.shape.JsonSchema;
import io.linecheck.config.shape.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code config}: what is wrong with a configuration, and what one may hold. */
@Command(
    name = "config",
    description = "Checks a configuration, or prints its JSON Schema.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "check|schema",
    subcommands = {ConfigCommand.Check.class, ConfigCommand.Schema.class})
final class ConfigCommand implements Runnable {
  @Spec private @org.jspecify.annotations.Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        java.util.Objects.requireNonNull(spec).commandLine(), "say config check or config schema");
  }

  /**
   * The configuration of a file.
   *
   * @throws InvalidInputException with every problem of it
   */
  static Configuration require(Profiles profiles, Map<String, String> environment, Path file) {
    return require(new ConfigurationFile(profiles, environment), file);
  }

  /** The same for who uses none of the secrets in it. */
  static Configuration requireWithoutSecrets(Map<String, String> environment, Path file) {
    return require(
        new ConfigurationFile(Profiles.load(), environment).needing(anySecret -> false), file);
  }

  /** The same, as this reader reads it. */
  static Configuration require(ConfigurationFile reader, Path file) {
    return switch (reader.load(file)) {
      case Loaded.Valid(Configuration configuration, List<Problem> _) -> configuration;
      case Loaded.Invalid(List<Problem> problems) ->
          throw new InvalidInputException(
              problems.stream()
                  .map(Problem::text)
                  .collect(Collectors.joining("\n", "the configuration cannot be used:\n", "")));
    };
  }

  /** {@code config check [FILE]}: exit code 0 when it can be used, 1 when not. */
  @Command(
      name = "check",
      description =
          "Every problem of a configuration: file:line, path, value, rule, nearest known key.",
      mixinStandardHelpOptions = true,
      footer = {"", "Exit codes: 0 no problem, 1 problems."})
  static final class Check implements Callable<Integer> {
    private final Terminal terminal;
    private final Map<String, String> environment;

    @Parameters(
        paramLabel = "FILE",
        arity = "0..1",
        defaultValue = "linecheck.yaml",
        description = "the configuration; linecheck.yaml without it")
    private Path file = Path.of("linecheck.yaml");

    Check(Terminal terminal, Map<String, String> environment) {
      this.terminal = terminal;
      this.environment = environment;
    }

    @Override
    public Integer call() {
      return switch (new ConfigurationFile(Profiles.load(), environment).load(file)) {
        case Loaded.Valid(Configuration configuration, List<Problem> warnings) -> {
          warnings.forEach(warning -> terminal.out().println("warning: " + warning.text()));
          terminal.out().println(file + ": no problem; " + holds(configuration));
          yield 0;
        }
        case Loaded.Invalid(List<Problem> problems) -> {
          problems.forEach(problem -> terminal.out().println(problem.text()));
          yield 1;
        }
      };
    }

    private static String holds(Configuration configuration) {
      return count(configuration.dialers().size(), "dialer")
          + ", "
          + count(configuration.gateways().size(), "gateway")
          + ", "
          + count(configuration.channels().size(), "channel");
    }

    private static String count(int number, String thing) {
      return number + " " + thing + (number == 1 ? "" : "s");
    }
  }

  /** {@code config schema}: for editors. */
  @Command(
      name = "schema",
      description = "The JSON Schema of the configuration, for editors.",
      mixinStandardHelpOptions = true)
  static final class Schema implements Callable<Integer> {
    private final Terminal terminal;

    Schema(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() throws JsonProcessingException {
      terminal
          .out()
          .println(
              new ObjectMapper()
                  .enable(SerializationFeature.INDENT_OUTPUT)
                  .writeValueAsString(
                      JsonSchema.document(
                          "Linecheck configuration", ConfigurationShape.of(Profiles.load()))));
      return 0;
    }
  }
}
