package io.linecheck.cli;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The verbs, and what each needs. Reading the options of one takes picocli tens of milliseconds, so
 * that those nobody asked for are not read.
 */
final class Verbs implements CommandLine.IFactory {
  /** A verb: its name stands here too, since reading an annotation takes a millisecond. */
  record Verb(String name, Class<?> type) {}

  static final List<Verb> ALL =
      List.of(
          new Verb("check", CheckCommand.class),
          new Verb("serve", ServeCommand.class),
          new Verb("demo", DemoCommand.class),
          new Verb("token", TokenCommand.class),
          new Verb("certificate", CertificateCommand.class),
          new Verb("explain", ExplainCommand.class),
          new Verb("train", TrainCommand.class),
          new Verb("practice", PracticeCommand.class),
          new Verb("config", ConfigCommand.class),
          new Verb("renew", RenewCommand.class),
          new Verb("agent-link", AgentLinkCommand.class),
          new Verb("help", CommandLine.HelpCommand.class));

  private final Terminal terminal;
  private final Map<String, String> environment;
  private @Nullable HeadStart headStart;

  Verbs(Terminal terminal, Map<String, String> environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  /** Begins what the verb that was typed first needs in any case. */
  void prepare(String[] typed) {
    if (isCheck(typed)) {
      headStart = HeadStart.begin();
    }
  }

  /** Whether something is to be checked: the verb that must be quick. */
  static boolean isCheck(String[] typed) {
    return typed.length > 1 && typed[0].equals("check");
  }

  /** Gives the command line the verb that was typed first, else every verb. */
  void addTo(CommandLine line, String[] typed) {
    boolean onlyListed = typed.length == 1 && (typed[0].equals("--help") || typed[0].equals("-h"));
    boolean oneVerb = typed.length > 0 && !typed[0].equals("help");
    List<Verb> asked =
        ALL.stream().filter(verb -> oneVerb && typed[0].equals(verb.name())).toList();
    for (Verb verb : asked.isEmpty() ? ALL : asked) {
      line.addSubcommand(verb.name(), onlyListed ? outline(verb.type()) : verb.type());
    }
  }

  /** What the list of verbs shows of one. */
  private static CommandLine.Model.CommandSpec outline(Class<?> type) {
    Command command = type.getAnnotation(Command.class);
    CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();
    spec.usageMessage().description(command.description()).hidden(command.hidden());
    return spec;
  }

  private HeadStart started() {
    return Optional.ofNullable(headStart).orElseGet(HeadStart::begin);
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    if (type == CheckCommand.class) {
      return type.cast(new CheckCommand(terminal, environment, started()));
    }
    if (type == ExplainCommand.class) {
      return type.cast(new ExplainCommand(terminal));
    }
    if (type == TrainCommand.class) {
      return type.cast(new TrainCommand(terminal, environment));
    }
    if (type == PracticeCommand.class) {
      return type.cast(new PracticeCommand(terminal));
    }
    if (type == ConfigCommand.Check.class) {
      return type.cast(new ConfigCommand.Check(terminal, environment));
    }
    if (type == ConfigCommand.Schema.class) {
      return type.cast(new ConfigCommand.Schema(terminal));
    }
    if (type == CertificateCommand.class) {
      return type.cast(new CertificateCommand(terminal, InstantSource.system()));
    }
    if (type == RenewCommand.class) {
      return type.cast(new RenewCommand(terminal, environment, InstantSource.system()));
    }
    if (type == ServeCommand.class) {
      return type.cast(new ServeCommand(terminal, environment));
    }
    if (type == DemoCommand.class) {
      return type.cast(new DemoCommand(terminal));
    }
    if (type == TokenCommand.Create.class) {
      return type.cast(new TokenCommand.Create(terminal, environment));
    }
    if (type == TokenCommand.ListAll.class) {
      return type.cast(new TokenCommand.ListAll(terminal, environment));
    }
    if (type == TokenCommand.Revoke.class) {
      return type.cast(new TokenCommand.Revoke(terminal, environment));
    }
    if (type == AgentLinkCommand.class) {
      return type.cast(new AgentLinkCommand(terminal, environment, InstantSource.system()));
    }
    return CommandLine.defaultFactory().create(type);
  }
}
