package io.linecheck.renewal.deploy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the user of a service may read a file: the read bit of the file and the search bit of
 * every folder above it, for owner, group or others, or by their access lists. Told from what
 * {@code id} and {@code ls} say, so that it needs no rights of its own.
 */
final class Readability {
  private static final Duration SHORT = Duration.ofSeconds(10);

  private Readability() {}

  /** What keeps the user from reading; empty where nothing does, or where it cannot be told. */
  static Optional<String> obstacle(Machine machine, String user, String path)
      throws IOException, InterruptedException {
    String quoted = SshMachine.quoted(user);
    Machine.Ran known = machine.run("id -u " + quoted + " && id -G " + quoted, SHORT);
    if (!known.ok()) {
      return Optional.empty();
    }
    List<String> words = List.of(known.output().split(" "));
    if (words.getFirst().equals("0")) {
      return Optional.empty();
    }
    List<String> paths = new ArrayList<>();
    for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
      paths.add(path.substring(0, slash));
    }
    paths.add(path);
    Set<String> groups = Set.copyOf(words.subList(1, words.size()));
    for (String one : paths) {
      Optional<AccessList> list = AccessList.find(machine, one);
      if (list.isEmpty()) {
        return Optional.empty();
      }
      char wanted = one.equals(path) ? AccessList.READ : AccessList.SEARCH;
      if (!list.get().allows(words.getFirst(), groups, wanted)) {
        return Optional.of(one + " has " + list.get());
      }
    }
    return Optional.empty();
  }
}
