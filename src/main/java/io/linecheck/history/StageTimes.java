package io.linecheck.history;

import io.linecheck.model.CheckResult;
import io.linecheck.model.Stage;
import io.linecheck.model.StageResult;
import io.linecheck.model.Status;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Times of stages, as one short text in a row: {@code dns=1,2000,2000;tcp=1,11000,11000}, each with
 * the number of runs, the sum and the longest in microseconds.
 */
final class StageTimes {
  private final Map<Stage, Sum> sums = new EnumMap<>(Stage.class);

  /**
   * Times of one stage.
   *
   * @param runs how many
   * @param sumMicros together
   * @param maxMicros the longest
   */
  record Sum(long runs, long sumMicros, long maxMicros) {
    Sum plus(Sum other) {
      return new Sum(
          runs + other.runs, sumMicros + other.sumMicros, Math.max(maxMicros, other.maxMicros));
    }
  }

  static StageTimes of(CheckResult result) {
    StageTimes times = new StageTimes();
    for (StageResult stage : result.stages()) {
      if (stage.status() != Status.SKIPPED) {
        long micros = stage.took().toNanos() / 1000;
        times.sums.merge(stage.stage(), new Sum(1, micros, micros), Sum::plus);
      }
    }
    return times;
  }

  void add(String text) {
    for (String part : text.split(";", -1)) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        continue;
      }
      String[] numbers = part.substring(equals + 1).split(",", -1);
      sums.merge(
          Stage.valueOf(part.substring(0, equals).toUpperCase(Locale.ROOT)),
          new Sum(
              Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2])),
          Sum::plus);
    }
  }

  Map<Stage, Sum> sums() {
    return new EnumMap<>(sums);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    sums.forEach((stage, sum) -> {
      text.append(text.isEmpty() ? "" : ";").append(stage.word()).append('=');
      text.append(sum.runs())
          .append(',')
          .append(sum.sumMicros())
          .append(',')
          .append(sum.maxMicros());
    });
    return text.toString();
  }
}
