package io.linecheck.peer;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The SIP behind a {@link StubAsterisk}: user 7999 with password {@code s3cret}. */
final class StubSip {
  static final String USER = "7999";
  static final String PASSWORD = "s3cret";
  private static final Pattern FIELD = Pattern.compile("(\\w+)=(?:\"([^\"]*)\"|([^,\\s]+))");

  /** What outlives a connection. */
  static final class Registrar {
    final Map<String, Integer> bindings = new ConcurrentHashMap<>();
    final AtomicInteger failedLogins = new AtomicInteger();
    final AtomicInteger requests = new AtomicInteger();
    final AtomicInteger added = new AtomicInteger();
    final AtomicInteger challenges = new AtomicInteger();
    final Set<String> nonces = ConcurrentHashMap.newKeySet();
  }

  private final StubAsterisk.Driver driver;
  private final Set<Ailing> ailing;
  private final Registrar registrar;
  private final StubSocket line;
  private final Socket socket;
  private boolean staleGiven;
  private boolean proxyPassed;

  StubSip(
      StubAsterisk.Driver driver,
      Set<Ailing> ailing,
      Registrar registrar,
      StubSocket line,
      Socket socket) {
    this.driver = driver;
    this.ailing = ailing;
    this.registrar = registrar;
    this.line = line;
    this.socket = socket;
    if (has(Ailing.FOREIGN_BINDING)) {
      registrar.bindings.put("sip:agent@192.0.2.7:5060;transport=ws", 500);
    }
  }

  private boolean has(Ailing what) {
    return ailing.contains(what);
  }

  void run() throws IOException, InterruptedException {
    for (Optional<String> text = line.receive(); text.isPresent(); text = line.receive()) {
      if (text.get().startsWith("SIP/2.0") || text.get().isBlank()) {
        continue;
      }
      if (!answer(text.get())) {
        return;
      }
    }
  }

  /** Answers one request; whether the line goes on. */
  private boolean answer(String request) throws IOException, InterruptedException {
    String method = request.substring(0, request.indexOf(' '));
    boolean register = method.equals("REGISTER");
    registrar.requests.incrementAndGet();
    if (has(Ailing.SIP_SILENT)
        || (has(Ailing.OPTIONS_SILENT) && !register)
        || (has(Ailing.REGISTER_SILENT) && register)) {
      return true;
    }
    if (has(Ailing.CLOSES_ON_OPTIONS) || (has(Ailing.CLOSES_ON_REGISTER) && register)) {
      line.close(1001, "");
      return false;
    }
    if (has(Ailing.RESETS_ON_REGISTER) && register) {
      socket.setSoLinger(true, 0);
      return false;
    }
    if (has(Ailing.QUALIFIES)) {
      line.send(qualify());
    }
    if (has(Ailing.TRYING_FIRST)) {
      line.send(reply(request, "100 Trying", ""));
    }
    if (has(Ailing.SLOW) && register) {
      Thread.sleep(600);
    }
    send(register ? register(request) : options(request), request);
    return true;
  }

  private void send(String answer, String request) throws IOException {
    if (has(Ailing.GARBAGE)) {
      line.send("<html>It works!</html>");
    } else if (has(Ailing.BINARY_GARBAGE)) {
      line.sendBinary(new byte[] {0, 1, 2, (byte) 0xff, (byte) 0xfe, 0x7f, '\r', '\n'});
    } else if (has(Ailing.NO_CSEQ)) {
      line.send(answer.replaceAll("CSeq: [^\r]*\r\n", ""));
    } else if (has(Ailing.WRONG_CALL_ID)) {
      line.send(answer.replaceAll("Call-ID: [^\r]*", "Call-ID: somebody-else"));
    } else if (has(Ailing.WRONG_CSEQ)) {
      line.send(answer.replaceAll("CSeq: [^\r]*", "CSeq: 4711 INVITE"));
    } else if (has(Ailing.WRONG_BRANCH)) {
      line.send(answer.replaceAll("branch=[^;\r]*", "branch=z9hG4bKother"));
    } else if (has(Ailing.ECHOES_REQUESTS)) {
      line.send(request);
    } else if (has(Ailing.STATUS_999)) {
      line.send(answer.replaceAll("^SIP/2.0 \\d+", "SIP/2.0 999"));
    } else if (has(Ailing.FRAGMENTS_ANSWERS)) {
      line.sendInFragments(answer);
    } else if (has(Ailing.NO_CONTENT_LENGTH)) {
      line.send(answer.replace("Content-Length: 0\r\n", ""));
    } else {
      line.send(answer);
    }
  }

