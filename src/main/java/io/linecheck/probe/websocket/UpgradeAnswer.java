package io.linecheck.probe.websocket;

import java.util.Map;
import java.util.Objects;

/**
 * What came back for one GET or upgrade.
 *
 * @param outcome which kind of answer
 * @param status the HTTP status; 0 where none came
 * @param reason its reason phrase
 * @param headers the headers that matter, by lower-case name
 * @param body the beginning of the body, as far as it came with the head
 * @param detail what was wrong, for the outcomes without a status
 * @param seconds from the first byte sent to the end of the head
 */
public record UpgradeAnswer(
    Outcome outcome,
    int status,
    String reason,
    Map<String, String> headers,
    String body,
    String detail,
    double seconds) {
  public UpgradeAnswer {
    Objects.requireNonNull(outcome);
    reason = Objects.requireNonNullElse(reason, "");
    headers = headers == null ? Map.of() : Map.copyOf(headers);
    body = Objects.requireNonNullElse(body, "");
    detail = Objects.requireNonNullElse(detail, "");
  }

  /** How an attempt ended. */
  public enum Outcome {
    /** A 101 that keeps the rules of RFC 6455 section 4.1. */
    SWITCHED,
    /** Any other final HTTP status. */
    STATUS,
    /** Closed in order before a single byte came. */
    CLOSED_EMPTY,
    /** Reset, or broken by TLS, before a single byte came. */
    BROKEN_EMPTY,
    /** Closed or broken in the middle of the head. */
    CUT_SHORT,
    /** Not HTTP, or a 101 that breaks the rules. */
    MALFORMED,
    /** No whole head until the deadline. */
    SILENT,
    /** No further connection could be opened. */
    NOT_CONNECTED
  }

  /** A header by lower-case name; empty where it is missing. */
  public String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** Whether a WebSocket stands and this sub-protocol is agreed, letter by letter. */
  public boolean agreed(String protocol) {
    return outcome == Outcome.SWITCHED && header("sec-websocket-protocol").equals(protocol);
  }

  /** Whether this is an HTTP answer with the given final status. */
  public boolean isStatus(int wanted) {
    return outcome == Outcome.STATUS && status == wanted;
  }

  /** Whether the connection ended without a single byte. */
  public boolean isEmpty() {
    return outcome == Outcome.CLOSED_EMPTY || outcome == Outcome.BROKEN_EMPTY;
  }

  /** In a few words, for evidence: {@code 404 Not Found}. */
  public String words() {
    return switch (outcome) {
      case SWITCHED -> {
        String protocol = header("sec-websocket-protocol");
        yield protocol.isEmpty()
            ? "101 without a sub-protocol"
            : "101 with sub-protocol '" + protocol + "'";
      }
      case STATUS -> (status + " " + reason).strip();
      case CLOSED_EMPTY -> "closed without a byte";
      case BROKEN_EMPTY -> detail + " without a byte";
      case CUT_SHORT, MALFORMED, SILENT -> detail;
      case NOT_CONNECTED -> "no further connection could be opened";
    };
  }
}
