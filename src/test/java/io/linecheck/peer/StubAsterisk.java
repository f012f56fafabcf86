package io.linecheck.peer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/**
 * A stub of Asterisk's HTTP server with {@code /ws}: replays its answers, with switches for each
 * fault, and counts what it is asked. Over plain TCP, or TLS where it is given a context.
 */
public final class StubAsterisk implements AutoCloseable {
  /** Which SIP stack answers. */
  public enum Driver {
    PJSIP,
    CHAN_SIP,
    FREESWITCH,
    ANONYMOUS
  }

  private final ServerSocket server;
  private final Driver driver;
  private final Set<Ailing> ailing;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final StubSip.Registrar registrar = new StubSip.Registrar();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger politeEnds = new AtomicInteger();

  /** Starts one over plain TCP on a free port of 127.0.0.1. */
  public StubAsterisk(Driver driver, Ailing... ailing) {
    this(Optional.empty(), driver, ailing);
  }

  /** Starts one, over TLS where there is a context. */
  public StubAsterisk(Optional<SSLContext> tls, Driver driver, Ailing... ailing) {
    this.driver = driver;
    this.ailing = Set.copyOf(Arrays.asList(ailing));
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      this.server =
          tls.isPresent()
              ? tls.get().getServerSocketFactory().createServerSocket(0, 50, loopback)
              : new ServerSocket(0, 50, loopback);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** Where it listens. */
  public int port() {
    return server.getLocalPort();
  }

  /** How many connections it has accepted. */
  public int connections() {
    return connections.get();
  }

  /** How many WebSockets were ended with a close frame from the client. */
  public int politeEnds() {
    return politeEnds.get();
  }

  /** Digests it has refused. */
  public int failedLogins() {
    return registrar.failedLogins.get();
  }

  /** How many requests it was sent. */
  public int requests() {
    return registrar.requests.get();
  }

  /** How many contacts were added. */
  public int added() {
    return registrar.added.get();
  }

  /** Contacts it holds now. */
  public List<String> bindings() {
    return List.copyOf(registrar.bindings.keySet());
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean has(Ailing what) {
    return ailing.contains(what);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        int number = connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket, number));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket, int number) {
    try (socket) {
      socket.setTcpNoDelay(true);
      if (has(Ailing.ALWAYS_RESET)) {
        readHead(socket.getInputStream());
        socket.setSoLinger(true, 0);
        return;
      }
      if (has(Ailing.SESSION_LIMIT) || (has(Ailing.CLOSED_ONCE) && number == 1)) {
        socket.shutdownOutput();
        drain(socket);
        return;
      }
      Optional<Map<String, String>> request = readHead(socket.getInputStream());
      if (request.isPresent()) {
        answer(socket, request.get());
      }
    } catch (IOException | InterruptedException gone) {
      // The client went away, which is its right.
    } finally {
      registrar.bindings.keySet().removeIf(uri -> has(Ailing.CUTS_WHAT_IS_QUIET));
      open.remove(socket);
    }
  }

  private static void drain(Socket socket) throws IOException {
    while (socket.getInputStream().read() >= 0) {
      // until the client closes too: otherwise unread bytes turn the close into a reset
    }
  }

  private void answer(Socket socket, Map<String, String> request)
      throws IOException, InterruptedException {
    String path = request.getOrDefault("", "");
    boolean upgrade = request.getOrDefault("upgrade", "").equalsIgnoreCase("websocket");
    String protocol = request.getOrDefault("sec-websocket-protocol", "");
    Optional<String> refusal = refusal(path, upgrade, protocol, request.containsKey("origin"));
    if (refusal.isPresent()) {
      write(socket, refusal.get());
      socket.shutdownOutput();
      drain(socket);
      return;
    }
    if (hostile(socket)) {
      return;
    }
    write(socket, switching(request.getOrDefault("sec-websocket-key", ""), protocol));
    StubSocket frames = new StubSocket(socket);
    if (has(Ailing.CUTS_WHAT_IS_QUIET)) {
      socket.setSoTimeout(1500);
    }
    if (protocol.equalsIgnoreCase("sip")) {
      speak(socket, frames);
    } else {
      frames.receive();
    }
    if (frames.endedPolitely()) {
      politeEnds.incrementAndGet();
    }
  }

  private void speak(Socket socket, StubSocket frames) throws IOException, InterruptedException {
    if (has(Ailing.CLOSE_FRAME_AT_ONCE)) {
      frames.close(1011, "no capacity");
      drain(socket);
    } else if (has(Ailing.HANGS_UP_AT_ONCE)) {
      socket.shutdownOutput();
      drain(socket);
    } else if (!frames.misbehave(ailing)) {
      new StubSip(driver, ailing, registrar, frames, socket).run();
    }
  }

