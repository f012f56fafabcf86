package io.linecheck.renewal.deploy;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who may do what with a file: owner, group and others, and where there is a POSIX access list
 * (acl(5)) its named users and groups below its mask. Told by ls(1) and getfacl(1) of the machine
 * itself, so that it holds for this one and for others alike.
 *
 * @param uid of the owner
 * @param gid of the group
 * @param mode as ls prints it: {@code -rw-r-----}
 * @param entries of the access list, as getfacl prints them with numbers: {@code user:1001:r--};
 *     empty without one
 */
record AccessList(String uid, String gid, String mode, List<String> entries) {
  static final char READ = 'r';
  static final char SEARCH = 'x';

  private static final Duration SHORT = Duration.ofSeconds(10);
  private static final int MARK = "-rwxrwxrwx".length();
  private static final String NAMED = "-rwxrwxrwx+";

  AccessList {
    entries = List.copyOf(entries);
  }

  /** Of the file at a path, links followed; empty where it cannot be told. */
  static Optional<AccessList> find(Machine machine, String path)
      throws IOException, InterruptedException {
    String[] said = listed(machine, path).split(" ", 5);
    if (said.length < 5 || said[0].length() < MARK) {
      return Optional.empty();
    }
    String mode = said[0].substring(0, MARK);
    if (!isMarked(said[0])) {
      return Optional.of(new AccessList(said[2], said[3], mode, List.of()));
    }
    Machine.Ran list = machine.run("getfacl -cnpE -- " + SshMachine.quoted(path), SHORT);
    return list.ok() && list.output().length() < LocalMachine.SHOWN
        ? Optional.of(
            new AccessList(said[2], said[3], mode, Arrays.asList(list.output().split(" "))))
        : Optional.empty();
  }

  /** Whether a file, if it is there, has more than owner, group and others. */
  static boolean isOn(Machine machine, String path) throws IOException, InterruptedException {
    return isMarked(listed(machine, path));
  }

  private static boolean isMarked(String line) {
    return line.length() >= NAMED.length() && line.charAt(MARK) == '+';
  }

  private static String listed(Machine machine, String path)
      throws IOException, InterruptedException {
    Machine.Ran ran = machine.run("LC_ALL=C ls -ldnL -- " + SshMachine.quoted(path), SHORT);
    return ran.ok() ? ran.output() : "";
  }

  /** Gives a file the access list of another. */
  static void copy(Machine machine, String from, String to)
      throws IOException, InterruptedException {
    Machine.Ran ran =
        machine.run(
            "list=$(getfacl -cpE -- "
                + SshMachine.quoted(from)
                + ") && printf '%s\\n' \"$list\" | setfacl --set-file=- -- "
                + SshMachine.quoted(to),
            SHORT);
    if (!ran.ok()) {
      throw new IOException(
          from
              + " has an access list that would be lost ("
              + ran.output()
              + "); install the package acl on "
              + machine.name()
              + ", or take the list away by setfacl -b");
    }
  }

  /** Whether a user may do this, by the rule of acl(5), "access check algorithm". */
  boolean allows(String user, Set<String> groups, char what) {
    if (uid.equals(user)) {
      return isSet(1, what);
    }
    if (entries.isEmpty()) {
      return isSet(groups.contains(gid) ? 4 : 7, what);
    }
    Optional<String> named = entry("user:" + user + ":");
    if (named.isPresent()) {
      return grants(named.get(), what) && masked(what);
    }
    List<String> shared =
        entries.stream()
            .filter(entry ->
                entry.startsWith("group::")
                    ? groups.contains(gid)
                    : entry.startsWith("group:") && groups.contains(entry.split(":", 3)[1]))
            .toList();
    return shared.isEmpty()
        ? entry("other::").filter(entry -> grants(entry, what)).isPresent()
        : shared.stream().anyMatch(entry -> grants(entry, what)) && masked(what);
  }

  /** A set-id or sticky bit is printed in the place of the search bit: small where both are set. */
  private boolean isSet(int triple, char what) {
    char bit = mode.charAt(triple + (what == READ ? 0 : 2));
    return bit == what || bit == 's' || bit == 't';
  }

  private boolean masked(char what) {
    return entry("mask::").map(entry -> grants(entry, what)).orElse(true);
  }

  private Optional<String> entry(String beginning) {
    return entries.stream().filter(entry -> entry.startsWith(beginning)).findFirst();
  }

  private static boolean grants(String entry, char what) {
    return entry.substring(entry.lastIndexOf(':') + 1).indexOf(what) >= 0;
  }

  /** {@code owner 0, group 0, mode -rw-r-----}, and what the list says besides. */
  @Override
  public String toString() {
    String plain = "owner " + uid + ", group " + gid + ", mode " + mode.substring(1);
    return entries.isEmpty() ? plain : plain + ", access list " + String.join(" ", entries);
  }
}
