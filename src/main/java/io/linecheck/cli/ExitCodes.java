package io.linecheck.cli;

import io.linecheck.model.Readiness;
import io.linecheck.model.ReadinessReport;
import java.util.Comparator;
import java.util.List;

/** Exit codes as monitoring plugins use them: 0 ok, 1 warning, 2 critical, 3 unknown. */
final class ExitCodes {
  /** Wrong usage, or something that could not be found out. */
  static final int UNKNOWN = 3;

  private ExitCodes() {}

  static int of(Readiness readiness) {
    return switch (readiness) {
      case READY -> 0;
      case AT_RISK -> 1;
      case NOT_READY -> 2;
      case UNKNOWN -> 3;
    };
  }

  /** The worst of several: critical, then warning, then unknown, then ok. */
  static int worst(List<ReadinessReport> reports) {
    return reports.stream()
        .map(report -> of(report.diagnosis().readiness()))
        .max(Comparator.comparingInt(ExitCodes::weight))
        .orElse(ExitCodes.UNKNOWN);
  }

  /** The worse of two, in the same order. */
  static int worse(int one, int other) {
    return weight(other) > weight(one) ? other : one;
  }

  static String plugin(int code) {
    return switch (code) {
      case 0 -> "OK";
      case 1 -> "WARNING";
      case 2 -> "CRITICAL";
      default -> "UNKNOWN";
    };
  }

  private static int weight(int code) {
    return switch (code) {
      case 2 -> 3;
      case 1 -> 2;
      case 3 -> 1;
      default -> 0;
    };
  }
}
