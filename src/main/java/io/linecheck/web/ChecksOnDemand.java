package io.linecheck.web;

import io.linecheck.model.ReadinessReport;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/** Checks that people ask for: one run at a time for a dialer, shared by all who ask meanwhile. */
final class ChecksOnDemand {
  private static final int PER_MINUTE = 6;

  private final CheckNow checks;
  private final RateLimit limit;
  private final Map<String, CompletableFuture<ReadinessReport>> running = new ConcurrentHashMap<>();

  ChecksOnDemand(CheckNow checks, InstantSource clock) {
    this.checks = checks;
    this.limit = new RateLimit(PER_MINUTE, clock);
  }

  ReadinessReport run(WatchedDialer watched, RoutingContext context) throws InterruptedException {
    CompletableFuture<ReadinessReport> mine = new CompletableFuture<>();
    CompletableFuture<ReadinessReport> other = running.putIfAbsent(watched.id(), mine);
    if (other != null) {
      return join(other);
    }
    try {
      Gate.limit(context, limit, watched.id());
      ReadinessReport report = checks.check(watched.dialer());
      mine.complete(report);
      return report;
    } finally {
      running.remove(watched.id(), mine);
      mine.completeExceptionally(new IllegalStateException("the check ended without a result"));
    }
  }

  private static ReadinessReport join(CompletableFuture<ReadinessReport> other)
      throws InterruptedException {
    try {
      return other.get();
    } catch (ExecutionException e) {
      throw new Problem(503, "the check that was running gave no result; try again");
    }
  }
}
