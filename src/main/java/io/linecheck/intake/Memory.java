package io.linecheck.intake;

import io.linecheck.history.CheckKey;
import io.linecheck.incident.NetworkDecision;
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
import java.util.function.Predicate;

/**
 * The newest result of every check, without its transcript, and the newest diagnosis of every
 * dialer. Changed by the writer's thread; may be read by any.
 */
final class Memory {
  /** The purpose of an ordinary check; only those are expected once an interval. */
  static final String WALK = "walk";

  private final Map<String, Map<CheckKey, CheckResult>> latest = new ConcurrentHashMap<>();
  private final Map<String, Map<CheckKey, CheckResult>> serving = new ConcurrentHashMap<>();
  private final Map<String, Judged> judged = new ConcurrentHashMap<>();
  private final Set<CheckKey> blameless = ConcurrentHashMap.newKeySet();

  /** A diagnosis and since when its readiness holds. */
  record Judged(Diagnosis diagnosis, Instant since) {}

  void put(CheckKey key, CheckResult result) {
    blameless.remove(key);
    served(key, result);
    keep(latest, key, result);
  }

  private static void keep(
      Map<String, Map<CheckKey, CheckResult>> where, CheckKey key, CheckResult result) {
    where
        .computeIfAbsent(key.dialer(), any -> new ConcurrentHashMap<>())
        .put(key, result.withoutTranscript());
  }

  /**
   * Remembers what showed certificates: it stays the newest word on them while the door fails
   * before it shows one.
   */
  void served(CheckKey key, CheckResult result) {
    if (!result.certificates().isEmpty()) {
      keep(serving, key, result);
    }
  }

  /** The newest results of a dialer that showed certificates, however old. */
  List<CheckResult> serving(String dialer) {
    return List.copyOf(serving.getOrDefault(dialer, Map.of()).values());
  }

  /** The newest walks of all dialers that showed certificates, however old. */
  List<CheckResult> serving() {
    return all(serving, key -> key.purpose().equals(WALK));
  }

  /** Walks and surveys of a dialer. */
  List<CheckResult> of(String dialer) {
    return List.copyOf(latest.getOrDefault(dialer, Map.of()).values());
  }

  /** The walks of a dialer, by which its freshness is judged. */
  List<CheckResult> walks(String dialer) {
    return some(latest.getOrDefault(dialer, Map.of()), key -> key.purpose().equals(WALK));
  }

  /** The rarer looks at a dialer: what a healthy path cannot show. */
  List<CheckResult> surveys(String dialer) {
    return some(latest.getOrDefault(dialer, Map.of()), key -> !key.purpose().equals(WALK));
  }

  /** The walks of all dialers. */
  Collection<CheckResult> walks() {
    return all(latest, key -> key.purpose().equals(WALK));
  }

  /** The rarer looks at all dialers. */
  Collection<CheckResult> surveys() {
    return all(latest, key -> !key.purpose().equals(WALK));
  }

  private static List<CheckResult> all(
      Map<String, Map<CheckKey, CheckResult>> results, Predicate<CheckKey> which) {
    List<CheckResult> all = new ArrayList<>();
    results.values().forEach(of -> all.addAll(some(of, which)));
    return all;
  }

  private static List<CheckResult> some(
      Map<CheckKey, CheckResult> results, Predicate<CheckKey> wanted) {
    List<CheckResult> some = new ArrayList<>();
    results.forEach((key, result) -> {
      if (wanted.test(key)) {
        some.add(result);
      }
    });
    return some;
  }

  /**
   * What reached nothing since then says nothing of its dialer: the trouble was here. It counts
   * again with its next result.
   */
  void acquit(Instant since) {
    latest
        .values()
        .forEach(of ->
            of.forEach((key, result) -> {
              if (!result.startedAt().isBefore(since) && !NetworkDecision.reached(result)) {
                blameless.add(key);
              }
            }));
  }

  /** Whether something of this dialer could not be known because the trouble was here. */
  boolean acquitted(String dialer) {
    return blameless.stream().anyMatch(key -> key.dialer().equals(dialer));
  }

  Optional<Instant> seenAt(String dialer) {
    return walks(dialer).stream().map(CheckResult::startedAt).max(Instant::compareTo);
  }

  Optional<Judged> judged(String dialer) {
    return Optional.ofNullable(judged.get(dialer));
  }

  /** The newest diagnosis of every dialer. */
  List<Diagnosis> diagnoses() {
    return judged.values().stream().map(Judged::diagnosis).toList();
  }

  void judge(String dialer, Judged newest) {
    judged.put(dialer, newest);
  }

  /** Forgets what is of other doors than these. */
  void retain(Set<Map.Entry<String, String>> doors, Set<String> dialers) {
    retain(latest, doors, dialers);
    retain(serving, doors, dialers);
    judged.keySet().retainAll(dialers);
    blameless.removeIf(key -> !doors.contains(Map.entry(key.dialer(), key.service())));
  }

  private static void retain(
      Map<String, Map<CheckKey, CheckResult>> results,
      Set<Map.Entry<String, String>> doors,
      Set<String> dialers) {
    results.keySet().retainAll(dialers);
    results
        .values()
        .forEach(some ->
            some.keySet().removeIf(key -> !doors.contains(Map.entry(key.dialer(), key.service()))));
  }
}
