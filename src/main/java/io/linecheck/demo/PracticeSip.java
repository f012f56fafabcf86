package io.linecheck.demo;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The SIP side of a practice dialer: OPTIONS and REGISTER with MD5 digest (RFC 3261, RFC 8760),
 * answered the way Asterisk's PJSIP does. One for each WebSocket; runs on its event loop.
 */
final class PracticeSip {
  private static final String REALM = "asterisk";

  private final PracticePhone phone;
  private final Map<String, String> bindings;

  /**
   * The SIP side of one connection.
   *
   * @param bindings contact by user, shared by all connections of the dialer
   */
  PracticeSip(PracticePhone phone, Map<String, String> bindings) {
    this.phone = phone;
    this.bindings = bindings;
  }

  /**
   * The answer to a request; empty where it deserves none (a response, an ACK, something that is
   * not SIP).
   */
  Optional<String> answer(String request, Instant now) {
    List<String> lines = request.lines().takeWhile(line -> !line.isEmpty()).toList();
    if (lines.isEmpty() || !lines.getFirst().endsWith(" SIP/2.0")) {
      return Optional.empty();
    }
    String method = lines.getFirst().substring(0, lines.getFirst().indexOf(' '));
    Map<String, String> headers = headers(lines);
    return switch (method) {
      case "OPTIONS" ->
          Optional.of(
              reply(
                  lines, "200 OK", List.of("Allow: OPTIONS, REGISTER, INVITE, ACK, BYE, CANCEL")));
      case "REGISTER" -> Optional.of(register(lines, headers, now));
      case "ACK" -> Optional.empty();
      default -> Optional.of(reply(lines, "405 Method Not Allowed", List.of()));
    };
  }

  private String register(List<String> lines, Map<String, String> headers, Instant now) {
    String authorization = headers.get("authorization");
    if (authorization == null || !proves(authorization)) {
      return reply(
          lines,
          "401 Unauthorized",
          List.of(
              "WWW-Authenticate: Digest realm=\""
                  + REALM
                  + "\",nonce=\""
                  + now.getEpochSecond()
                  + "/72d120851d9ec1edd0118ba7e348524d\",opaque=\"43a3fd637e616898\",algorithm=MD5,qop=\"auth\""));
    }
    String contact = headers.get("contact");
    List<String> extra = new ArrayList<>();
    if (contact != null) {
      boolean removal = contact.contains("expires=0") || "0".equals(headers.get("expires"));
      if (removal) {
        bindings.remove(phone.user());
      } else {
        bindings.put(phone.user(), contact.replaceAll(";expires=[0-9]+", "") + ";expires=60");
        extra.add("Expires: 60");
      }
    }
    String bound = bindings.get(phone.user());
    if (bound != null) {
      extra.add("Contact: " + bound);
    }
    return reply(lines, "200 OK", extra);
  }

  /** Whether a digest response is right (RFC 7616 section 3.4, MD5 with qop=auth). */
  private boolean proves(String authorization) {
    Map<String, String> digest = parameters(authorization);
    if (!phone.user().equals(digest.get("username"))) {
      return false;
    }
    String ha1 = md5(phone.user() + ":" + REALM + ":" + phone.password().value());
    String ha2 = md5("REGISTER:" + digest.getOrDefault("uri", ""));
    String expected =
        md5(
            String.join(
                ":",
                ha1,
                digest.getOrDefault("nonce", ""),
                digest.getOrDefault("nc", ""),
                digest.getOrDefault("cnonce", ""),
                digest.getOrDefault("qop", ""),
                ha2));
    return expected.equals(digest.get("response"));
  }

  private static String reply(List<String> request, String status, List<String> extra) {
    StringBuilder text = new StringBuilder("SIP/2.0 ").append(status).append("\r\n");
    for (String line : request) {
      String name = line.split(":", 2)[0].strip().toLowerCase(Locale.ROOT);
      switch (name) {
        case "via", "from", "call-id", "cseq" -> text.append(line).append("\r\n");
        case "to" ->
            text.append(line.contains(";tag=") ? line : line + ";tag=practice").append("\r\n");
        default -> {}
      }
    }
    text.append("Server: Asterisk PBX 20.11.0\r\n");
    extra.forEach(line -> text.append(line).append("\r\n"));
    return text.append("Content-Length: 0\r\n\r\n").toString();
  }

  private static Map<String, String> headers(List<String> lines) {
    Map<String, String> headers = new HashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.putIfAbsent(
            line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
            line.substring(colon + 1).strip());
      }
    }
    return headers;
  }

  private static Map<String, String> parameters(String digest) {
    Map<String, String> parameters = new HashMap<>();
    for (String part :
        digest.replaceFirst("(?i)^digest ", "").split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1)) {
      String[] pair = part.strip().split("=", 2);
      if (pair.length == 2) {
        parameters.put(pair[0].strip().toLowerCase(Locale.ROOT), pair[1].strip().replace("\"", ""));
      }
    }
    return parameters;
  }

  private static String md5(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
