package io.linecheck.renewal.deploy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the user of a service may read a file: the read bit of the file and the search bit of
 * every folder above it, for owner, group or others (POSIX, without access lists). Told from what
 * {@code id} and {@code stat} say, so that it needs no rights of its own.
 */
final class Readability {
  private static final Duration SHORT = Duration.ofSeconds(10);
  private static final int READ = 4;
  private static final int SEARCH = 1;

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
    for (String one : paths) {
      Machine.Ran stat = machine.run("stat -L -c '%u %g %a' " + SshMachine.quoted(one), SHORT);
      String[] fields = stat.output().split(" ");
      if (!stat.ok() || fields.length != 3) {
        return Optional.empty();
      }
      int wanted = one.equals(path) ? READ : SEARCH;
      if ((bits(fields, words.getFirst(), Set.copyOf(words.subList(1, words.size()))) & wanted)
          == 0) {
        return Optional.of(
            one + " has owner " + fields[0] + ", group " + fields[1] + ", mode " + fields[2]);
      }
    }
    return Optional.empty();
  }

  private static int bits(String[] fields, String uid, Set<String> groups) {
    int mode = Integer.parseInt(fields[2], 8);
    int shift = fields[0].equals(uid) ? 6 : groups.contains(fields[1]) ? 3 : 0;
    return mode >> shift & 7;
  }
}
