package io.linecheck.intake;

import io.linecheck.diagnose.MeanOpinionScore;
import io.linecheck.diagnose.MeanOpinionScore.Codec;
import io.linecheck.model.CheckResult;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Adds the fact {@code relay.mos} (ITU-T G.107, G.711 with concealment, 1 to 4.5) to results that
 * measured a relay. Pure.
 */
final class VoiceScore {
  static final String FACT = "relay.mos";

  private VoiceScore() {}

  static CheckResult with(CheckResult result) {
    OptionalDouble loss = number(result, "relay.lossRatio");
    OptionalDouble rtt = number(result, "relay.rttSeconds");
    OptionalDouble jitter = number(result, "relay.jitterSeconds");
    if (loss.isEmpty() || rtt.isEmpty() || jitter.isEmpty()) {
      return result;
    }
    double score =
        MeanOpinionScore.of(
                Codec.G711,
                loss.getAsDouble(),
                1,
                duration(rtt.getAsDouble()),
                duration(jitter.getAsDouble()))
            .value();
    SortedMap<String, String> facts = new TreeMap<>(result.facts());
    facts.put(FACT, String.format(Locale.ROOT, "%.2f", score));
    return new CheckResult(
        result.dialer(),
        result.service(),
        result.vantage(),
        result.address(),
        result.startedAt(),
        result.took(),
        result.status(),
        result.stages(),
        facts,
        result.findings(),
        result.certificates(),
        result.transcript());
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }

  private static OptionalDouble number(CheckResult result, String fact) {
    String text = result.facts().getOrDefault(fact, "");
    return text.matches("\\d{1,6}(\\.\\d{1,12})?")
        ? OptionalDouble.of(Double.parseDouble(text))
        : OptionalDouble.empty();
  }
}
