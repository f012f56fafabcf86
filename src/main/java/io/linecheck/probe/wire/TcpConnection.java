package io.linecheck.probe.wire;

import io.linecheck.probe.Deadline;
import io.linecheck.probe.wire.Handshake.End;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.buffer.Buffer;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/**
 * A TCP connection that may become a TLS one. Used by one virtual thread at a time; {@link #close}
 * may come from any.
 */
public final class TcpConnection implements Connection {
  private final Channel channel;
  private final Inbox inbox;
  private final TlsContexts contexts;
  private final InetSocketAddress local;
  private final InetSocketAddress remote;
  private List<byte[]> chain = List.of();
  private Optional<byte[]> stapled = Optional.empty();

  TcpConnection(Channel channel, TlsContexts contexts) {
    this.channel = channel;
    this.inbox = channel.pipeline().get(Inbox.class);
    this.contexts = contexts;
    this.local = (InetSocketAddress) channel.localAddress();
    this.remote = (InetSocketAddress) channel.remoteAddress();
  }

  /**
   * Starts TLS. No certificate is judged; what the server sent is in {@link #chain()} even when the
   * handshake fails. After anything but a completed handshake the connection is closed.
   */
  public Handshake startTls(TlsOffer offer, Deadline deadline) throws InterruptedException {
    TlsContexts.Prepared prepared = contexts.prepare(offer, channel.alloc());
    SslHandler handler = prepared.handler();
    HandshakeTap tap = new HandshakeTap();
    channel
        .eventLoop()
        .execute(() -> {
          channel.pipeline().addFirst("tls", handler);
          channel.pipeline().addFirst("tap", tap);
          channel.config().setAutoRead(true);
        });
    try {
      boolean done = Futures.await(handler.handshakeFuture(), deadline);
      Handshake handshake = read(prepared, tap, done);
      if (!handshake.completed()) {
        Futures.close(channel);
      }
      return handshake;
    } catch (InterruptedException e) {
      Futures.close(channel);
      prepared.seen();
      throw e;
    }
  }

  private Handshake read(TlsContexts.Prepared prepared, HandshakeTap tap, boolean done) {
    SslHandler handler = prepared.handler();
    ServedChains.Seen seen = prepared.seen();
    chain = seen.chain();
    ServerFlight flight = tap.flight();
    String plaintext = tap.plaintext();
    boolean completed = done && handler.handshakeFuture().isSuccess();
    boolean asked = seen.askedForOurs() || flight.certificateRequest();
    Throwable cause = handler.handshakeFuture().cause();
    String message = cause == null ? "" : String.valueOf(Reasons.root(cause).getMessage());
    Optional<String> alert =
        flight.alert().isEmpty() ? TlsAlert.received(message) : Optional.of(flight.alert());
    if (completed) {
      // A peer that closes at once has taken the pipeline apart by then.
      channel
          .eventLoop()
          .execute(() -> {
            if (channel.pipeline().context(tap) != null) {
              channel.pipeline().remove(tap);
            }
          });
      stapled = TlsContexts.stapled(handler.engine());
      SSLSession session = handler.engine().getSession();
      return new Handshake(
          End.COMPLETED,
          session.getProtocol(),
          session.getCipherSuite(),
          flight.group(),
          Optional.ofNullable(handler.applicationProtocol()).orElse(""),
          "",
          "",
          true,
          asked);
    }
    End end =
        !plaintext.isEmpty()
            ? End.PLAINTEXT
            : !done
                ? End.SILENCE
                : alert.isPresent()
                    ? End.ALERT
                    : tap.reset() ? End.RESET : tap.ended() ? End.CLOSED : End.FAILED;
    String detail = end == End.PLAINTEXT ? plaintext : end == End.FAILED ? message : "";
    return new Handshake(
        end,
        "",
        "",
        flight.group(),
        "",
        end == End.ALERT ? alert.orElse("") : "",
        Reasons.brief(detail),
        flight.serverHello(),
        asked);
  }

  /** The certificates the server sent, DER, in its order; empty before TLS or when none came. */
  public List<byte[]> chain() {
    return chain;
  }

  /** The OCSP answer that came with a completed handshake (RFC 6066 section 8). */
  public Optional<byte[]> stapled() {
    return stapled;
  }

  @Override
  public boolean write(Buffer bytes, Deadline deadline) throws InterruptedException {
    ChannelFuture written = channel.writeAndFlush(Unpooled.wrappedBuffer(bytes.getBytes()));
    return Futures.await(written, deadline) && written.isSuccess();
  }

  @Override
  public Read read(Deadline deadline) throws InterruptedException {
    inbox.open(channel);
    return inbox.take(channel, deadline);
  }

  @Override
  public InetSocketAddress local() {
    return local;
  }

  @Override
  public InetSocketAddress remote() {
    return remote;
  }

  @Override
  public void close() {
    Futures.close(channel);
  }
}
