package io.linecheck.probe.wire;

import io.linecheck.probe.Deadline;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where the event loop leaves what came and the check's virtual thread picks it up. Holds up to a
 * bound and then leaves the rest in the kernel.
 */
final class Inbox extends ChannelInboundHandlerAdapter {
  private static final int BOUND = 64 * 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<byte[]> pieces = new ArrayDeque<>();
  private long waiting;
  private boolean paused;
  private boolean closed;
  private @Nullable String broken;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (message instanceof ByteBuf bytes && bytes.isReadable()) {
        put(context, ByteBufUtil.getBytes(bytes));
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    end(null);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    end(Reasons.of(cause));
    Futures.close(context.channel());
  }

  /** Lets bytes in, if nothing has yet. */
  void open(Channel channel) {
    lock.lock();
    try {
      if (!paused && !channel.config().isAutoRead()) {
        channel.config().setAutoRead(true);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The next bytes, or why there are none. */
  Read take(Channel channel, Deadline deadline) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (pieces.isEmpty()) {
        if (broken != null) {
          return new Read.Broken(broken);
        }
        if (closed) {
          return new Read.Closed();
        }
        long left = deadline.remaining().toNanos();
        if (left <= 0) {
          return new Read.Silence();
        }
        long _ = changed.awaitNanos(left);
      }
      byte[] next = pieces.removeFirst();
      waiting -= next.length;
      if (paused && waiting == 0) {
        paused = false;
        channel.config().setAutoRead(true);
      }
      return new Read.Bytes(Buffer.buffer(next));
    } finally {
      lock.unlock();
    }
  }

  private void put(ChannelHandlerContext context, byte[] bytes) {
    lock.lock();
    try {
      pieces.addLast(bytes);
      waiting += bytes.length;
      if (waiting >= BOUND && !paused) {
        paused = true;
        context.channel().config().setAutoRead(false);
      }
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void end(@Nullable String reason) {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        broken = reason;
      }
      changed.signal();
    } finally {
      lock.unlock();
    }
  }
}
