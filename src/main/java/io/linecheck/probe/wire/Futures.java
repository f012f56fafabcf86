package io.linecheck.probe.wire;

import io.linecheck.probe.Deadline;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Where a virtual thread waits for Netty. */
final class Futures {
  private Futures() {}

  /** Whether the future ended before the deadline. */
  static boolean await(Future<?> future, Deadline deadline) throws InterruptedException {
    if (future.isDone()) {
      return true;
    }
    CountDownLatch ended = new CountDownLatch(1);
    future.addListener(done -> ended.countDown());
    return ended.await(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Closes a channel and does not wait: how the close went interests nobody. */
  static void close(Channel channel) {
    channel.close().addListener(closed -> {});
  }
}
