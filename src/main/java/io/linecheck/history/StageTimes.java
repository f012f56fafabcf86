package io.linecheck.history;

import io.linecheck.model.CheckResult;
import io.linecheck.model.Stage;
import io.linecheck.model.StageResult;
import io.linecheck.model.Status;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Times of stages and measures of a call, as one short text in a row: {@code
 * dns=1,2000,2000;rtt=1,11000,11000}, each with the number of runs, the sum and the largest in
 * millionths: microseconds, or parts of what the measure counts.
 */
final class StageTimes {
  /** Measures by their name in a row, and the fact of a relay or a call that holds them. */
  private static final Map<String, String> MEASURES =
      new TreeMap<>(
          Map.of(
              "mos", "mos",
              "loss", "lossRatio",
              "jitter", "jitterSeconds",
              "rtt", "rttSeconds"));

  private static final Pattern NUMBER = Pattern.compile("\\d{1,6}(\\.\\d{1,12})?");

  private final Map<Stage, Sum> sums = new EnumMap<>(Stage.class);
  private final Map<String, Sum> measures = new TreeMap<>();

  /**
   * Times of one stage, or values of one measure.
   *
   * @param runs how many
   * @param sumMicros together
   * @param maxMicros the largest
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
    MEASURES.forEach((name, fact) -> {
      String called = result.facts().getOrDefault("call." + fact, "");
      String text = result.facts().getOrDefault("relay." + fact, called);
      if (NUMBER.matcher(text).matches()) {
        long millionths = Math.round(Double.parseDouble(text) * 1e6);
        times.measures.put(name, new Sum(1, millionths, millionths));
      }
    });
    return times;
  }

  void add(String text) {
    for (String part : text.split(";", -1)) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        continue;
      }
      String name = part.substring(0, equals);
      String[] numbers = part.substring(equals + 1).split(",", -1);
      Sum sum =
          new Sum(
              Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]));
      if (MEASURES.containsKey(name)) {
        measures.merge(name, sum, Sum::plus);
      } else {
        sums.merge(Stage.valueOf(name.toUpperCase(Locale.ROOT)), sum, Sum::plus);
      }
    }
  }

  Map<Stage, Sum> sums() {
    return new EnumMap<>(sums);
  }

  Map<String, Sum> measures() {
    return new TreeMap<>(measures);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    sums.forEach((stage, sum) -> write(text, stage.word(), sum));
    measures.forEach((name, sum) -> write(text, name, sum));
    return text.toString();
  }

  private static void write(StringBuilder text, String name, Sum sum) {
    text.append(text.isEmpty() ? "" : ";").append(name).append('=');
    text.append(sum.runs()).append(',').append(sum.sumMicros()).append(',').append(sum.maxMicros());
  }
}
