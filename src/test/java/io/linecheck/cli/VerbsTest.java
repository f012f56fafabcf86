package io.linecheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import picocli.CommandLine.Command;

class VerbsTest {
  @ParameterizedTest
  @FieldSource("io.linecheck.cli.Verbs#ALL")
  void aVerbIsFoundByTheNameThatItsHelpShows(Verbs.Verb verb) {
    assertEquals(0, CommandRun.of("help", verb.name()).code());
    assertEquals(verb.type().getAnnotation(Command.class).name(), verb.name());
  }
}
