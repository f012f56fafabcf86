package io.linecheck.probe.websocket;

import io.linecheck.model.Stage;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.Transcript;
import io.linecheck.probe.websocket.UpgradeAnswer.Outcome;
import io.linecheck.probe.wire.Connection;
import io.linecheck.probe.wire.Read;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One GET or upgrade over one connection: sends the request, reads the head of the answer within
 * limits, checks a 101 as a browser does (RFC 6455 section 4.1), and keeps whatever came behind it.
 * Runs on the check's virtual thread; used once.
 */
final class UpgradeExchange {
  private static final int MAX_LINE_BYTES = 4096;
  private static final int MAX_HEAD_BYTES = 32 * 1024;
  private static final int MAX_BODY_CHARS = 1024;
  private static final int MAX_INTERIM_ANSWERS = 10;
  private static final List<String> KEPT =
      List.of(
          "server",
          "location",
          "retry-after",
          "via",
          "upgrade",
          "connection",
          "sec-websocket-accept",
          "sec-websocket-protocol",
          "sec-websocket-version",
          "sec-websocket-extensions",
          "www-authenticate");

  private final Connection connection;
  private final UpgradeRequest request;
  private final EmbeddedChannel decoder =
      new EmbeddedChannel(
          new HttpResponseDecoder(
              new HttpDecoderConfig()
                  .setMaxInitialLineLength(MAX_LINE_BYTES)
                  .setMaxHeaderSize(MAX_HEAD_BYTES)
                  .setStrictLineParsing(false)));
  private final StringBuilder body = new StringBuilder();
  private final Buffer behind = Buffer.buffer();
  private Optional<HttpResponse> head = Optional.empty();
  private long received;
  private int interim;

  UpgradeExchange(Connection connection, UpgradeRequest request) {
    this.connection = connection;
    this.request = request;
  }

  /** Sends and waits; what goes wrong is an answer too. */
  UpgradeAnswer run(Deadline deadline, Transcript transcript) throws InterruptedException {
    long started = System.nanoTime();
    transcript.sent(Stage.WEBSOCKET, request.text());
    connection.write(Buffer.buffer(request.text()), deadline);
    try {
      Optional<String> broken = Optional.empty();
      while (head.isEmpty() && broken.isEmpty()) {
        switch (connection.read(deadline)) {
          case Read.Bytes(Buffer bytes) -> broken = feed(bytes);
          case Read.Closed() -> {
            return ended(Outcome.CLOSED_EMPTY, "closed", started, transcript);
          }
          case Read.Broken(String why) -> {
            return ended(Outcome.BROKEN_EMPTY, why, started, transcript);
          }
          case Read.Silence() -> {
            return silent(started, transcript);
          }
        }
      }
      UpgradeAnswer answer =
          broken.map(why -> bare(Outcome.MALFORMED, why, started)).orElseGet(() -> judge(started));
      tell(answer, transcript);
      return answer;
    } finally {
      decoder.finishAndReleaseAll();
    }
  }

  /** What came behind a 101, already part of the WebSocket. */
  Buffer behind() {
    return behind;
  }

  private Optional<String> feed(Buffer bytes) {
    received += bytes.length();
    try {
      decoder.writeInbound(Unpooled.wrappedBuffer(bytes.getBytes()));
    } catch (DecoderException e) {
      return Optional.of("not an HTTP answer: " + e.getMessage());
    }
    Optional<String> broken = Optional.empty();
    for (Object part = decoder.readInbound(); part != null; part = decoder.readInbound()) {
      if (broken.isEmpty()) {
        broken = take(part);
      }
      ReferenceCountUtil.release(part);
    }
    return broken;
  }

  private Optional<String> take(Object part) {
    if (part instanceof HttpResponse response) {
      if (response.decoderResult().isFailure()) {
        return Optional.of("not an HTTP answer: " + reason(response));
      }
      if (response.status().code() < 100) {
        return Optional.of("not an HTTP answer: its status is " + response.status().code());
      }
      boolean last =
          response.status().codeClass() != HttpStatusClass.INFORMATIONAL
              || response.status().code() == 101;
      if (last) {
        head = Optional.of(response);
      } else if (++interim > MAX_INTERIM_ANSWERS) {
        return Optional.of("endless interim answers (1xx)");
      }
    }
    if (part instanceof HttpContent content && body.length() < MAX_BODY_CHARS) {
      String text = content.content().toString(StandardCharsets.UTF_8);
      body.append(text, 0, Math.min(text.length(), MAX_BODY_CHARS - body.length()));
    } else if (part instanceof ByteBuf bytes) {
      byte[] copy = new byte[bytes.readableBytes()];
      bytes.readBytes(copy);
      behind.appendBytes(copy);
    }
    return Optional.empty();
  }

