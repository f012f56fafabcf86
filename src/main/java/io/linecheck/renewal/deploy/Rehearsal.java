package io.linecheck.renewal.deploy;

import io.linecheck.config.DeployTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tries everything an installation needs of a target, and installs nothing: the machine is reached,
 * a file can be written beside the certificate and removed, there is room, the server's own check
 * passes, and the commands of the reload are there and permitted.
 */
public final class Rehearsal {
  private static final String BESIDE = ".linecheck-rehearsal";
  private static final Duration SHORT = Duration.ofSeconds(15);

  private final String host;
  private final Deployment.Progress progress;

  /** A rehearsal for a dialer's host. */
  public Rehearsal(String host, Deployment.Progress progress) {
    this.host = host;
    this.progress = progress;
  }

  /** What would keep an installation from its end, one sentence each; empty where nothing would. */
  public List<String> obstacles(Map<String, DeployTarget> targets) throws InterruptedException {
    List<String> obstacles = new ArrayList<>();
    for (Map.Entry<String, DeployTarget> target : targets.entrySet()) {
      String name = target.getKey();
      try (Machine machine = Deployment.open(Optional.of(target.getValue().where()))) {
        List<String> found = obstacles(machine, Recipe.of(target.getValue()), target.getValue());
        found.forEach(obstacle -> obstacles.add(name + ": " + obstacle));
        if (found.isEmpty()) {
          progress.step(
              "staged",
              name + ": " + machine.name() + " is reached, may be written to and reloaded");
        }
      } catch (IOException e) {
        obstacles.add(name + ": " + e.getMessage());
      }
    }
    return obstacles;
  }

  private List<String> obstacles(Machine machine, Recipe recipe, DeployTarget target)
      throws IOException, InterruptedException {
    List<String> found = new ArrayList<>();
    List<String> paths = new ArrayList<>(List.of(recipe.certificate(), recipe.key()));
    target.rsa().ifPresent(second -> paths.addAll(List.of(second.certificate(), second.key())));
    for (String path : paths) {
      String file = machine.follow(path.replace("{host}", host));
      byte[] text = "a rehearsal of linecheck\n".getBytes(StandardCharsets.US_ASCII);
      machine.write(file + BESIDE, new Machine.FileState(text, -1, -1, 0600), target.owner());
      try {
        if (AccessList.isOn(machine, file)) {
          AccessList.copy(machine, file, file + BESIDE);
        }
      } finally {
        machine.remove(file + BESIDE);
      }
    }
    for (String check : recipe.check()) {
      Machine.Ran ran = machine.run(check, target.timeout());
      if (!ran.ok()) {
        found.add("`" + check + "` ended with " + ran.exit() + ": " + ran.output());
      }
    }
    for (String reload : recipe.reload()) {
      permission(machine, reload).ifPresent(found::add);
    }
    return found;
  }

  /** Whether a command may be run, told without running it. */
  private static Optional<String> permission(Machine machine, String command)
      throws IOException, InterruptedException {
    boolean sudo = command.startsWith("sudo ");
    String first = command.strip().split("\\s+", 2)[0];
    String asked =
        sudo
            ? "sudo -n -l " + command.substring("sudo ".length())
            : "command -v " + SshMachine.quoted(first);
    Machine.Ran ran = machine.run(asked, SHORT);
    return ran.ok()
        ? Optional.empty()
        : Optional.of(
            "the reload `" + command + "` is not permitted or not there: " + ran.output());
  }
}
