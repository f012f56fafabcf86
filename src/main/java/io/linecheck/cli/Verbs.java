package io.linecheck.cli;

import java.time.InstantSource;
import picocli.CommandLine;

/** Makes the verbs, handing each what it needs. */
final class Verbs implements CommandLine.IFactory {
  private final Terminal terminal;

  Verbs(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    if (type == CheckCommand.class) {
      return type.cast(new CheckCommand(terminal));
    }
    if (type == ExplainCommand.class) {
      return type.cast(new ExplainCommand(terminal));
    }
    if (type == TrainCommand.class) {
      return type.cast(new TrainCommand(terminal));
    }
    if (type == CertificateCommand.class) {
      return type.cast(new CertificateCommand(terminal, InstantSource.system()));
    }
    return CommandLine.defaultFactory().create(type);
  }
}
