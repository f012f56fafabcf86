package io.linecheck.web;

import io.linecheck.live.LiveEvent;
import io.linecheck.live.LiveFeed;
import io.linecheck.live.Subscription;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Server-sent events (WHATWG HTML section 9.2): a snapshot, then changes, resumed after {@code
 * Last-Event-ID} where that is still known. A viewer costs one parked virtual thread and no work of
 * its own: what it is sent was written once for all.
 */
final class Events {
  static final String CONTENT_TYPE = "text/event-stream; charset=utf-8";
  private static final int VIEWERS = 1000;
  private static final long SLOWEST_WRITE_SECONDS = 20;

  private final LiveFeed feed;
  private final InstantSource clock;
  private final String version;
  private final AtomicInteger viewers = new AtomicInteger();

  Events(LiveFeed feed, InstantSource clock, String version) {
    this.feed = feed;
    this.clock = clock;
    this.version = version;
  }

  /** Streams until the viewer goes; runs on a virtual thread of its own. */
  void stream(RoutingContext context, Map<String, String> labels) throws InterruptedException {
    if (viewers.incrementAndGet() > VIEWERS) {
      viewers.decrementAndGet();
      throw new Problem(503, "there are " + VIEWERS + " viewers already");
    }
    AtomicBoolean gone = new AtomicBoolean();
    HttpServerResponse response = context.response();
    Thread self = Thread.currentThread();
    response.closeHandler(closed -> {
      gone.set(true);
      self.interrupt();
    });
    String last = Optional.ofNullable(context.request().getHeader("Last-Event-ID")).orElse("");
    try (Subscription subscription = feed.subscribe(labels, last)) {
      response
          .setChunked(true)
          .putHeader("Content-Type", CONTENT_TYPE)
          .putHeader("Cache-Control", "no-store")
          .putHeader("X-Accel-Buffering", "no");
      String lastId = last;
      while (!gone.get()) {
        Optional<LiveEvent> event = subscription.take(WallJson.HEARTBEAT);
        lastId = event.map(LiveEvent::id).orElse(lastId);
        if (!write(response, event.map(Events::format).orElseGet(this::heartbeat))) {
          break;
        }
      }
    } catch (InterruptedException interrupted) {
      if (!gone.get()) {
        throw interrupted;
      }
    } finally {
      viewers.decrementAndGet();
    }
  }

  int viewers() {
    return viewers.get();
  }

  private static String format(LiveEvent event) {
    return "id: " + event.id() + "\nevent: " + event.name() + "\ndata: " + event.data() + "\n\n";
  }

  /**
   * An empty change: tells the server's time and that the stream lives; carries no id, so that
   * resuming is not affected.
   */
  private String heartbeat() {
    return "event: change\ndata: {\"sequence\":0,\"version\":\""
        + version
        + "\",\"serverTime\":\""
        + ContractJson.time(clock.instant())
        + "\"}\n\n";
  }

  private static boolean write(HttpServerResponse response, String text)
      throws InterruptedException {
    try {
      response
          .write(text)
          .toCompletionStage()
          .toCompletableFuture()
          .get(SLOWEST_WRITE_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException | TimeoutException lost) {
      response.reset();
      return false;
    }
  }
}
