package io.linecheck.certificate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which operator runs which log, where that is known. Of an unknown log nothing is said: its
 * timestamp counts, and its operator is taken for another one, as logs come every half year.
 *
 * @param logs by the log's id, lower-case hexadecimal
 */
public record TransparencyLogs(Map<String, Log> logs) {
  /** No log is known; timestamps are counted all the same. */
  public static final TransparencyLogs UNKNOWN = new TransparencyLogs(Map.of());

  /** A log and who runs it. */
  public record Log(String operator, String name) {
    @Override
    public String toString() {
      return operator + " " + name;
    }
  }

  /** Read when the first certificate with timestamps is judged. */
  private static final class Shipped {
    private static final TransparencyLogs LOGS = read();
  }

  /** Copies. */
  public TransparencyLogs {
    logs = Map.copyOf(logs);
  }

  /** The logs that Chrome knew when this release was made. */
  public static TransparencyLogs shipped() {
    return Shipped.LOGS;
  }

  private static TransparencyLogs read() {
    try (InputStream in = TransparencyLogs.class.getResourceAsStream("transparency-logs.txt")) {
      if (in == null) {
        throw new IllegalStateException("transparency-logs.txt is not on the class path");
      }
      return new TransparencyLogs(
          new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))
              .lines()
              .filter(line -> !line.isEmpty() && line.charAt(0) != '#')
              .collect(
                  Collectors.toMap(
                      line -> line.substring(0, 64),
                      line ->
                          new Log(
                              line.substring(65, line.indexOf('\t')),
                              line.substring(line.indexOf('\t') + 1)))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The log with that id. */
  Optional<Log> find(String id) {
    return Optional.ofNullable(logs.get(id));
  }

  /** How a timestamp's log is called: operator and name, else the beginning of its id. */
  String name(SignedTimestamp timestamp) {
    return find(timestamp.logId())
        .map(Log::toString)
        .orElseGet(() -> "unknown log " + timestamp.logId().substring(0, 16));
  }

  boolean knowsAll(List<SignedTimestamp> timestamps) {
    return timestamps.stream().allMatch(each -> logs.containsKey(each.logId()));
  }

  long operators(List<SignedTimestamp> timestamps) {
    return timestamps.stream()
        .flatMap(each -> find(each.logId()).stream())
        .map(Log::operator)
        .distinct()
        .count();
  }
}
