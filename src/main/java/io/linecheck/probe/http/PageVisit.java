package io.linecheck.probe.http;

/**
 * What asking for one page came to, as plain data that golden cases can hold.
 *
 * @param url what was asked for
 * @param end how it ended
 * @param version of HTTP in the last answer, {@code 1.1}; empty where none came
 * @param status of the last answer; 0 where none came
 * @param reason its reason phrase
 * @param server its {@code Server}
 * @param location its {@code Location}
 * @param detail what is malformed or broken, or the first words of the body
 * @param waitedMillis how long was waited
 * @param emptyCloses how many connections in a row were closed without a byte
 * @param content what the last answer tells of its content
 */
public record PageVisit(
    String url,
    End end,
    String version,
    int status,
    String reason,
    String server,
    String location,
    String detail,
    long waitedMillis,
    int emptyCloses,
    PageContent content) {
  public PageVisit {
    version = version == null ? "" : version;
    reason = reason == null ? "" : reason;
    server = server == null ? "" : server;
    location = location == null ? "" : location;
    detail = detail == null ? "" : detail;
    content = content == null ? PageContent.UNKNOWN : content;
  }

  /** How a visit ended. */
  public enum End {
    /** With an answer. */
    ANSWERED,
    /** With redirects that come back to where they have been, or never end; {@code detail}. */
    CIRCLE,
    /** With a redirect to a host that does not exist; {@code detail} says how that is known. */
    NOWHERE,
    /** With silence, or a trickle. */
    SILENCE,
    /** With a close in order and not one byte. */
    CLOSED_EMPTY,
    /** With something that is not HTTP. */
    MALFORMED,
    /** With a broken connection. */
    BROKEN,
    /** It could not be asked: no connection could be opened. */
    NOT_ASKED
  }

  /** The visit that an answer amounts to. */
  static PageVisit of(String url, HttpAnswer answer, long waitedMillis, int emptyCloses) {
    return switch (answer) {
      case HttpAnswer.Answer it ->
          new PageVisit(
              url,
              End.ANSWERED,
              it.version(),
              it.status(),
              it.reason(),
              it.header("Server").orElse(""),
              it.header("Location").orElse(""),
              firstWords(it.body().toString()),
              waitedMillis,
              emptyCloses,
              PageContent.of(it));
      case HttpAnswer.NoAnswer(long bytes) ->
          ended(url, End.SILENCE, bytes + " bytes", waitedMillis, emptyCloses);
      case HttpAnswer.ClosedEmpty() -> ended(url, End.CLOSED_EMPTY, "", waitedMillis, emptyCloses);
      case HttpAnswer.Malformed(String what, String raw) ->
          ended(
              url,
              End.MALFORMED,
              what + (raw.isEmpty() ? "" : "; it begins \"" + raw + "\""),
              waitedMillis,
              emptyCloses);
      case HttpAnswer.Broken(String reason) ->
          ended(url, End.BROKEN, reason, waitedMillis, emptyCloses);
    };
  }

  /** A visit without an answer. */
  static PageVisit ended(String url, End end, String detail, long waitedMillis, int emptyCloses) {
    return new PageVisit(
        url, end, "", 0, "", "", "", detail, waitedMillis, emptyCloses, PageContent.UNKNOWN);
  }

  /** The same answer, which leads to no page. */
  PageVisit leadingAstray(End how, String why) {
    return new PageVisit(
        url, how, version, status, reason, server, location, why, waitedMillis, 0, content);
  }

  private static String firstWords(String body) {
    String text = body.replaceAll("<[^>]*>", " ").replaceAll("[^\\x20-\\x7e]+", " ");
    String words = text.replaceAll(" +", " ").strip();
    return words.length() > 80 ? words.substring(0, 80) + "…" : words;
  }
}
