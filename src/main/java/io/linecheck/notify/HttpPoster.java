package io.linecheck.notify;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Posts to receivers: redirects are failures, an answer is read up to 2 kB, the whole exchange has
 * a deadline. Its texts name host and port but never the path, which may be a secret.
 */
public final class HttpPoster implements AutoCloseable {
  private static final int EXCERPT = 2048;
  private static final Duration LONGEST_PAUSE = Duration.ofHours(24);

  private final Duration timeout;
  private volatile HttpClient client;

  /** A poster that gives each exchange this long. */
  public HttpPoster(Duration timeout) {
    this.timeout = timeout;
    this.client = client(ReceiverTrust.standard());
  }

  private HttpClient client(ReceiverTrust trust) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout);
    trust.context().ifPresent(builder::sslContext);
    return builder.build();
  }

  /** Believes other receivers from now on; exchanges under way end as they began. */
  void use(ReceiverTrust trust) {
    client = client(trust);
  }

  Outcome post(Format format, Notice notice, Instant now) throws InterruptedException {
    Format.Post post;
    HttpRequest.Builder request;
    try {
      post = format.post(notice, now);
      request = HttpRequest.newBuilder(post.url());
    } catch (IllegalArgumentException unusable) {
      return new Outcome.Failed(
          "the address of this channel is not a usable URL", Optional.empty());
    }
    request
        .timeout(timeout)
        .header("Content-Type", "application/json")
        .header("User-Agent", "Linecheck")
        .POST(HttpRequest.BodyPublishers.ofString(post.body()));
    post.headers().forEach(request::header);
    String place = post.url().getHost() + ':' + post.url().getPort();
    place = place.endsWith(":-1") ? post.url().getHost() : place;
    var exchange = client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try {
      HttpResponse<InputStream> answer = exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return judge(answer, place, now);
    } catch (TimeoutException late) {
      exchange.cancel(true);
      return failed(place + " did not answer within " + timeout.toSeconds() + " s");
    } catch (ExecutionException failure) {
      return failed(place + ' ' + reason(failure));
    } catch (InterruptedException interrupted) {
      exchange.cancel(true);
      throw interrupted;
    }
  }

  private static Outcome judge(HttpResponse<InputStream> answer, String place, Instant now) {
    int status = answer.statusCode();
    String line = place + " answered " + status;
    if (status >= 200 && status < 300) {
      close(answer);
      return new Outcome.Delivered(line);
    }
    if (status == 410) {
      close(answer);
      return new Outcome.Gone(line + ": it wants no more notices");
    }
    if (status >= 300 && status < 400) {
      close(answer);
      return failed(line + ": redirects are not followed; configure the final address");
    }
    Optional<Duration> pause =
        answer.headers().firstValue("Retry-After").flatMap(text -> pause(text, now));
    String excerpt = excerpt(answer);
    return new Outcome.Failed(excerpt.isEmpty() ? line : line + ": " + excerpt, pause);
  }

  private static void close(HttpResponse<InputStream> answer) {
    try {
      answer.body().close();
    } catch (IOException alreadyClosed) {
      // nothing is read from it any more
    }
  }

  /** The first bytes that have come, on one line. */
  private static String excerpt(HttpResponse<InputStream> answer) {
    try (InputStream body = answer.body()) {
      byte[] bytes = new byte[EXCERPT];
      int length = body.available() > 0 ? body.read(bytes, 0, EXCERPT) : 0;
      String text = new String(bytes, 0, Math.max(0, length), StandardCharsets.UTF_8);
      String plain = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
      return plain.length() > 200 ? plain.substring(0, 200) + "…" : plain;
    } catch (IOException lost) {
      return "";
    }
  }

  /** {@code Retry-After} as seconds or as a date (RFC 9110 section 10.2.3), at most a day. */
  static Optional<Duration> pause(String text, Instant now) {
    String value = text.strip();
    Duration pause;
    try {
      pause =
          value.matches("[0-9]{1,9}")
              ? Duration.ofSeconds(Long.parseLong(value))
              : Duration.between(
                  now,
                  ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException unreadable) {
      return Optional.empty();
    }
    if (pause.isNegative()) {
      return Optional.of(Duration.ZERO);
    }
    return Optional.of(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
  }

  private static Outcome failed(String detail) {
    return new Outcome.Failed(detail, Optional.empty());
  }

  private static String reason(ExecutionException failure) {
    boolean refused = false;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      refused |= cause instanceof ConnectException;
      if (cause instanceof HttpTimeoutException) {
        return "did not answer in time";
      }
      if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
        return "is not a known name";
      }
      if (cause instanceof SSLException) {
        return "could not be spoken to over TLS: " + cause.getMessage();
      }
    }
    return refused
        ? "refused the connection or cannot be reached"
        : "closed the connection without an answer";
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
