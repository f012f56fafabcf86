package io.linecheck.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. It takes whatever has gathered, runs each work inside a savepoint of
 * its own, and commits all of them at once: under load a group is large, at rest it is one.
 */
final class Writer {
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
  private static final int GROUP = 512;
  private static final int LIMIT = 50_000;

  private final BlockingQueue<Item<?>> queue = new LinkedBlockingQueue<>(LIMIT);
  private final Jdbi jdbi;
  private final Thread thread;
  private volatile boolean closing;
  private final long gapNanos;
  private long lastCommit;

  /**
   * A writer.
   *
   * @param gap the least time from one commit to the next
   */
  Writer(Jdbi jdbi, Duration gap) {
    this.jdbi = jdbi;
    this.gapNanos = gap.toNanos();
    this.lastCommit = System.nanoTime() - gapNanos;
    this.thread = Thread.ofPlatform().name("linecheck-write").start(this::loop);
  }

  <T extends @Nullable Object> CompletableFuture<T> submit(Work<T> work, Committed<T> committed) {
    Item<T> item = new Item<>(work, committed);
    if (closing) {
      item.fail(new StorageException("the database is closed"));
    } else if (!queue.offer(item)) {
      item.fail(
          new StorageException(
              "the database does not keep up: "
                  + LIMIT
                  + " writes are waiting; is the disk full"
                  + " or very slow?"));
    }
    return item.future;
  }

  int backlog() {
    return queue.size();
  }

  void close(Duration patience) {
    closing = true;
    try {
      if (!thread.join(patience)) {
        thread.interrupt();
        thread.join(Duration.ofSeconds(1));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void loop() {
    List<Item<?>> group = new ArrayList<>(GROUP);
    Handle handle = null;
    while (!(closing && queue.isEmpty())) {
      try {
        Item<?> first = queue.poll(100, TimeUnit.MILLISECONDS);
        if (first == null) {
          continue;
        }
        group.add(first);
        gather();
        queue.drainTo(group, GROUP - 1);
        if (handle == null) {
          handle = jdbi.open();
        }
        commit(handle, group);
      } catch (InterruptedException interrupted) {
        break;
      } catch (SQLException | RuntimeException failure) {
        LOG.warn("a group of {} writes was undone: {}", group.size(), failure.getMessage());
        group.forEach(item -> item.fail(failure));
        handle = discard(handle);
      } finally {
        group.clear();
      }
    }
    discard(handle);
    StorageException closed = new StorageException("the database was closed before this write");
    for (Item<?> left = queue.poll(); left != null; left = queue.poll()) {
      left.fail(closed);
    }
  }

  /** Lets a busy queue fill, so that the disk need not sync for every single work. */
  private void gather() throws InterruptedException {
    long rest = gapNanos - (System.nanoTime() - lastCommit);
    if (rest > 0 && !closing) {
      TimeUnit.NANOSECONDS.sleep(rest);
    }
  }

  private void commit(Handle handle, List<Item<?>> group) throws SQLException {
    Connection connection = handle.getConnection();
    handle.begin();
    for (Item<?> item : group) {
      Savepoint savepoint = connection.setSavepoint();
      if (item.run(handle)) {
        connection.releaseSavepoint(savepoint);
      } else {
        connection.rollback(savepoint);
      }
    }
    handle.commit();
    lastCommit = System.nanoTime();
    group.forEach(Item::complete);
  }

  private static @Nullable Handle discard(@Nullable Handle handle) {
    if (handle != null) {
      try (handle) {
        if (handle.isInTransaction()) {
          handle.rollback();
        }
      } catch (JdbiException alreadyBroken) {
        LOG.debug("closing a broken connection", alreadyBroken);
      }
    }
    return null;
  }

  private static final class Item<T extends @Nullable Object> {
    private final Work<T> work;
    private final Committed<T> committed;
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private @Nullable T result;
    private @Nullable RuntimeException failure;

    Item(Work<T> work, Committed<T> committed) {
      this.work = work;
      this.committed = committed;
    }

    boolean run(Handle handle) {
      try {
        result = work.run(handle);
        return true;
      } catch (RuntimeException undone) {
        failure = undone;
        return false;
      }
    }

    @SuppressWarnings("NullAway") // a work that ran has given what its type allows
    void complete() {
      if (failure != null) {
        fail(failure);
        return;
      }
      try {
        committed.committed(result);
      } catch (RuntimeException listener) {
        LOG.error("a listener failed after a commit", listener);
      }
      future.completeAsync(() -> result, Thread::startVirtualThread);
    }

    void fail(Exception cause) {
      future.completeExceptionally(cause);
    }
  }
}
