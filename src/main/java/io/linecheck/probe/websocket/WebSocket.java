package io.linecheck.probe.websocket;

import io.linecheck.probe.Deadline;
import io.linecheck.probe.sip.SipLine;
import io.linecheck.probe.wire.Connection;
import io.linecheck.probe.wire.Read;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * The client's end of an open WebSocket (RFC 6455 sections 5 to 7) over one connection: masked
 * frames out, messages of at most 256 KiB in, pings answered at once, the closing handshake done
 * politely. Runs on the check's virtual thread.
 */
final class WebSocket implements SipLine {
  private static final int MAX_MESSAGE_BYTES = 256 * 1024;
  private static final int MAX_FRAMES_A_MESSAGE = 1000;
  private static final int MAX_PINGS = 200;
  private static final Duration CLOSING = Duration.ofMillis(500);
  private static final Duration FAREWELL = Duration.ofMillis(150);

  private final Connection connection;
  private final EmbeddedChannel decoder =
      new EmbeddedChannel(
          new WebSocket13FrameDecoder(
              WebSocketDecoderConfig.newBuilder()
                  .maxFramePayloadLength(MAX_MESSAGE_BYTES)
                  .expectMaskedFrames(false)
                  .allowMaskMismatch(false)
                  .allowExtensions(false)
                  .closeOnProtocolViolation(false)
                  .withUTF8Validator(false)
                  .build()));
  private final EmbeddedChannel encoder = new EmbeddedChannel(new WebSocket13FrameEncoder(true));
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private boolean inMessage;
  private int framesOfMessage;
  private int pings;
  private Optional<Incoming> ending = Optional.empty();

  /**
   * A WebSocket whose upgrade is done.
   *
   * @param behind what came behind the 101
   */
  WebSocket(Connection connection, Buffer behind) {
    this.connection = connection;
    decoder.config().setAllocator(UnpooledByteBufAllocator.DEFAULT);
    encoder.config().setAllocator(UnpooledByteBufAllocator.DEFAULT);
    if (behind.length() > 0) {
      feed(behind);
    }
  }

  @Override
  public boolean send(String text, Deadline deadline) throws InterruptedException {
    return ending.isEmpty() && write(new TextWebSocketFrame(text), deadline);
  }

  /** Sends a ping (RFC 6455 section 5.5.2). */
  boolean ping(Deadline deadline) throws InterruptedException {
    return ending.isEmpty() && write(new PingWebSocketFrame(), deadline);
  }

  @Override
  public Incoming receive(Deadline deadline) throws InterruptedException {
    while (true) {
      Optional<Incoming> next = next(deadline);
      if (next.isPresent()) {
        return next.get();
      }
      if (ending.isPresent()) {
        return ending.get();
      }
      switch (connection.read(deadline)) {
        case Read.Bytes(Buffer bytes) -> feed(bytes);
        case Read.Closed() -> end(new Incoming.Lost("closed without a close frame"));
        case Read.Broken(String why) -> end(new Incoming.Lost(why));
        case Read.Silence() -> {
          return new Incoming.Silence();
        }
      }
    }
  }

  /** What was wrong with the frames, where that ended it. */
  Optional<WebSocketObservation.Ending> brokenFrames() {
    return ending.filter(how -> how instanceof Incoming.Malformed).flatMap(WebSocketProbe::ending);
  }

  /** Ends it with status 1000 and waits a moment for the peer's close frame; never throws. */
  @Override
  public void close() {
    Deadline deadline = Deadline.in(CLOSING);
    try {
      if (ending.isEmpty() && write(new CloseWebSocketFrame(1000, ""), deadline)) {
        while (!deadline.passed() && ending.isEmpty()) {
          receive(deadline);
        }
      }
      awaitEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connection.close();
      decoder.finishAndReleaseAll();
      encoder.finishAndReleaseAll();
    }
  }

