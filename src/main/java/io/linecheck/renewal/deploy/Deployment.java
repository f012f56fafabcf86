package io.linecheck.renewal.deploy;

import io.linecheck.config.DeployTarget;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Installs one pair on all targets of a dialer, as one transaction: either every door serves it at
 * the end, or every door serves what it served before. Runs on the renewal's virtual thread; may be
 * run again after a crash at any point.
 */
public final class Deployment {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Map<String, DeployTarget> targets;
  private final DoorReader reader;
  private final Duration proof;
  private final InstantSource clock;
  private final Progress progress;

  /** Hears of each step, before it is taken. */
  @FunctionalInterface
  public interface Progress {
    /**
     * A step: {@code staged}, {@code installed}, {@code reloaded}, {@code served}, {@code
     * rolled-back}.
     */
    void step(String step, String text);
  }

  /**
   * A deployment.
   *
   * @param targets by name, in the order of the configuration
   * @param proof the most to wait until every door serves what it should
   */
  public Deployment(
      Map<String, DeployTarget> targets,
      DoorReader reader,
      Duration proof,
      InstantSource clock,
      Progress progress) {
    this.targets = new LinkedHashMap<>(targets);
    this.reader = reader;
    this.proof = proof;
    this.clock = clock;
    this.progress = progress;
  }

  /**
   * Installs.
   *
   * @param doors those that must serve it in the end; all of the dialer that the targets feed
   */
  public Outcome install(Bundle bundle, List<Door> doors) throws InterruptedException {
    Map<Door, DoorReader.Served> before = new LinkedHashMap<>();
    for (Door door : doors) {
      before.put(door, reader.read(door));
    }
    List<Placement> placements = new ArrayList<>();
    try {
      return install(bundle, before, placements);
    } finally {
      placements.forEach(Placement::close);
    }
  }

  private Outcome install(
      Bundle bundle, Map<Door, DoorReader.Served> before, List<Placement> placements)
      throws InterruptedException {
    try {
      for (Map.Entry<String, DeployTarget> target : targets.entrySet()) {
        placements.add(
            new Placement(target.getKey(), target.getValue(), open(target.getValue()), bundle));
      }
      if (everywhere(bundle, before, placements)) {
        return new Outcome.Served(texts(before), Optional.empty());
      }
      List<String> objections = new ArrayList<>();
      for (Placement placement : placements) {
        placement.crowded().ifPresent(objections::add);
      }
      if (!objections.isEmpty()) {
        return new Outcome.Refused(objections);
      }
      for (Placement placement : placements) {
        placement.stage();
        placement.unreadable().ifPresent(objections::add);
        progress.step("staged", placement.name() + ": written beside");
      }
      if (!objections.isEmpty()) {
        discard(placements);
        return new Outcome.Refused(objections);
      }
    } catch (IOException e) {
      discard(placements);
      return new Outcome.Refused(List.of(String.valueOf(e.getMessage())));
    }
    try (HeldSockets sockets = HeldSockets.open(reader.doors(), before.keySet())) {
      return proven(bundle, before, placements, sockets);
    }
  }

  private static List<String> texts(Map<Door, DoorReader.Served> doors) {
    return doors.keySet().stream().map(Door::text).distinct().toList();
  }

  /** Whether there is nothing to do: the files lie there already and every door serves them. */
  private static boolean everywhere(
      Bundle bundle, Map<Door, DoorReader.Served> before, List<Placement> placements)
      throws IOException {
    for (Placement placement : placements) {
      if (!placement.installed()) {
        return false;
      }
    }
    return before.entrySet().stream()
        .allMatch(door -> door.getValue().fingerprint().equals(bundle.expected(door.getKey())));
  }

