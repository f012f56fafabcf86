package io.linecheck.renewal.dns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.linecheck.renewal.dns.DnsProviderException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * Requests to a provider's HTTP API: one deadline, at most a mebibyte of answer, 429 obeyed once
 * where it asks for a short wait. Credentials are in headers only and never in a text.
 */
final class RestApi {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final int LARGEST = 1 << 20;
  private static final int TRIES = 3;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final URI base;
  private final Map<String, String> headers;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  RestApi(String name, URI base, Map<String, String> headers) {
    this.name = name;
    this.base = base;
    this.headers = headers;
  }

  /**
   * An answer.
   *
   * @param status the HTTP status
   * @param text its body
   */
  record Reply(int status, String text) {
    /** The body as JSON; missing where it is none. */
    JsonNode json() {
      try {
        return text.isBlank() ? MissingNode.getInstance() : JSON.readTree(text);
      } catch (JsonProcessingException e) {
        return MissingNode.getInstance();
      }
    }
  }

  String name() {
    return name;
  }

  URI uri(String path) {
    String root = base.toString();
    return URI.create((root.endsWith("/") ? root.substring(0, root.length() - 1) : root) + path);
  }

  /** A request whose answer must be 2xx, or one of these statuses. */
  Reply call(String method, String path, String body, int... allowed) throws InterruptedException {
    return call(method, uri(path), body, headers, allowed);
  }

  Reply call(String method, URI uri, String body, Map<String, String> sent, int... allowed)
      throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      HttpResponse<InputStream> response = send(method, uri, body, sent);
      Reply reply = new Reply(response.statusCode(), text(response));
      if (reply.status() / 100 == 2 || contains(allowed, reply.status())) {
        return reply;
      }
      Duration wait = retryAfter(response, attempt);
      boolean again = reply.status() == 429 || reply.status() >= 500 || isThrottled(reply);
      if (!again || attempt == TRIES || wait.compareTo(LONGEST_WAIT) > 0) {
        throw refused(method + " " + uri.getPath(), reply);
      }
      Thread.sleep(wait);
    }
  }

  /** Amazon says with status 400 that it may be asked again in a moment. */
  private static boolean isThrottled(Reply reply) {
    return reply.status() == 400
        && (reply.text().contains("<Code>Throttling")
            || reply.text().contains("<Code>PriorRequestNotComplete"));
  }

  private static boolean contains(int[] allowed, int status) {
    for (int one : allowed) {
      if (one == status) {
        return true;
      }
    }
    return false;
  }

  private static Duration retryAfter(HttpResponse<?> response, int attempt) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("\\d{1,6}"))
        .map(value -> Duration.ofSeconds(Long.parseLong(value)))
        .orElse(Duration.ofMillis(500L * attempt));
  }

  private HttpResponse<InputStream> send(
      String method, URI uri, String body, Map<String, String> sent) throws InterruptedException {
    HttpRequest.BodyPublisher content =
        body.isEmpty()
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(TIMEOUT).method(method, content);
    sent.forEach(request::setHeader);
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new DnsProviderException(
          Kind.OTHER,
          name + ": no answer from " + uri.getAuthority() + " (" + e.getMessage() + ")");
    }
  }

  private String text(HttpResponse<InputStream> response) {
    try (InputStream in = response.body()) {
      return new String(in.readNBytes(LARGEST), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new DnsProviderException(Kind.OTHER, name + ": its answer broke off");
    }
  }

  private DnsProviderException refused(String what, Reply reply) {
    Kind kind =
        switch (reply.status()) {
          case 401, 403 -> Kind.CREDENTIALS;
          case 429 -> Kind.LIMITED;
          default -> Kind.OTHER;
        };
    String said = reply.text().replaceAll("\\s+", " ").strip();
    return new DnsProviderException(
        kind,
        name
            + " answered "
            + reply.status()
            + " to "
            + what
            + (said.isEmpty()
                ? ""
                : ": " + (said.length() > 300 ? said.substring(0, 300) + "…" : said)));
  }

  static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
