package io.linecheck.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.history.Series.Point;
import io.linecheck.model.Stage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Points of one check laid on an even grid of time, one line for each stage and their total. */
final class HistorySeries {
  /** The names a series may have. */
  static final List<String> NAMES =
      Stream.concat(
              Arrays.stream(Stage.values()).map(Stage::word),
              Stream.of("total", "mos", "loss", "jitter", "rtt"))
          .toList();

  private static final String TOTAL = "total";

  private final String service;
  private final String vantage;
  private final Instant from;
  private final Duration step;
  private final int cells;
  private final Map<String, Line> lines = new LinkedHashMap<>();

  private static final class Line {
    private final double[] sum;
    private final double[] max;
    private final int[] count;

    Line(int cells) {
      sum = new double[cells];
      max = new double[cells];
      count = new int[cells];
    }

    void add(int cell, double mean, double largest) {
      sum[cell] += mean;
      max[cell] = Math.max(max[cell], largest);
      count[cell]++;
    }
  }

  HistorySeries(String service, String vantage, Instant from, Instant to, Duration step) {
    this.service = service;
    this.vantage = vantage;
    this.from = from;
    this.step = step;
    long span = Duration.between(from, to).toMillis();
    this.cells = (int) Math.max(1, (span + step.toMillis() - 1) / step.toMillis());
  }

  HistorySeries add(List<Point> points) {
    for (Point point : points) {
      long cell = Duration.between(from, point.at()).toMillis() / step.toMillis();
      if (cell < 0 || cell >= cells || point.mean().isEmpty()) {
        continue;
      }
      point
          .measures()
          .forEach((name, measure) -> line(name).add((int) cell, measure.mean(), measure.max()));
      Duration mean = Duration.ZERO;
      Duration longest = Duration.ZERO;
      for (Map.Entry<Stage, Duration> stage : point.mean().entrySet()) {
        Duration most = point.longest().getOrDefault(stage.getKey(), stage.getValue());
        line(stage.getKey().word()).add((int) cell, seconds(stage.getValue()), seconds(most));
        mean = mean.plus(stage.getValue());
        longest = longest.plus(most);
      }
      line(TOTAL).add((int) cell, seconds(mean), seconds(longest));
    }
    return this;
  }

  private Line line(String name) {
    return lines.computeIfAbsent(name, any -> new Line(cells));
  }

  /** Writes the lines in the order of the walk, or only the named one. */
  void write(ArrayNode list, Optional<String> only) {
    for (String name : NAMES) {
      Line line = lines.get(name);
      if (line == null || only.filter(wanted -> !wanted.equals(name)).isPresent()) {
        continue;
      }
      ObjectNode node = list.addObject();
      node.put("service", service);
      node.put("vantage", vantage);
      node.put("name", name);
      node.put("unit", unit(name));
      ArrayNode mean = node.putArray("mean");
      ArrayNode max = node.putArray("max");
      for (int cell = 0; cell < cells; cell++) {
        if (line.count[cell] == 0) {
          mean.addNull();
          max.addNull();
        } else {
          mean.add(micros(line.sum[cell] / line.count[cell]));
          max.add(micros(line.max[cell]));
        }
      }
    }
  }

  private static String unit(String name) {
    return switch (name) {
      case "mos" -> "mos";
      case "loss" -> "ratio";
      default -> "seconds";
    };
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static BigDecimal micros(double seconds) {
    return BigDecimal.valueOf(seconds).setScale(6, RoundingMode.HALF_UP);
  }
}
