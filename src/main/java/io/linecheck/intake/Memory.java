package io.linecheck.intake;

import io.linecheck.history.CheckKey;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Diagnosis;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The newest result of every check, without its transcript, and the newest diagnosis of every
 * dialer. Changed by the writer's thread; may be read by any.
 */
final class Memory {
  private final Map<String, Map<CheckKey, CheckResult>> latest = new ConcurrentHashMap<>();
  private final Map<String, Judged> judged = new ConcurrentHashMap<>();

  /** A diagnosis and since when its readiness holds. */
  record Judged(Diagnosis diagnosis, Instant since) {}

  void put(CheckKey key, CheckResult result) {
    latest
        .computeIfAbsent(key.dialer(), any -> new ConcurrentHashMap<>())
        .put(key, withoutTranscript(result));
  }

  private static CheckResult withoutTranscript(CheckResult result) {
    return new CheckResult(
        result.dialer(),
        result.service(),
        result.vantage(),
        result.address(),
        result.startedAt(),
        result.took(),
        result.status(),
        result.stages(),
        result.facts(),
        result.findings(),
        result.certificates(),
        List.of());
  }

  List<CheckResult> of(String dialer) {
    return List.copyOf(latest.getOrDefault(dialer, Map.of()).values());
  }

  Collection<CheckResult> all() {
    List<CheckResult> all = new ArrayList<>();
    latest.values().forEach(some -> all.addAll(some.values()));
    return all;
  }

  Optional<Instant> seenAt(String dialer) {
    return of(dialer).stream().map(CheckResult::startedAt).max(Instant::compareTo);
  }

  Optional<Judged> judged(String dialer) {
    return Optional.ofNullable(judged.get(dialer));
  }

  void judge(String dialer, Judged newest) {
    judged.put(dialer, newest);
  }

  /** Forgets what is of other doors than these. */
  void retain(Set<Map.Entry<String, String>> doors, Set<String> dialers) {
    latest
        .values()
        .forEach(some ->
            some.keySet().removeIf(key -> !doors.contains(Map.entry(key.dialer(), key.service()))));
    latest.keySet().retainAll(dialers);
    judged.keySet().retainAll(dialers);
  }
}