  private Outcome proven(
      Bundle bundle,
      Map<Door, DoorReader.Served> before,
      List<Placement> placements,
      HeldSockets sockets)
      throws InterruptedException {
    String step = "installed";
    Optional<String> failure;
    try {
      for (Placement placement : placements) {
        progress.step("installed", placement.name() + ": new files in place");
        placement.install();
      }
      step = "reloaded";
      failure = reload(placements);
      if (failure.isEmpty()) {
        step = "served";
        progress.step("served", "asking " + before.size() + " doors by handshake");
        failure = unserved(bundle, before.keySet());
      }
    } catch (IOException e) {
      failure = Optional.of(String.valueOf(e.getMessage()));
    }
    Optional<String> held = sockets.report();
    held.ifPresent(text -> progress.step("served", text));
    if (failure.isEmpty()) {
      return new Outcome.Served(texts(before), held);
    }
    progress.step("rolled-back", "because at " + step + ": " + failure.get());
    return rollBack(bundle, step, failure.get(), before, placements);
  }

  private Optional<String> reload(List<Placement> placements)
      throws IOException, InterruptedException {
    for (Placement placement : placements) {
      progress.step("reloaded", placement.name() + ": " + placement.recipe().reload());
      Optional<String> objection = placement.reload();
      if (objection.isPresent()) {
        return objection;
      }
    }
    return Optional.empty();
  }

  /**
   * Waits until every door serves its leaf, and still does at a second look: while a server
   * reloads, an old worker may take the next connection. Which do not.
   */
  private Optional<String> unserved(Bundle bundle, Set<Door> doors) throws InterruptedException {
    var end = clock.instant().plus(proof);
    boolean seen = false;
    while (true) {
      List<String> others = new ArrayList<>();
      for (Door door : doors) {
        DoorReader.Served served = reader.read(door);
        String expected = bundle.expected(door);
        if (!served.fingerprint().equals(expected)) {
          others.add(
              door.text() + ": " + served.text() + ", expected " + expected.substring(0, 16));
        }
      }
      if (others.isEmpty() && seen) {
        return Optional.empty();
      }
      if (!others.isEmpty() && clock.instant().isAfter(end)) {
        return Optional.of(String.join("; ", others));
      }
      seen = others.isEmpty();
      Thread.sleep(PAUSE);
    }
  }

  /** A door that did not work before, or already served the new pair, cannot be held to the old. */
  private static boolean restored(
      DoorReader.Served now, DoorReader.Served before, String installed) {
    return now.fingerprint().equals(before.fingerprint())
        || !before.works()
        || (before.fingerprint().equals(installed) && now.works());
  }

  private Outcome rollBack(
      Bundle bundle,
      String step,
      String reason,
      Map<Door, DoorReader.Served> before,
      List<Placement> placements)
      throws InterruptedException {
    List<String> troubles = new ArrayList<>();
    for (Placement placement : placements) {
      try {
        placement.restore();
        placement.reloadOld().ifPresent(troubles::add);
        placement.discard();
      } catch (IOException e) {
        troubles.add(placement.name() + ": " + e.getMessage());
      }
    }
    var end = clock.instant().plus(proof);
    while (true) {
      boolean all = true;
      List<String> now = new ArrayList<>();
      for (Map.Entry<Door, DoorReader.Served> door : before.entrySet()) {
        DoorReader.Served served = reader.read(door.getKey());
        all &= restored(served, door.getValue(), bundle.expected(door.getKey()));
        now.add(door.getKey().text() + ": " + served.text());
      }
      if (all || clock.instant().isAfter(end)) {
        now.addAll(troubles);
        return new Outcome.RolledBack(step, reason, all, now);
      }
      Thread.sleep(PAUSE);
    }
  }

  private void discard(List<Placement> placements) {
    for (Placement placement : placements) {
      try {
        placement.discard();
      } catch (IOException left) {
        progress.step("failed", placement.name() + ": a file beside is left: " + left.getMessage());
      }
    }
  }

  private static Machine open(DeployTarget target) throws IOException {
    return open(Optional.of(target.where()));
  }

  /** The machine at a place; this one where none is named. */
  public static Machine open(Optional<DeployTarget.Where> where) throws IOException {
    return switch (where.orElse(new DeployTarget.Where.Local())) {
      case DeployTarget.Where.Local() -> new LocalMachine();
      case DeployTarget.Where.Ssh ssh -> SshMachine.open(ssh);
    };
  }
}
