package io.linecheck.certificate;

import java.util.List;
import java.util.Map;

/**
 * Which operator runs which log, where that is known.
 *
 * @param operators from the log's id (lower-case hexadecimal) to its operator
 */
public record TransparencyLogs(Map<String, String> operators) {
  /** No log is known; timestamps are counted all the same. */
  public static final TransparencyLogs UNKNOWN = new TransparencyLogs(Map.of());

  /** Copies. */
  public TransparencyLogs {
    operators = Map.copyOf(operators);
  }

  boolean knowsAll(List<SignedTimestamp> timestamps) {
    return timestamps.stream().allMatch(each -> operators.containsKey(each.logId()));
  }

  long operators(List<SignedTimestamp> timestamps) {
    return timestamps.stream().map(each -> operators.get(each.logId())).distinct().count();
  }
}
