package io.linecheck.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.config.CertificatePlan;
import io.linecheck.config.Configuration;
import io.linecheck.config.DialerSettings;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Service;
import io.linecheck.notify.Courier;
import io.linecheck.renewal.OthersDeadline;
import io.linecheck.renewal.Renewal;
import io.linecheck.renewal.RenewalEvent;
import io.linecheck.renewal.RenewalListener;
import io.linecheck.renewal.RenewalLoop;
import io.linecheck.renewal.RenewalNews;
import io.linecheck.renewal.RenewalPlan;
import io.linecheck.sql.Database;
import io.linecheck.web.Metrics;
import io.linecheck.web.RenewalBook;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Renewal within the server: looks after the certificates of the configuration, tells pages and
 * metrics how each stands, and lets notices go out. Nothing at all where there is no configuration.
 */
final class Renewals implements RenewalBook, RenewalListener, AutoCloseable {
  private final Parts parts;
  private final Map<String, Drawn> pages = new ConcurrentHashMap<>();
  private static final Duration LOOK = Duration.ofMinutes(10);

  private final Map<String, Instant> looked = new ConcurrentHashMap<>();
  private final Map<String, String> leaves = new ConcurrentHashMap<>();
  private volatile Optional<Running> running = Optional.empty();

  /**
   * What it works with.
   *
   * @param notices tells people
   * @param redraw draws the tile of a dialer anew
   */
  record Parts(
      Database database,
      Vertx vertx,
      RenewalNotices notices,
      Courier courier,
      Metrics metrics,
      Consumer<List<String>> redraw,
      InstantSource clock) {}

  private record Running(
      Map<String, DialerSettings> entries,
      RenewalStack stack,
      RenewalLoop loop,
      OthersDeadline others) {}

  private record Drawn(Instant until, Optional<RenewalPlan> plan, ObjectNode node) {}

  Renewals(Parts parts) {
    this.parts = parts;
  }

  /** Takes a configuration over, the first or another; attempts under way end as they began. */
  void use(Optional<Configuration> configuration) {
    if (configuration.isEmpty()) {
      return;
    }
    RenewalStack stack =
        new RenewalStack(configuration.get(), parts.database(), parts.vertx(), this, parts.clock());
    RenewalLoop.Work work = stack.work();
    pages.clear();
    if (running.isPresent()) {
      RenewalLoop loop = running.get().loop();
      loop.replace(work);
      running = Optional.of(running(configuration.get(), stack, loop, work));
    } else {
      RenewalLoop loop = stack.loop();
      running = Optional.of(running(configuration.get(), stack, loop, work));
      loop.start();
    }
    work.tasks()
        .forEach(task ->
            stack.store().history(task.dialer().id(), 1).stream()
                .findFirst()
                .ifPresent(this::count));
  }

  private Running running(
      Configuration configuration, RenewalStack stack, RenewalLoop loop, RenewalLoop.Work work) {
    return new Running(
        configuration.watched().stream()
            .collect(Collectors.toUnmodifiableMap(DialerSettings::id, entry -> entry)),
        stack,
        loop,
        new OthersDeadline(stack.store(), work.decision(), parts.clock()));
  }

  /** Holds others to their deadlines, by the first door of a dialer that serves its certificate. */
  private void deadline(Running now, CheckResult result) {
    Optional<DialerSettings> entry = Optional.ofNullable(now.entries().get(result.dialer()));
    if (entry.isEmpty() || result.certificates().isEmpty()) {
      return;
    }
    CertificatePlan plan = entry.get().certificate();
    boolean others =
        switch (plan.renewedBy()) {
          case CERTBOT, THREE_CX, MANUAL -> plan.source().isEmpty();
          case LINECHECK, UNKNOWN -> false;
        };
    Service first = RenewalNotices.door(entry.get().dialer());
    Instant at = parts.clock().instant();
    Instant before = looked.getOrDefault(result.dialer(), Instant.MIN);
    if (others && result.service().name().equals(first.name()) && at.isAfter(before)) {
      looked.put(result.dialer(), at.plus(LOOK));
      Thread.ofVirtual()
          .start(() ->
              now.others().look(entry.get().dialer(), plan, result.certificates().getFirst()));
    }
  }

  /** A door was looked at; where it serves another leaf than before, others may have renewed. */
  void checked(CheckResult result) {
    running.ifPresent(now -> deadline(now, result));
    result
        .certificates()
        .forEach(served -> {
          String door =
              result.dialer()
                  + ' '
                  + result.service().name()
                  + ' '
                  + served.address()
                  + ' '
                  + served.offer();
          String before = leaves.put(door, served.sha256());
          if (before != null && !before.equals(served.sha256())) {
            running.ifPresent(now -> now.loop().wake());
          }
        });
  }

  /** Tells what renewals by hand, on the same database, have left to be told. */
  void tellNews() {
    List<String> dialers = RenewalNews.tell(parts.database(), this, parts.clock().instant());
    Optional<Running> now = running;
    if (dialers.isEmpty() || now.isEmpty()) {
      return;
    }
    dialers.forEach(dialer ->
        now.get().stack().store().history(dialer, 1).stream().findFirst().ifPresent(this::moved));
    now.get().loop().wake();
  }

  @Override
  public void happened(Handle handle, RenewalEvent event) {
    parts.notices().happened(handle, event);
  }

  @Override
  public void moved(Renewal renewal) {
    pages.remove(renewal.dialer());
    count(renewal);
    parts.courier().wake();
    parts.redraw().accept(List.of(renewal.dialer()));
  }

  private void count(Renewal renewal) {
    parts.metrics().renewing(renewal.dialer(), renewal.state().word());
  }

  @Override
  public Optional<ObjectNode> find(String dialer) {
    return running
        .filter(now -> now.loop().findPlan(dialer).isPresent())
        .map(now -> page(now, dialer));
  }

  private ObjectNode page(Running now, String dialer) {
    Instant at = parts.clock().instant();
    Drawn known = pages.get(dialer);
    Optional<RenewalPlan> plan = now.loop().findPlan(dialer);
    if (known == null || at.isAfter(known.until()) || !known.plan().equals(plan)) {
      known =
          new Drawn(
              at.plusSeconds(30),
              plan,
              new RenewalPage(now.stack().store()).draw(dialer, plan, at));
      pages.put(dialer, known);
    }
    return known.node();
  }

  @Override
  public void close() {
    running.ifPresent(now -> now.loop().close());
  }
}
