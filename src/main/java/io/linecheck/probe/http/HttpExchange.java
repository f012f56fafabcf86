package io.linecheck.probe.http;

import io.linecheck.probe.Deadline;
import io.linecheck.probe.wire.Connection;
import io.linecheck.probe.wire.Read;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 request and its answer over an open connection (RFC 9112), with limits on what is
 * read: 64 KiB of head, 1 MiB of body. Runs on the check's virtual thread.
 */
public final class HttpExchange {
  private static final int HEAD_LIMIT = 64 * 1024;
  private static final int BODY_LIMIT = 1024 * 1024;
  private static final int RAW_KEPT = 120;

  private static final int DRAINED_LIMIT = 256 * 1024;
  private static final Duration DRAINING = Duration.ofMillis(500);

  private final Connection connection;
  private boolean reusable;

  /** An exchange over this connection. */
  public HttpExchange(Connection connection) {
    this.connection = connection;
  }

  /**
   * Sends the request and reads the answer's head and as much of its body as is wanted.
   *
   * @param request the whole request as it goes on the wire
   * @param bodyWanted how many bytes of body to read at most; 0 ends after the head
   */
  public HttpAnswer ask(String request, int bodyWanted, Deadline deadline)
      throws InterruptedException {
    return ask(request, bodyWanted, deadline, answer -> false);
  }

  /**
   * The same, and where another request is to follow, reads the rest of the body away, if it ends
   * soon: then {@link #isReusable} (RFC 9112, 9.3).
   */
  HttpAnswer ask(
      String request, int bodyWanted, Deadline deadline, Predicate<HttpAnswer.Answer> goesOn)
      throws InterruptedException {
    connection.write(Buffer.buffer(request.getBytes(StandardCharsets.UTF_8)), deadline);
    Reading reading = new Reading(Math.min(bodyWanted, BODY_LIMIT));
    try {
      while (true) {
        HttpAnswer answer =
            switch (connection.read(deadline)) {
              case Read.Bytes(Buffer bytes) -> reading.feed(bytes);
              case Read.Closed() -> reading.closed();
              case Read.Broken(String reason) -> reading.brokenOff(new HttpAnswer.Broken(reason));
              case Read.Silence() -> reading.brokenOff(new HttpAnswer.NoAnswer(reading.total));
            };
        if (answer instanceof HttpAnswer.Answer whole && goesOn.test(whole)) {
          reusable = reading.ends(connection, deadline.atMost(DRAINING));
        }
        if (answer != null) {
          return answer;
        }
      }
    } finally {
      reading.release();
    }
  }

  /** Whether the connection stands where the next request may be sent. */
  boolean isReusable() {
    return reusable;
  }

  /** The answer as it grows. */
  private static final class Reading {
    private final EmbeddedChannel parser;
    private final int wanted;
    private final Buffer body = Buffer.buffer();
    private final Buffer raw = Buffer.buffer();
    private @Nullable HttpResponse head;
    private long total;
    private boolean whole;

    Reading(int wanted) {
      this.wanted = wanted;
      HttpDecoderConfig limits =
          new HttpDecoderConfig()
              .setMaxInitialLineLength(8192)
              .setMaxHeaderSize(HEAD_LIMIT)
              // The same length said twice is one length (RFC 9110, 8.6).
              .setAllowDuplicateContentLengths(true)
              // Browsers take a line feed alone for the end of a line (RFC 9112, 2.2).
              .setStrictLineParsing(false);
      this.parser = new EmbeddedChannel(new HttpResponseDecoder(limits));
    }

    @Nullable HttpAnswer feed(Buffer bytes) {
      total += bytes.length();
      if (raw.length() < RAW_KEPT) {
        raw.appendBuffer(bytes.slice(0, Math.min(bytes.length(), RAW_KEPT - raw.length())));
      }
      if (!couldBeHttp()) {
        return malformed("the answer does not begin with HTTP/1.");
      }
      parser.writeInbound(Unpooled.wrappedBuffer(bytes.getBytes()));
      HttpAnswer answer = drain();
      if (answer == null && head == null && total > 2 * HEAD_LIMIT) {
        return malformed("more than " + HEAD_LIMIT / 1024 + " KiB of headers");
      }
      return answer;
    }

