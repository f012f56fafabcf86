package io.linecheck.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.config.Configuration;
import io.linecheck.model.CheckResult;
import io.linecheck.notify.Courier;
import io.linecheck.renewal.Renewal;
import io.linecheck.renewal.RenewalEvent;
import io.linecheck.renewal.RenewalListener;
import io.linecheck.renewal.RenewalLoop;
import io.linecheck.sql.Database;
import io.linecheck.web.Metrics;
import io.linecheck.web.RenewalBook;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/**
 * Renewal within the server: looks after the certificates of the configuration, tells pages and
 * metrics how each stands, and lets notices go out. Nothing at all where there is no configuration.
 */
final class Renewals implements RenewalBook, RenewalListener, AutoCloseable {
  private final Parts parts;
  private final Map<String, Drawn> pages = new ConcurrentHashMap<>();
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

  private record Running(RenewalStack stack, RenewalLoop loop) {}

  private record Drawn(Instant until, ObjectNode node) {}

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
      running = Optional.of(new Running(stack, loop));
    } else {
      RenewalLoop loop = stack.loop();
      running = Optional.of(new Running(stack, loop));
      loop.start();
    }
    work.tasks()
        .forEach(task ->
            stack.store().history(task.dialer().id(), 1).stream()
                .findFirst()
                .ifPresent(this::count));
  }

  /** A door was looked at; where it serves another leaf than before, others may have renewed. */
  void checked(CheckResult result) {
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
    if (known == null || at.isAfter(known.until())) {
      known =
          new Drawn(
              at.plusSeconds(30),
              new RenewalPage(now.stack().store()).draw(dialer, now.loop().findPlan(dialer), at));
      pages.put(dialer, known);
    }
    return known.node();
  }

  @Override
  public void close() {
    running.ifPresent(now -> now.loop().close());
  }
}
