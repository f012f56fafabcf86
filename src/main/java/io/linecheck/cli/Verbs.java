package io.linecheck.cli;

import java.time.InstantSource;
import java.util.Map;
import picocli.CommandLine;

/** Makes the verbs, handing each what it needs. */
final class Verbs implements CommandLine.IFactory {
  private final Terminal terminal;
  private final Map<String, String> environment;

  Verbs(Terminal terminal, Map<String, String> environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    if (type == CheckCommand.class) {
      return type.cast(new CheckCommand(terminal, environment));
    }
    if (type == ExplainCommand.class) {
      return type.cast(new ExplainCommand(terminal));
    }
    if (type == TrainCommand.class) {
      return type.cast(new TrainCommand(terminal));
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