  private String options(String request) {
    if (has(Ailing.FORBIDDEN_TO_ALL)) {
      return reply(request, "403 Forbidden", "");
    }
    Matcher extension = Pattern.compile("^OPTIONS sip:([^@ ]+)@").matcher(request);
    if (driver == StubAsterisk.Driver.PJSIP && !authorized(request)) {
      return challenge(request, false);
    }
    return extension.find() && !extension.group(1).equals("9196")
        ? reply(request, "404 Not Found", "")
        : reply(request, "200 OK", "Allow: OPTIONS, REGISTER, INVITE, ACK, BYE\r\n");
  }

  private String register(String request) {
    String user = field(request, "To").replaceAll(".*sip:([^@>]+)@.*", "$1");
    Map<Ailing, String> fixed = new LinkedHashMap<>();
    fixed.put(Ailing.ANSWERS_405, "405 Method Not Allowed");
    fixed.put(Ailing.ANSWERS_501, "501 Not Implemented");
    fixed.put(Ailing.ANSWERS_420, "420 Bad Extension");
    fixed.put(Ailing.ANSWERS_480, "480 Temporarily Unavailable");
    fixed.put(Ailing.ANSWERS_500, "500 Server Internal Error");
    fixed.put(Ailing.ANSWERS_603, "603 Decline");
    fixed.put(Ailing.FORBIDDEN_TO_ALL, "403 Forbidden");
    for (Map.Entry<Ailing, String> entry : fixed.entrySet()) {
      if (has(entry.getKey())) {
        return reply(request, entry.getValue(), "");
      }
    }
    if (has(Ailing.ANSWERS_503)) {
      return reply(request, "503 Service Unavailable", "Retry-After: 120\r\n");
    }
    if (has(Ailing.FORBIDDEN_TO_USER) && user.equals(USER)) {
      return reply(request, "403 Forbidden", "");
    }
    if (has(Ailing.NO_QUERY) && field(request, "Contact").isEmpty()) {
      return reply(request, "400 Missing Contact Header", "");
    }
    boolean known = user.equals(USER);
    if (!known && has(Ailing.UNKNOWN_USER_404)) {
      return reply(request, "404 Not Found", "");
    }
    String authorization =
        field(request, has(Ailing.ASKS_AS_PROXY) ? "Proxy-Authorization" : "Authorization");
    if (has(Ailing.NO_PASSWORD_ASKED)) {
      return admitted(request);
    }
    if (authorization.isEmpty()) {
      return challenge(request, false);
    }
    if (has(Ailing.ASKS_TWICE) && !proxyPassed) {
      proxyPassed = true;
      return challenge(request, false)
          .replace("401 Unauthorized", "407 Proxy Authentication Required")
          .replace("WWW-", "Proxy-");
    }
    if (has(Ailing.STALE_FOR_EVER) || (has(Ailing.STALE_ONCE) && !staleGiven)) {
      staleGiven = true;
      return challenge(request, true);
    }
    if (!known || has(Ailing.REALM_CHANGES) || !authorized(request)) {
      registrar.failedLogins.incrementAndGet();
      return (known || has(Ailing.HIDES_USERS)) && driver == StubAsterisk.Driver.CHAN_SIP
          ? reply(request, "403 Forbidden", "")
          : known && driver == StubAsterisk.Driver.FREESWITCH
              ? reply(request, "403 Forbidden", "")
              : challenge(request, false);
    }
    return admitted(request);
  }

