package io.linecheck.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process has used, as Linux tells it in {@code /proc}.
 *
 * @param pid its process id
 */
record ProcessUse(long pid) {
  /** User and system time, in nanoseconds, to a tick of 10 ms. */
  long cpuNanos() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10_000_000L;
  }

  /** Resident memory now, in MB. */
  long residentMegabytes() throws IOException {
    return megabytes("VmRSS:");
  }

  /** The most resident memory it ever had, in MB. */
  long mostResidentMegabytes() throws IOException {
    return megabytes("VmHWM:");
  }

  private long megabytes(String field) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith(field))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(-1);
  }
}
