package io.linecheck.renewal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.UUID;

/**
 * Who holds a lock: machine, process and a number of its own. A lock whose process on this very
 * machine has ended holds nobody up.
 *
 * @param text as it is kept
 */
record LockOwner(String text) {
  private static final String BETWEEN = "|";

  static LockOwner own() {
    ProcessHandle process = ProcessHandle.current();
    return new LockOwner(
        String.join(
            BETWEEN,
            machine(),
            Long.toString(process.pid()),
            started(process),
            UUID.randomUUID().toString()));
  }

  /** Whether the holder of this text may still be at work. */
  static boolean lives(String text) {
    String[] parts = text.split("\\|", -1);
    if (parts.length != 4 || !parts[0].equals(machine())) {
      return true;
    }
    return ProcessHandle.of(Long.parseLong(parts[1]))
        .filter(ProcessHandle::isAlive)
        .map(process -> started(process).equals(parts[2]))
        .orElse(false);
  }

  private static String started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }

  private static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