  private String admitted(String request) {
    String date = "Date: Sat, 21 Nov 2026 00:00:00 GMT\r\n";
    String contact = field(request, "Contact");
    if (has(Ailing.FORBIDDEN_AFTER_LOGIN)) {
      return reply(request, "403 Forbidden", "");
    }
    if (has(Ailing.REDIRECTS)) {
      return reply(request, "302 Moved Temporarily", "Contact: <sip:other.example.com>\r\n");
    }
    if (has(Ailing.CONTACT_ACL_603) && !contact.isEmpty()) {
      return reply(request, "603 Denied", date);
    }
    if (has(Ailing.CONTACT_ACL_CHALLENGES) && !contact.isEmpty()) {
      return challenge(request, false);
    }
    if (has(Ailing.TRANSPORT_NOT_ALLOWED) || (has(Ailing.CONTACT_ACL) && !contact.isEmpty())) {
      return reply(request, "403 Forbidden", date);
    }
    if (has(Ailing.AOR_MISSING)) {
      return reply(request, "404 Not Found", "");
    }
    if (has(Ailing.ENDPOINT_WITHOUT_AORS) || (has(Ailing.CONTACTS_FULL) && !contact.isEmpty())) {
      return reply(request, "403 Forbidden", "");
    }
    if (!contact.isEmpty()) {
      String uri = contact.replaceAll("^<([^>]*)>.*", "$1");
      int asked = Integer.parseInt(field(request, "Expires"));
      if (asked == 0) {
        registrar.bindings.remove(uri);
      } else if (has(Ailing.WANTS_300) && asked < 300) {
        return reply(request, "423 Interval Too Brief", "Min-Expires: 300\r\n");
      } else {
        registrar.added.incrementAndGet();
        registrar.bindings.put(uri, has(Ailing.GRANTS_30) ? 30 : asked);
      }
    }
    StringBuilder contacts = new StringBuilder(date);
    registrar.bindings.forEach((uri, expires) ->
        contacts.append(
            has(Ailing.NAMES_NO_CONTACT)
                ? ""
                : "Contact: <%s>;expires=%d\r\n"
                    .formatted(uri, has(Ailing.GRANTS_NOTHING) ? 0 : expires - 1)));
    return reply(request, "200 OK", contacts.toString());
  }

  private String challenge(String request, boolean stale) {
    int number = registrar.challenges.incrementAndGet();
    String realm = has(Ailing.REALM_CHANGES) ? "realm" + number : "asterisk";
    String nonce =
        switch (driver) {
          case PJSIP -> "1795227323/" + String.format(Locale.ROOT, "%032x", number);
          case CHAN_SIP -> String.format(Locale.ROOT, "%08x", number);
          case FREESWITCH -> String.format(Locale.ROOT, "%08x-0000-4000-8000-000000000000", number);
          case ANONYMOUS -> "Zm9vYmFy" + number + "==";
        };
    registrar.nonces.add(nonce);
    String end = stale ? ",stale=true" : "";
    String name = has(Ailing.ASKS_AS_PROXY) ? "Proxy-Authenticate: " : "WWW-Authenticate: ";
    StringBuilder headers = new StringBuilder();
    for (String algorithm : algorithms()) {
      headers.append(name);
      headers.append(
          switch (driver) {
            case CHAN_SIP ->
                "Digest algorithm=%s, realm=\"%s\", nonce=\"%s\"%s"
                    .formatted(algorithm, realm, nonce, end);
            case PJSIP, FREESWITCH, ANONYMOUS ->
                "Digest realm=\"%s\",nonce=\"%s\",opaque=\"3a43efd637e61898\",algorithm=%s%s%s"
                    .formatted(
                        realm,
                        nonce,
                        algorithm,
                        end,
                        has(Ailing.NO_QOP)
                            ? ""
                            : has(Ailing.ONLY_AUTH_INT) ? ",qop=\"auth-int\"" : ",qop=\"auth\"");
          });
      headers.append("\r\n");
    }
    String status =
        has(Ailing.ASKS_AS_PROXY) ? "407 Proxy Authentication Required" : "401 Unauthorized";
    return reply(request, status, has(Ailing.CHALLENGE_WITHOUT_HEADER) ? "" : headers.toString());
  }