  /**
   * RFC 6455 section 7.1.1: the server closes TCP first. Who does not wait for it leaves an error
   * in Asterisk's log.
   */
  private void awaitEnd() throws InterruptedException {
    Deadline deadline = Deadline.in(FAREWELL);
    boolean open = ending.filter(how -> how instanceof Incoming.Closed).isPresent();
    while (open) {
      open = connection.read(deadline) instanceof Read.Bytes;
    }
  }

  private void feed(Buffer bytes) {
    try {
      decoder.writeInbound(Unpooled.wrappedBuffer(bytes.getBytes()));
    } catch (DecoderException e) {
      end(new Incoming.Malformed("broken WebSocket frame: " + e.getMessage()));
    }
  }

  private void end(Incoming how) {
    if (ending.isEmpty()) {
      ending = Optional.of(how);
    }
  }

  /** The next whole message among the frames that are there. */
  private Optional<Incoming> next(Deadline deadline) throws InterruptedException {
    for (WebSocketFrame frame = decoder.readInbound();
        frame != null;
        frame = decoder.readInbound()) {
      try {
        Optional<Incoming> whole = take(frame, deadline);
        if (whole.isPresent()) {
          return whole;
        }
      } finally {
        frame.release();
      }
    }
    return Optional.empty();
  }

  private Optional<Incoming> take(WebSocketFrame frame, Deadline deadline)
      throws InterruptedException {
    return switch (frame) {
      case PingWebSocketFrame ping -> {
        if (++pings > MAX_PINGS) {
          end(new Incoming.Malformed("more than " + MAX_PINGS + " pings"));
        } else {
          write(new PongWebSocketFrame(ping.content().copy()), deadline);
        }
        yield Optional.empty();
      }
      case CloseWebSocketFrame close -> {
        // The code is echoed, as RFC 6455 section 5.5.1 asks; the peer then closes TCP.
        int code = close.statusCode();
        write(code < 0 ? new CloseWebSocketFrame() : new CloseWebSocketFrame(code, ""), deadline);
        end(new Incoming.Closed(code < 0 ? 1005 : code, close.reasonText()));
        yield Optional.empty();
      }
      case TextWebSocketFrame text -> gather(text, true);
      case BinaryWebSocketFrame binary -> gather(binary, true);
      case ContinuationWebSocketFrame more -> gather(more, false);
      default -> Optional.empty();
    };
  }

  private Optional<Incoming> gather(WebSocketFrame frame, boolean first) {
    if (first == inMessage) {
      end(
          new Incoming.Malformed(
              first
                  ? "broken WebSocket frame: a message begins inside another"
                  : "broken WebSocket frame: a continuation of nothing"));
      return Optional.empty();
    }
    ByteBuf content = frame.content();
    framesOfMessage = first ? 1 : framesOfMessage + 1;
    if (message.size() + content.readableBytes() > MAX_MESSAGE_BYTES
        || framesOfMessage > MAX_FRAMES_A_MESSAGE) {
      end(
          new Incoming.Malformed(
              "a message of more than %d bytes or %d frames"
                  .formatted(MAX_MESSAGE_BYTES, MAX_FRAMES_A_MESSAGE)));
      return Optional.empty();
    }
    byte[] bytes = new byte[content.readableBytes()];
    content.readBytes(bytes);
    message.writeBytes(bytes);
    inMessage = !frame.isFinalFragment();
    if (inMessage) {
      return Optional.empty();
    }
    String whole = message.toString(StandardCharsets.UTF_8);
    message.reset();
    return Optional.of(new Incoming.Message(whole));
  }

  private boolean write(WebSocketFrame frame, Deadline deadline) throws InterruptedException {
    encoder.writeOutbound(frame);
    Buffer bytes = Buffer.buffer();
    for (ByteBuf part = encoder.readOutbound(); part != null; part = encoder.readOutbound()) {
      byte[] copy = new byte[part.readableBytes()];
      part.readBytes(copy);
      part.release();
      bytes.appendBytes(copy);
    }
    return connection.write(bytes, deadline);
  }
}