  /** Whether a hostile answer was given instead of a 101. */
  private boolean hostile(Socket socket) throws IOException, InterruptedException {
    if (has(Ailing.SILENT_TO_UPGRADE)) {
      drain(socket);
    } else if (has(Ailing.DRIBBLING)) {
      for (byte b : switching("x", "sip").getBytes(StandardCharsets.US_ASCII)) {
        socket.getOutputStream().write(b);
        Thread.sleep(50);
      }
    } else if (has(Ailing.NOT_HTTP)) {
      write(socket, "220 mail.example.com ESMTP ready\r\n");
      drain(socket);
    } else if (has(Ailing.ENDLESS_HEADERS)) {
      write(socket, "HTTP/1.1 101 Switching Protocols\r\n");
      while (true) {
        write(socket, "X-Padding: " + "a".repeat(1000) + "\r\n");
      }
    } else if (has(Ailing.HEAD_CUT_SHORT)) {
      write(socket, "HTTP/1.1 101 Switching Pro");
      socket.shutdownOutput();
      drain(socket);
    } else {
      return false;
    }
    return true;
  }

  /** Everything that is no 101. */
  private Optional<String> refusal(String path, boolean upgrade, String protocol, boolean origin) {
    String asterisk = "Server: Asterisk/20.11.0\r\n";
    String versions = "Sec-WebSocket-Version: 7, 8, 13\r\n";
    if (has(Ailing.STOPPING)) {
      return status("503 Service Unavailable", asterisk, "<h1>Shutdown in progress</h1>");
    }
    if (has(Ailing.PROXY_503)) {
      return status("503 Service Temporarily Unavailable", "Server: nginx/1.22.1\r\n", "");
    }
    if (!path.equals("/ws") || has(Ailing.MODULE_MISSING)) {
      return status("404 Not Found", asterisk, "<h1>Not Found</h1>");
    }
    if (!upgrade) {
      return status("426 Upgrade Required", asterisk, "");
    }
    Map<Ailing, String> fixed = new HashMap<>();
    fixed.put(Ailing.PROXY_200, "200 OK");
    fixed.put(Ailing.PROXY_426, "426 Upgrade Required");
    fixed.put(Ailing.PROXY_502, "502 Bad Gateway");
    fixed.put(Ailing.UPGRADE_401, "401 Unauthorized");
    fixed.put(Ailing.UPGRADE_403, "403 Forbidden");
    fixed.put(Ailing.UPGRADE_405, "405 Method Not Allowed");
    fixed.put(Ailing.UPGRADE_500, "500 Internal Server Error");
    fixed.put(Ailing.UPGRADE_504, "504 Gateway Timeout");
    for (Map.Entry<Ailing, String> entry : fixed.entrySet()) {
      if (has(entry.getKey())) {
        return status(entry.getValue(), "Server: nginx/1.22.1\r\n", "");
      }
    }
    if (has(Ailing.UPGRADE_REDIRECTED)) {
      return status("301 Moved Permanently", "Location: https://elsewhere.example/ws\r\n", "");
    }
    if (has(Ailing.ORIGIN_REFUSED) && origin) {
      return status("403 Forbidden", "", "");
    }
    if (has(Ailing.VERSION_8_ONLY)) {
      return status("426 Upgrade Required", "Sec-WebSocket-Version: 7, 8\r\n", "");
    }
    boolean known = protocol.equalsIgnoreCase("sip") || protocol.equals("echo");
    boolean refused =
        has(Ailing.SUBPROTOCOL_REFUSED)
            || (has(Ailing.SIP_DRIVER_MISSING) && protocol.equalsIgnoreCase("sip"))
            || (!known && !(has(Ailing.SIP_DRIVER_MISSING) && protocol.isEmpty()));
    return refused ? status("400 Bad Request", versions, "") : Optional.empty();
  }

  private static Optional<String> status(String line, String headers, String body) {
    return Optional.of(
        "HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s"
            .formatted(line, headers, body.length(), body));
  }

  private String switching(String key, String protocol) {
    String agreed = has(Ailing.SUBPROTOCOL_IN_CAPITALS) ? "SIP" : protocol;
    return "HTTP/1.1 101 Switching Protocols\r\n"
        + (has(Ailing.NO_UPGRADE_HEADER) ? "" : "Upgrade: websocket\r\n")
        + "Connection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: "
        + (has(Ailing.WRONG_ACCEPT) ? accept("another key") : accept(key))
        + "\r\n"
        + (has(Ailing.UNASKED_EXTENSION) ? "Sec-WebSocket-Extensions: permessage-deflate\r\n" : "")
        + (has(Ailing.SUBPROTOCOL_IGNORED) || protocol.isEmpty()
            ? ""
            : "Sec-WebSocket-Protocol: " + agreed + "\r\n")
        + "\r\n";
  }

  private static String accept(String key) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-1")
                  .digest(
                      (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                          .getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  /** The head by lower-case name; the path under the empty name. */
  private static Optional<Map<String, String>> readHead(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        return Optional.empty();
      }
      head.write(b);
    }
    Map<String, String> fields = new HashMap<>();
    List<String> lines = head.toString(StandardCharsets.UTF_8).lines().toList();
    fields.put("", lines.getFirst().split(" ")[1]);
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        fields.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
    return Optional.of(fields);
  }
}