  private List<String> algorithms() {
    if (has(Ailing.ONLY_AKA)) {
      return List.of("AKAv1-MD5");
    }
    if (has(Ailing.ONLY_SHA256)) {
      return List.of("SHA-256");
    }
    return has(Ailing.SHA256_AND_MD5) ? List.of("SHA-256", "MD5") : List.of("MD5");
  }

  private boolean authorized(String request) {
    String value =
        field(request, has(Ailing.ASKS_AS_PROXY) ? "Proxy-Authorization" : "Authorization");
    Map<String, String> given = new LinkedHashMap<>();
    Matcher matcher = FIELD.matcher(value);
    while (matcher.find()) {
      given.put(matcher.group(1), matcher.group(2) == null ? matcher.group(3) : matcher.group(2));
    }
    if (!registrar.nonces.contains(given.getOrDefault("nonce", ""))) {
      return false;
    }
    String hash = given.getOrDefault("algorithm", "MD5");
    String method = request.substring(0, request.indexOf(' '));
    String secret = hex(hash, USER + ":" + given.get("realm") + ":" + PASSWORD);
    String asked = hex(hash, method + ":" + given.get("uri"));
    String expected =
        given.containsKey("qop")
            ? hex(
                hash,
                String.join(
                    ":",
                    secret,
                    given.get("nonce"),
                    given.get("nc"),
                    given.get("cnonce"),
                    given.get("qop"),
                    asked))
            : hex(hash, String.join(":", secret, given.get("nonce"), asked));
    return expected.equals(given.get("response")) && USER.equals(given.get("username"));
  }

  private String reply(String request, String status, String headers) {
    String via = field(request, "Via");
    String branch = via.replaceAll(".*branch=([^;]*).*", "$1");
    String server =
        switch (driver) {
          case PJSIP -> "Server: Asterisk PBX 20.11.0\r\n";
          case CHAN_SIP -> "Server: Asterisk PBX 16.30.1-vici\r\n";
          case FREESWITCH -> "User-Agent: FreeSWITCH-mod_sofia/1.10.12\r\n";
          case ANONYMOUS -> "";
        };
    return "SIP/2.0 %s\r\nVia: %s;rport=1;received=127.0.0.1\r\nCall-ID: %s\r\nFrom: %s\r\nTo: %s;tag=%s\r\nCSeq: %s\r\n%s%sContent-Length: %d\r\n\r\n"
        .formatted(
            status,
            via,
            field(request, "Call-ID"),
            field(request, "From"),
            field(request, "To"),
            branch,
            field(request, "CSeq"),
            server,
            headers,
            has(Ailing.BODY_MISSING) ? 120 : 0);
  }

  private static String qualify() {
    return "OPTIONS sip:linecheck@x.invalid SIP/2.0\r\nVia: SIP/2.0/WSS 127.0.0.1:8089;branch=z9hG4bKq\r\n"
        + "From: <sip:7999@127.0.0.1>;tag=q\r\nTo: <sip:linecheck@x.invalid>\r\nCall-ID: qualify\r\n"
        + "CSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n";
  }

  private static String field(String message, String name) {
    Matcher matcher = Pattern.compile("(?im)^" + name + ":[ \\t]*([^\\r\\n]*)").matcher(message);
    return matcher.find() ? matcher.group(1) : "";
  }

  private static String hex(String hash, String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance(hash).digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