  private static String reason(HttpResponse response) {
    String message = response.decoderResult().cause().getMessage();
    return message == null ? "it cannot be parsed" : message;
  }

  private UpgradeAnswer judge(long started) {
    HttpResponse response = head.orElseThrow();
    Map<String, String> kept = new LinkedHashMap<>();
    HttpHeaders headers = response.headers();
    for (String name : KEPT) {
      if (headers.contains(name)) {
        kept.put(name, String.join(", ", headers.getAll(name)).strip());
      }
    }
    int status = response.status().code();
    Optional<String> broken = status == 101 ? brokenRule(kept) : Optional.empty();
    Outcome outcome =
        broken.isPresent() ? Outcome.MALFORMED : status == 101 ? Outcome.SWITCHED : Outcome.STATUS;
    return new UpgradeAnswer(
        outcome,
        status,
        response.status().reasonPhrase(),
        kept,
        body.toString(),
        broken.orElse(""),
        since(started));
  }

  /** RFC 6455 section 4.1, what a client must check of a 101, step by step. */
  private Optional<String> brokenRule(Map<String, String> headers) {
    if (!request.upgrade()) {
      return Optional.of("a 101 to a plain GET");
    }
    if (!head.map(HttpResponse::protocolVersion).filter(HttpVersion.HTTP_1_1::equals).isPresent()) {
      return Optional.of("a 101 in " + head.orElseThrow().protocolVersion() + ", not HTTP/1.1");
    }
    String upgrade = headers.getOrDefault("upgrade", "");
    if (!upgrade.equalsIgnoreCase("websocket")) {
      return Optional.of("a 101 whose Upgrade header is '" + upgrade + "', not 'websocket'");
    }
    String connectionHeader = headers.getOrDefault("connection", "");
    if (!List.of(connectionHeader.toLowerCase(Locale.ROOT).split("\\s*,\\s*", -1))
        .contains("upgrade")) {
      return Optional.of(
          "a 101 whose Connection header is '" + connectionHeader + "', not 'Upgrade'");
    }
    String accept = headers.getOrDefault("sec-websocket-accept", "");
    if (!accept.equals(request.expectedAccept())) {
      return Optional.of(
          "a 101 whose Sec-WebSocket-Accept is '%s', expected '%s'"
              .formatted(accept, request.expectedAccept()));
    }
    String extensions = headers.getOrDefault("sec-websocket-extensions", "");
    if (!extensions.isEmpty()) {
      return Optional.of("a 101 with extension '" + extensions + "' that nobody asked for");
    }
    return Optional.empty();
  }

  private UpgradeAnswer ended(Outcome whenEmpty, String why, long started, Transcript transcript) {
    UpgradeAnswer answer =
        received == 0
            ? bare(whenEmpty, why, started)
            : bare(
                Outcome.CUT_SHORT,
                why + " after " + received + " bytes, before the end of the HTTP head",
                started);
    tell(answer, transcript);
    return answer;
  }

  private UpgradeAnswer silent(long started, Transcript transcript) {
    String what =
        received == 0 ? "no answer" : "only " + received + " bytes of an unfinished answer";
    UpgradeAnswer answer =
        bare(
            Outcome.SILENT,
            String.format(Locale.ROOT, "%s in %.1f s", what, since(started)),
            started);
    tell(answer, transcript);
    return answer;
  }

  private static UpgradeAnswer bare(Outcome outcome, String detail, long started) {
    return new UpgradeAnswer(outcome, 0, "", Map.of(), "", detail, since(started));
  }

  private static void tell(UpgradeAnswer answer, Transcript transcript) {
    StringBuilder text = new StringBuilder(answer.words());
    answer.headers().forEach((name, value) -> text.append('\n').append(name + ": " + value));
    transcript.received(Stage.WEBSOCKET, text.toString());
  }

  private static double since(long started) {
    return (System.nanoTime() - started) / 1e9;
  }
}
