package io.linecheck.cli;

import io.linecheck.cli.Terminal.Colour;
import io.linecheck.model.Service;
import io.linecheck.model.StageResult;
import io.linecheck.probe.StageListener;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Shows each stage on the terminal as it happens, one line a service, and wipes itself before the
 * report. Called from the checks' virtual threads, hence synchronized; silent where standard output
 * is no terminal.
 */
final class StageProgress implements StageListener {
  private final Terminal terminal;
  private final boolean wanted;
  private final Map<String, StringBuilder> lines = new LinkedHashMap<>();
  private int drawn;

  /**
   * Progress of one command.
   *
   * @param wanted whether a person is going to read the report
   */
  StageProgress(Terminal terminal, boolean wanted) {
    this.terminal = terminal;
    this.wanted = wanted;
  }

  @Override
  public synchronized void ended(Service service, StageResult stage) {
    if (!wanted || !terminal.interactive()) {
      return;
    }
    String sign =
        switch (stage.status()) {
          case OK -> terminal.paint(Colour.GREEN, "✓");
          case WARNING, UNKNOWN -> terminal.paint(Colour.YELLOW, "!");
          case CRITICAL -> terminal.paint(Colour.RED, "✗");
          case SKIPPED -> terminal.paint(Colour.DIM, "–");
        };
    lines
        .computeIfAbsent(service.name(), name -> new StringBuilder())
        .append("  ")
        .append(sign)
        .append(' ')
        .append(stage.stage().word());
    draw();
  }

  /** Removes what was drawn. */
  synchronized void wipe() {
    if (drawn > 0) {
      terminal.out().print("\u001b[" + drawn + "A\u001b[J");
      terminal.out().flush();
    }
    lines.clear();
    drawn = 0;
  }

  private void draw() {
    StringBuilder text = new StringBuilder();
    if (drawn > 0) {
      text.append("\u001b[").append(drawn).append("A\u001b[J");
    }
    lines.forEach((name, line) -> text.append("  ").append(name).append(line).append('\n'));
    drawn = lines.size();
    terminal.out().print(text);
    terminal.out().flush();
  }
}
