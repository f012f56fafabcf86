package io.linecheck.renewal.deploy;

import io.linecheck.config.DeployTarget;
import io.linecheck.renewal.deploy.Machine.FileState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The files of one target: written beside, renamed, and put back. Each step may be repeated, after
 * a crash too; the previous pair is kept until the next installation.
 */
final class Placement {
  private static final String NEW = ".linecheck-new";
  private static final String PREVIOUS = ".linecheck-previous";
  private static final int SPARE_BYTES = 64 * 1024;
  private static final int KEY_MODE = 0600;
  private static final int CHAIN_MODE = 0644;

  private final String name;
  private final DeployTarget target;
  private final Recipe recipe;
  private final Machine machine;
  private final Map<String, byte[]> wanted = new LinkedHashMap<>();
  private final List<String> keyPaths = new ArrayList<>();

  Placement(String name, DeployTarget target, Machine machine, Bundle bundle) throws IOException {
    this.name = name;
    this.target = target;
    this.recipe = Recipe.of(target);
    this.machine = machine;
    put(bundle.host(), recipe.place(), bundle.main());
    Optional<Recipe.Place> second = Recipe.rsaPlace(target);
    if (bundle.rsa().isPresent() && second.isPresent()) {
      put(bundle.host(), second.get(), bundle.rsa().get());
    }
  }

  private void put(String host, Recipe.Place place, Bundle.Pair pair) throws IOException {
    String certificate = machine.follow(place.certificate().replace("{host}", host));
    if (place.certificate().equals(place.key())) {
      wanted.put(certificate, bytes(pair.chain().strip() + "\n" + pair.key().strip() + "\n"));
      keyPaths.add(certificate);
    } else {
      String key = machine.follow(place.key().replace("{host}", host));
      wanted.put(key, bytes(pair.key()));
      wanted.put(certificate, bytes(pair.chain()));
      keyPaths.add(key);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  String name() {
    return name;
  }

  Recipe recipe() {
    return recipe;
  }

  /** Writes the new files beside the old ones, and keeps copies of the old ones. */
  void stage() throws IOException, InterruptedException {
    for (Map.Entry<String, byte[]> file : wanted.entrySet()) {
      String path = file.getKey();
      Optional<FileState> old = machine.read(path);
      if (old.isPresent() && !Arrays.equals(old.get().bytes(), file.getValue())) {
        writeLike(path, path + PREVIOUS + NEW, old.get(), Optional.empty());
        machine.rename(path + PREVIOUS + NEW, path + PREVIOUS);
      }
      int usual = keyPaths.contains(path) ? KEY_MODE : CHAIN_MODE;
      FileState state =
          new FileState(
              file.getValue(),
              old.map(FileState::uid).orElse(-1),
              old.map(FileState::gid).orElse(-1),
              old.map(FileState::mode).orElse(target.owner().isPresent() ? 0640 : usual));
      writeLike(path, path + NEW, state, target.owner());
    }
  }

  /** Writes a file that has the access list of another, where that one has one. */
  private void writeLike(String model, String path, FileState state, Optional<String> owner)
      throws IOException, InterruptedException {
    boolean listed = AccessList.isOn(machine, model);
    machine.write(path, listed ? state.withMode(KEY_MODE) : state, owner);
    if (listed) {
      AccessList.copy(machine, model, path);
    }
  }

  /** What speaks against the machine before a byte is written: no room for new and old files. */
  Optional<String> crowded() throws IOException, InterruptedException {
    long needed = SPARE_BYTES;
    for (byte[] bytes : wanted.values()) {
      needed += 2L * bytes.length;
    }
    String first = keyPaths.getFirst();
    String folder = first.substring(0, Math.max(1, first.lastIndexOf('/')));
    OptionalLong free = machine.free(folder);
    return free.isPresent() && free.getAsLong() < needed
        ? Optional.of(
            name
                + ": "
                + folder
                + " has only "
                + free.getAsLong() / 1024
                + " KiB left, "
                + needed / 1024
                + " are needed")
        : Optional.empty();
  }

  /** Whether the service's user can read the staged key; why not. */
  Optional<String> unreadable() throws IOException, InterruptedException {
    for (String keyPath : recipe.user().isEmpty() ? List.<String>of() : keyPaths) {
      Optional<String> obstacle = unreadable(keyPath);
      if (obstacle.isPresent()) {
        return obstacle;
      }
    }
    return Optional.empty();
  }

  private Optional<String> unreadable(String keyPath) throws IOException, InterruptedException {
    return Readability.obstacle(machine, recipe.user(), keyPath + NEW)
        .map(obstacle ->
            name
                + ": the user "
                + recipe.user()
                + " could not read "
                + keyPath
                + ": "
                + obstacle.replace(NEW, "")
                + "; set owner: root:"
                + recipe.user()
                + " of the target");
  }

  /** Puts the new files in place, key and chain back to back. */
  void install() throws IOException {
    for (String path : wanted.keySet()) {
      machine.rename(path + NEW, path);
    }
  }

  /** Whether the new files are in place. */
  boolean installed() throws IOException {
    for (Map.Entry<String, byte[]> file : wanted.entrySet()) {
      Optional<FileState> there = machine.read(file.getKey());
      if (there.isEmpty() || !Arrays.equals(there.get().bytes(), file.getValue())) {
        return false;
      }
    }
    return true;
  }

  /** Puts the previous files back; a file that had none before is left. */
  void restore() throws IOException, InterruptedException {
    for (Map.Entry<String, byte[]> file : wanted.entrySet()) {
      String path = file.getKey();
      Optional<FileState> previous = machine.read(path + PREVIOUS);
      Optional<FileState> now = machine.read(path);
      boolean ours = now.isPresent() && Arrays.equals(now.get().bytes(), file.getValue());
      if (previous.isPresent() && ours) {
        writeLike(path + PREVIOUS, path + NEW, previous.get(), Optional.empty());
        machine.rename(path + NEW, path);
      }
    }
  }

  /** Removes what was written beside. */
  void discard() throws IOException {
    for (String path : wanted.keySet()) {
      machine.remove(path + NEW);
      machine.remove(path + PREVIOUS + NEW);
    }
  }

  /** Lets the server take the files; why it did not. */
  Optional<String> reload() throws IOException, InterruptedException {
    Optional<String> objection = run(recipe.check());
    return objection.isPresent() ? objection : run(recipe.reload());
  }

  /** Lets the server take the old files again. */
  Optional<String> reloadOld() throws IOException, InterruptedException {
    Optional<String> objection = run(recipe.beforeRollback());
    Optional<String> reload = reload();
    return objection.isPresent() ? objection : reload;
  }

  private Optional<String> run(List<String> commands) throws IOException, InterruptedException {
    for (String command : commands) {
      Machine.Ran ran = machine.run(command, target.timeout());
      if (!ran.ok()) {
        return Optional.of(
            name
                + ": `"
                + command
                + "` "
                + (ran.exit() < 0 ? "failed: " : "ended with " + ran.exit() + ": ")
                + ran.output());
      }
    }
    return Optional.empty();
  }

  /** Gives the machine back. */
  void close() {
    machine.close();
  }
}
