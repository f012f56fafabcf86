package io.linecheck.probe.sip;

import gov.nist.core.CommonLogger;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.List;
import java.util.Locale;

/**
 * Parses one SIP message of a WebSocket (RFC 3261 section 7, RFC 7118 section 5) with JAIN SIP and
 * checks what its parser lets pass: that the mandatory headers are there.
 */
final class SipReader {
  static {
    // The parser's own logger is log4j 1, which is not there: its first debug line would throw.
    CommonLogger.legacyLogger = new QuietLogger();
  }

  private static final List<String> MANDATORY = List.of("Via", "From", "To", "Call-ID", "CSeq");

  /** What a text turned out to be. */
  sealed interface Parsed {
    /** An answer. */
    record Response(SIPResponse message) implements Parsed {}

    /** A request of the server's. */
    record Request(SIPRequest message) implements Parsed {}

    /** White space only: a keep-alive (RFC 5626 section 3.5.1). */
    record KeepAlive() implements Parsed {}

    /** Not SIP. */
    record Broken(String why) implements Parsed {}
  }

  /** Parses a text. */
  Parsed read(String text) {
    if (text.isBlank()) {
      return new Parsed.KeepAlive();
    }
    int end = text.indexOf("\r\n\r\n");
    String head = end < 0 ? text.stripTrailing() + "\r\n" : text.substring(0, end + 2);
    String body = end < 0 ? "" : text.substring(end + 4);
    String first = head.lines().findFirst().orElse("");
    if (!first.startsWith("SIP/2.0 ") && !first.endsWith(" SIP/2.0")) {
      return new Parsed.Broken("the first line is '" + shortened(first) + "', not SIP/2.0");
    }
    try {
      SIPMessage message = parse(head, body);
      long promised = promised(head);
      int length = body.getBytes(StandardCharsets.UTF_8).length;
      if (promised > length) {
        return new Parsed.Broken(
            "'%s' promises a body of %d octets and has %d: web phones drop it"
                .formatted(shortened(first), promised, length));
      }
      for (String header : MANDATORY) {
        if (message.getHeader(header) == null) {
          return new Parsed.Broken(shortened(first) + " without " + header);
        }
      }
      return switch (message) {
        case SIPResponse response -> new Parsed.Response(response);
        case SIPRequest request -> new Parsed.Request(request);
        default -> new Parsed.Broken("neither request nor answer: '" + shortened(first) + "'");
      };
    } catch (ParseException | RuntimeException e) {
      // The parser meets hostile input with whatever exception comes to it.
      return new Parsed.Broken(
          "'"
              + shortened(first)
              + "' cannot be parsed: "
              + shortened(String.valueOf(e.getMessage())));
    }
  }

  /** RFC 7118 section 5 lets Content-Length be left out; the parser then drops the body. */
  private static SIPMessage parse(String head, String body) throws ParseException {
    StringBuilder whole = new StringBuilder(head.length() + 32 + body.length());
    head.lines()
        .filter(line -> !isContentLength(line))
        .forEach(line -> whole.append(line).append("\r\n"));
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    whole.append("Content-Length: ").append(length).append("\r\n\r\n").append(body);
    SIPMessage message =
        new StringMsgParser()
            .parseSIPMessage(whole.toString().getBytes(StandardCharsets.UTF_8), true, false, null);
    if (message == null) {
      throw new ParseException("an empty message", 0);
    }
    return message;
  }

  /** The Content-Length of a head; 0 where there is none, or none that can be read. */
  private static long promised(String head) {
    return head.lines()
        .filter(SipReader::isContentLength)
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .filter(value -> value.matches("\\d{1,9}"))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElse(0);
  }

  private static boolean isContentLength(String line) {
    String lower = line.toLowerCase(Locale.ROOT);
    return lower.startsWith("content-length") || lower.matches("l\\s*:.*");
  }

  private static String shortened(String text) {
    String printable = text.replaceAll("\\p{Cntrl}", "·");
    return printable.length() <= 80 ? printable : printable.substring(0, 80) + "…";
  }
}
