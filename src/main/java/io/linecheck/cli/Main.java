package io.linecheck.cli;

import io.linecheck.config.InvalidInputException;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParameterException;

/** The command line: finds the verb, says clearly what is wrong with the rest. */
@Command(
    name = "linecheck",
    description = "Tells why agents of a WebRTC call centre cannot work, before they notice.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "VERB",
    commandListHeading = "%nVerbs:%n",
    footer = {
      "",
      "Exit codes of check: 0 ready, 1 at risk, 2 not ready, 3 unknown or wrong usage."
    })
public final class Main implements Runnable {
  @CommandLine.Spec private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

  /** Runs one verb and ends with its exit code. */
  public static void main(String[] args) {
    PrintWriter out = utf8(System.out);
    PrintWriter err = utf8(System.err);
    int code = run(args, out, err, System.getenv());
    out.flush();
    err.flush();
    if (Verbs.isCheck(args)) {
      ProcessEnd.atOnce(code);
    }
    System.exit(code);
  }

  /** Runs one verb. */
  static int run(String[] args, PrintWriter out, PrintWriter err, Map<String, String> environment) {
    Terminal terminal = Terminal.of(out, err, environment);
    Verbs verbs = new Verbs(terminal, environment);
    verbs.prepare(args);
    CommandLine line = new CommandLine(new Main(), verbs);
    verbs.addTo(line, args);
    line.setOut(out);
    line.setErr(err);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(false);
    line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    line.setParameterExceptionHandler(Main::wrongUsage);
    line.setExecutionExceptionHandler(unexpected());
    return line.execute(args);
  }

  @Override
  public void run() {
    throw new ParameterException(
        java.util.Objects.requireNonNull(spec).commandLine(), "a verb is missing");
  }

  private static int wrongUsage(ParameterException problem, String[] args) {
    CommandLine line = problem.getCommandLine();
    line.getErr().println("linecheck: " + problem.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(problem, line.getErr())) {
      line.getErr().println("Try: " + line.getCommandSpec().qualifiedName() + " --help");
    }
    return ExitCodes.UNKNOWN;
  }

  private static IExecutionExceptionHandler unexpected() {
    return (problem, line, parsed) -> {
      if (problem instanceof InvalidInputException input) {
        line.getErr().println("linecheck: " + input.getMessage());
        return ExitCodes.UNKNOWN;
      }
      line.getErr()
          .println(
              "linecheck: this is a defect of Linecheck itself ("
                  + problem.getClass().getSimpleName()
                  + (problem.getMessage() == null ? "" : ": " + problem.getMessage())
                  + "); set LINECHECK_DEBUG=1 for the details");
      if (System.getenv("LINECHECK_DEBUG") != null) {
        problem.printStackTrace(line.getErr());
      }
      return ExitCodes.UNKNOWN;
    };
  }

  private static PrintWriter utf8(java.io.PrintStream stream) {
    return new PrintWriter(
        new java.io.BufferedWriter(
            new java.io.OutputStreamWriter(stream, java.nio.charset.StandardCharsets.UTF_8)),
        false);
  }

  /** The version of the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"linecheck " + (version == null ? "(from source)" : version)};
    }
  }
}
