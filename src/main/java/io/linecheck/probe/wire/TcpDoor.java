package io.linecheck.probe.wire;

import io.linecheck.probe.Deadline;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;

/**
 * Opens TCP connections to given addresses, on the event loops it is given (a server's are those of
 * its Vert.x) and with no lookup of names. It uses Netty's channels below Vert.x's sockets, because
 * it must tell a reset from a close and put a TLS engine on a connection without a new TLS context
 * each time. Thread-safe; its methods block the calling virtual thread.
 */
public final class TcpDoor {
  private final Bootstrap bootstrap;
  private final TlsContexts contexts = new TlsContexts();

  /** A door that uses the event loops of this Vert.x. */
  public TcpDoor(Vertx vertx) {
    this(
        ((VertxInternal) vertx).nettyEventLoopGroup(),
        ((VertxInternal) vertx).transport().channelFactory(false));
  }

  /** A door that uses these event loops, which run Java's own selectors. */
  public TcpDoor(EventLoopGroup loops) {
    this(loops, NioSocketChannel::new);
  }

  private TcpDoor(EventLoopGroup loops, ChannelFactory<? extends Channel> channels) {
    this.bootstrap =
        new Bootstrap()
            .group(loops)
            .channelFactory(channels)
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new Inbox());
                  }
                });
  }

  /** Loads the native TLS engine, which the first handshake would wait for. */
  public static void loadTls() {
    TlsContexts.load();
  }

  /**
   * Opens a connection.
   *
   * @throws InterruptedException when the run is ended; nothing stays open then
   */
  public TcpOutcome connect(InetSocketAddress address, Deadline deadline)
      throws InterruptedException {
    Duration allowed = deadline.remaining();
    ChannelFuture attempt = bootstrap.connect(address);
    boolean done;
    try {
      done = Futures.await(attempt, deadline);
    } catch (InterruptedException e) {
      abandon(attempt);
      throw e;
    }
    if (!done) {
      abandon(attempt);
      return new TcpOutcome.Filtered(allowed);
    }
    return attempt.isSuccess()
        ? new TcpOutcome.Connected(new TcpConnection(attempt.channel(), contexts))
        : ours(address, outcome(attempt.cause(), allowed));
  }

  private static TcpOutcome ours(InetSocketAddress address, TcpOutcome outcome) {
    return outcome instanceof TcpOutcome.Unreachable && OwnNetwork.lacks(address.getAddress())
        ? new TcpOutcome.NotTried(OwnNetwork.NO_IPV6)
        : outcome;
  }

  private static void abandon(ChannelFuture attempt) {
    attempt.addListener(ended -> Futures.close(attempt.channel()));
    attempt.cancel(true);
    Futures.close(attempt.channel());
  }

  private static TcpOutcome outcome(Throwable thrown, Duration allowed) {
    Throwable cause = Reasons.root(thrown);
    String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    if (thrown instanceof ConnectTimeoutException || message.contains("timed out")) {
      return new TcpOutcome.Filtered(allowed);
    }
    if (message.contains("refused") || message.contains("reset")) {
      return new TcpOutcome.Refused();
    }
    if (cause instanceof java.net.NoRouteToHostException
        || message.contains("unreachable")
        || message.contains("no route")
        || message.contains("invalid argument")
        || message.contains("permission denied")
        || message.contains("not permitted")
        || cause instanceof ConnectException) {
      return new TcpOutcome.Unreachable(Reasons.brief(message));
    }
    return new TcpOutcome.NotTried(Reasons.brief(message));
  }
}
