package io.linecheck.probe.sip;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What came back for one request.
 *
 * @param outcome which kind of answer
 * @param status the final status; 0 where none came
 * @param reason its reason phrase
 * @param challenges the digest challenges of a 401 or 407, in their order
 * @param headers the headers that matter, by lower-case name
 * @param bindings the contacts of a 2xx to REGISTER
 * @param detail what was wrong, for the outcomes without a status
 */
public record SipAnswer(
    Outcome outcome,
    int status,
    String reason,
    List<Challenge> challenges,
    Map<String, String> headers,
    List<Binding> bindings,
    String detail) {
  public SipAnswer {
    Objects.requireNonNull(outcome);
    reason = Objects.requireNonNullElse(reason, "");
    challenges = challenges == null ? List.of() : List.copyOf(challenges);
    headers = headers == null ? Map.of() : Map.copyOf(headers);
    bindings = bindings == null ? List.of() : List.copyOf(bindings);
    detail = Objects.requireNonNullElse(detail, "");
  }

  /** How a request ended. */
  public enum Outcome {
    /** A final answer that keeps the rules. */
    ANSWERED,
    /** No final answer until the deadline. */
    SILENT,
    /** The line ended before the answer. */
    LOST,
    /** What came is not the answer of RFC 3261 to this request. */
    MALFORMED
  }

  /**
   * A contact that the registrar holds (RFC 3261 section 10.3).
   *
   * @param uri the contact's URI
   * @param expiresSeconds what is left of it; -1 where it is not told
   */
  public record Binding(String uri, int expiresSeconds) {}

  static SipAnswer bare(Outcome outcome, String detail) {
    return new SipAnswer(outcome, 0, "", List.of(), Map.of(), List.of(), detail);
  }

  /** A header by lower-case name; empty where it is missing. */
  public String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** Whether it is a 2xx. */
  public boolean succeeded() {
    return outcome == Outcome.ANSWERED && status / 100 == 2;
  }

  /** Whether it asks for a digest. */
  public boolean challenges401() {
    return outcome == Outcome.ANSWERED && (status == 401 || status == 407);
  }

  /** What the server calls itself; empty where it does not tell. */
  public String product() {
    String server = header("server");
    return server.isEmpty() ? header("user-agent") : server;
  }

  /** The first challenge that can be answered, the strongest first where both hashes are there. */
  public Optional<Challenge> answerable(boolean proxy) {
    List<Challenge> usable =
        challenges.stream().filter(c -> c.proxy() == proxy && c.answerable()).toList();
    return usable.stream()
        .filter(c -> c.hash().equals(Optional.of("SHA-256")))
        .findFirst()
        .or(() -> usable.stream().findFirst());
  }

  /** In a few words, for evidence: {@code 403 Forbidden}. */
  public String words() {
    return switch (outcome) {
      case ANSWERED -> (status + " " + reason).strip();
      case SILENT, LOST, MALFORMED -> detail;
    };
  }
}
