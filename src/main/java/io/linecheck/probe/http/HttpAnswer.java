package io.linecheck.probe.http;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one HTTP request came to. */
public sealed interface HttpAnswer {
  /**
   * An answer whose head is complete and well-formed.
   *
   * @param version {@code 1.1}
   * @param status 100 to 999
   * @param reason the reason phrase as sent
   * @param headers in the order they came, names as sent
   * @param body what came of the body, decoded from chunks, up to the limit
   * @param rest bytes after the answer: for a 101, what the next protocol has already said
   */
  record Answer(
      String version,
      int status,
      String reason,
      List<Map.Entry<String, String>> headers,
      Buffer body,
      Buffer rest)
      implements HttpAnswer {
    public Answer {
      headers = List.copyOf(headers);
    }

    /** The first header of this name, in any case. */
    public Optional<String> header(String name) {
      return headers.stream()
          .filter(header -> header.getKey().equalsIgnoreCase(name))
          .map(Map.Entry::getValue)
          .findFirst();
    }
  }

  /**
   * No complete head until the deadline.
   *
   * @param bytes how many came
   */
  record NoAnswer(long bytes) implements HttpAnswer {}

  /** The peer closed in order without a single byte. */
  record ClosedEmpty() implements HttpAnswer {}

  /**
   * What came is not HTTP, ends before its head does, or has no end.
   *
   * @param what which rule it breaks
   * @param raw the first bytes, printable
   */
  record Malformed(String what, String raw) implements HttpAnswer {}

  /**
   * The connection broke before the head was complete.
   *
   * @param reason {@code connection reset}, a TLS alert
   */
  record Broken(String reason) implements HttpAnswer {}
}