    /** Reads to the end of the message; whether it came, and the server keeps the connection. */
    boolean ends(Connection connection, Deadline deadline) throws InterruptedException {
      HttpResponse kept = head;
      if (kept == null || kept.status().code() == 101 || !HttpUtil.isKeepAlive(kept)) {
        return false;
      }
      discard();
      while (!whole && total < DRAINED_LIMIT) {
        if (!(connection.read(deadline) instanceof Read.Bytes(Buffer bytes))) {
          return false;
        }
        total += bytes.length();
        parser.writeInbound(Unpooled.wrappedBuffer(bytes.getBytes()));
        discard();
      }
      return whole;
    }

    private void discard() {
      for (Object next = parser.readInbound(); next != null; next = parser.readInbound()) {
        whole |= next instanceof LastHttpContent last && last.decoderResult().isSuccess();
        ReferenceCountUtil.release(next);
      }
    }

    @Nullable HttpAnswer drain() {
      for (Object next = parser.readInbound(); next != null; next = parser.readInbound()) {
        try {
          HttpAnswer answer = take(next);
          if (answer != null) {
            return answer;
          }
        } finally {
          ReferenceCountUtil.release(next);
        }
      }
      return null;
    }

    private @Nullable HttpAnswer take(Object next) {
      if (next instanceof HttpResponse response) {
        if (response.decoderResult().isFailure()) {
          return malformed(said(response.decoderResult().cause()));
        }
        if (response.status().code() == 101) {
          head = response;
          return answer();
        }
        if (response.status().code() < 100) {
          return malformed("the status is " + response.status().code() + ", there are 100 to 599");
        }
        List<String> locations = response.headers().getAll(HttpHeaderNames.LOCATION);
        if (locations.stream().distinct().count() > 1) {
          return malformed("several Location headers: " + String.join(", ", locations));
        }
        head = response.status().code() < 200 ? null : response;
        return head != null && wanted == 0 ? answer() : null;
      }
      if (next instanceof HttpContent content && head != null) {
        if (content.decoderResult().isFailure()) {
          return answer();
        }
        whole = next instanceof LastHttpContent;
        ByteBuf bytes = content.content();
        int kept = Math.min(bytes.readableBytes(), wanted - body.length());
        byte[] copy = new byte[kept];
        bytes.readBytes(copy);
        body.appendBytes(copy);
        return body.length() >= wanted || whole ? answer() : null;
      }
      return null;
    }

    HttpAnswer closed() {
      if (head != null) {
        return answer();
      }
      return total == 0
          ? new HttpAnswer.ClosedEmpty()
          : malformed("closed before the end of the headers");
    }

    /** With a head, what came of the body is enough; without, the reason stands. */
    HttpAnswer brokenOff(HttpAnswer why) {
      return head != null ? answer() : why;
    }

    private HttpAnswer answer() {
      HttpResponse response = java.util.Objects.requireNonNull(head);
      List<Map.Entry<String, String>> headers =
          response.headers().entries().stream()
              .map(header -> Map.entry(header.getKey(), header.getValue()))
              .toList();
      return new HttpAnswer.Answer(
          response.protocolVersion().text().replaceFirst("^HTTP/", ""),
          response.status().code(),
          response.status().reasonPhrase(),
          headers,
          body,
          rest());
    }

    /** After a 101 the decoder passes on what follows, or keeps it until it is removed. */
    private Buffer rest() {
      Buffer rest = Buffer.buffer();
      if (java.util.Objects.requireNonNull(head).status().code() == 101) {
        parser.pipeline().removeFirst();
        for (Object next = parser.readInbound(); next != null; next = parser.readInbound()) {
          if (next instanceof ByteBuf bytes) {
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.readBytes(copy);
            rest.appendBytes(copy);
          }
          ReferenceCountUtil.release(next);
        }
      }
      return rest;
    }

    private boolean couldBeHttp() {
      byte[] expected = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < Math.min(raw.length(), expected.length); i++) {
        if (raw.getByte(i) != expected[i]) {
          return false;
        }
      }
      return true;
    }

    private static String said(Throwable cause) {
      String message = String.valueOf(cause.getMessage());
      return message.contains("exceed") || message.contains("larger than")
          ? "a line or the headers are longer than " + HEAD_LIMIT / 1024 + " KiB allow"
          : "the status line or a header breaks RFC 9112: " + message;
    }

    private HttpAnswer malformed(String what) {
      StringBuilder shown = new StringBuilder();
      for (byte b : raw.getBytes()) {
        shown.append(b >= ' ' && b < 0x7f ? (char) b : b == '\n' || b == '\r' ? ' ' : '·');
      }
      return new HttpAnswer.Malformed(what, shown.toString().strip());
    }

    void release() {
      parser.finishAndReleaseAll();
    }
  }
}
