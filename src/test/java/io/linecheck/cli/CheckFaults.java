package io.linecheck.cli;

import io.linecheck.peer.Ailing;
import io.linecheck.peer.FaultyPeer;
import io.linecheck.peer.FreePorts;
import io.linecheck.peer.StubAsterisk.Driver;
import io.linecheck.probe.turn.FaultyTurn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The table of injected faults: how each is made, and the one code it must give. */
final class CheckFaults {
  /**
   * A row.
   *
   * @param what is broken
   * @param code the leading finding of the target
   * @param severity of it
   * @param args the command line without {@code --json}
   */
  record Row(String what, String code, String severity, Making args) {
    /** With an option given another value. */
    Row with(String option, String value) {
      return new Row(
          what + " " + option + " " + value,
          code,
          severity,
          peers -> {
            List<String> changed = new ArrayList<>(args.of(peers));
            changed.set(changed.indexOf(option) + 1, value);
            return changed;
          });
    }
  }

  /** Makes the broken door and the command line that meets it. */
  @FunctionalInterface
  interface Making {
    /** The arguments. */
    List<String> of(Peers peers) throws IOException;
  }

  /** These are waited for; the others answer, however late on a busy machine. */
  private static final Set<Ailing> SILENT =
      EnumSet.of(Ailing.SIP_SILENT, Ailing.SILENT_TO_UPGRADE, Ailing.ENDLESS_HEADERS);

  private static final String DRIBBLE = "HTTP/1.1 200 OK\r\nX-Slow: ";

  private CheckFaults() {}

  static List<Row> all() {
    List<Row> rows = new ArrayList<>();
    rows.addAll(connections());
    rows.addAll(handshakes());
    rows.addAll(certificates());
    rows.addAll(pages());
    rows.addAll(upgrades());
    rows.addAll(registrations());
    rows.addAll(relays());
    return rows;
  }

  private static Row critical(String what, String code, Making args) {
    return new Row(what, code, "critical", args);
  }

  private static Row warning(String what, String code, Making args) {
    return new Row(what, code, "warning", args);
  }

  /** The door of the phone is this port, the agent page is healthy. */
  private static Making wssAt(PortOf port) {
    return peers -> peers.doors(Peers.at("wss", port.of(peers)) + "/ws");
  }

  /** The door of the agent page is this port, the phone's is healthy; two seconds in all. */
  private static Making httpsAt(PortOf port) {
    return peers -> quick(peers.doors(Peers.at("https", port.of(peers)) + "/"));
  }

  @FunctionalInterface
  private interface PortOf {
    int of(Peers peers) throws IOException;
  }

  private static List<String> quick(List<String> args) {
    args.addAll(List.of("--timeout", "6s"));
    return args;
  }

  private static List<Row> connections() {
    return List.of(
        critical("closed wss port", "port-refused", wssAt(peers -> FreePorts.closed())),
        critical("closed https port", "port-refused", httpsAt(peers -> FreePorts.closed())),
        critical("filtered port", "port-filtered", httpsAt(Peers::filtered)),
        critical(
            "silence after accept",
            "tls-no-answer",
            httpsAt(peers -> peers.keep(FaultyPeer.silent()).port())),
        critical(
            "end of file in the handshake",
            "tls-closed-in-handshake",
            wssAt(peers -> peers.keep(FaultyPeer.closing()).port())),
        critical(
            "reset in the handshake",
            "tls-closed-in-handshake",
            wssAt(peers -> peers.keep(FaultyPeer.resetting()).port())),
        critical(
            "plain HTTP on the TLS port",
            "tls-plaintext-service",
            peers -> peers.doors(peers.wss("plain"))),
        critical(
            "plain HTTP that waits for the end of a line",
            "tls-plaintext-service",
            httpsAt(peers -> peers.keep(FaultyPeer.tcp(CheckFaults::patientPage)).port())),
        critical(
            "another protocol on the TLS port",
            "tls-plaintext-service",
            wssAt(peers -> peers.keep(FaultyPeer.saying("SSH-2.0-OpenSSH_9.2\r\n")).port())));
  }

  /** Answers a whole request, and to anything else waits for more. */
  private static void patientPage(java.net.Socket socket) throws IOException {
    StringBuilder request = new StringBuilder();
    for (int c = socket.getInputStream().read(); c >= 0; c = socket.getInputStream().read()) {
      request.append((char) c);
      if (request.indexOf("GET ") == 0 && request.toString().endsWith("\r\n\r\n")) {
        FaultyPeer.send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        return;
      }
    }
  }

  private static List<Row> handshakes() {
    return List.of(
        critical(
            "handshake refused by an alert",
            "tls-handshake-refused",
            peers -> peers.doors(peers.https("rejects"))),
        critical(
            "TLS 1.0 only", "tls-version-obsolete", peers -> peers.doors(peers.https("tls1.0"))),
        critical(
            "TLS 1.1 only", "tls-version-obsolete", peers -> peers.doors(peers.https("tls1.1"))),
        critical(
            "no group but the one that Chrome does not offer",
            "tls-handshake-refused",
            peers -> peers.doors(peers.https("p521-group"))),
        warning(
            "TLS 1.1 too", "tls-version-obsolete", peers -> peers.doors(peers.https("tls1.1-too"))),
        critical(
            "client certificate asked for at the phone's door",
            "tls-client-certificate-requested",
            peers -> peers.doors(peers.wss("asks-certificate"))),
        critical(
            "client certificate asked for",
            "tls-client-certificate-requested",
            peers -> peers.doors(peers.https("asks-certificate"))));
  }

  private static Row served(String site, String code) {
    return critical("served at https: " + site, code, peers -> onlyHttps(peers, site));
  }

  private static List<String> onlyHttps(Peers peers, String site) {
    List<String> args = new ArrayList<>(peers.base());
    Peers.services(args, peers.https(site));
    args.addAll(List.of("--only", "https"));
    return args;
  }

  private static List<Row> certificates() {
    return List.of(
        served("expired", "certificate-expired"),
        served("not-yet-valid", "certificate-not-yet-valid"),
        served("ends-today", "certificate-expiring"),
        warning("served: expiring", "certificate-expiring", peers -> onlyHttps(peers, "expiring")),
        warning(
            "served: renewal overdue",
            "certificate-renewal-overdue",
            peers -> onlyHttps(peers, "overdue")),
        served("wrong-name", "certificate-name-mismatch"),
        served("no-san", "certificate-san-missing"),
        served("self-signed", "certificate-self-signed"),
        served("unknown-root", "certificate-root-untrusted"),
        served("no-intermediate", "certificate-chain-incomplete"),
        served("demands-staple", "certificate-constraint-violated"),
        served("staples-revoked", "certificate-revoked"),
        warning(
            "served: an OCSP answer that does not know the certificate",
            "certificate-constraint-violated",
            peers -> onlyHttps(peers, "staples-unknown")),
        critical(
            "revoked in the list that it names",
            "certificate-revoked",
            only("https", Peers::revoked)),
        critical("RSA key of 1024 bits", "certificate-key-weak", only("https", Peers::weakKey)),
        critical("key on P-521", "certificate-key-weak", only("https", Peers::largestCurve)),
        critical(
            "wss kept the expired certificate that https had renewed",
            "certificate-drift-between-services",
            peers -> peers.doors(peers.asteriskSince(100))),
        warning(
            "wss kept an older certificate, still valid",
            "certificate-drift-between-services",
            peers -> peers.doors(peers.asteriskSince(50))));
  }

  private static List<Row> pages() {
    return List.of(
        critical(
            "page answers 403",
            "http-status-unexpected",
            peers -> peers.doors(peers.https("page-403"))),
        critical(
            "page answers 500",
            "http-status-unexpected",
            peers -> peers.doors(peers.https("page-500"))),
        critical(
            "page leads back to itself",
            "http-status-unexpected",
            peers -> peers.doors(peers.https("circle"))),
        critical(
            "page and log-in lead to each other",
            "http-status-unexpected",
            peers -> peers.doors(peers.https("circle-of-two"))),
        critical(
            "page leads to no page",
            "http-status-unexpected",
            peers -> peers.doors(peers.https("nowhere"))),
        critical(
            "page closes without a byte",
            "http-session-limit",
            peers -> peers.doors(peers.https("closes"))),
        critical(
            "page sends people to plain http",
            "http-page-insecure",
            peers -> peers.doors(peers.https("to-http"))),
        critical(
            "silence to GET",
            "http-no-answer",
            afterTls(
                "https",
                "/",
                socket -> {
                  FaultyPeer.swallow(socket);
                  FaultyPeer.hold();
                })),
        critical(
            "one byte a second", "http-no-answer", afterTls("https", "/", CheckFaults::dribble)),
        critical(
            "garbage to GET",
            "http-answer-malformed",
            afterTls("https", "/", CheckFaults::garbage)));
  }

  private static Making afterTls(String service, String path, FaultyPeer.Manner manner) {
    return peers -> {
      List<String> args = new ArrayList<>(peers.base());
      Peers.services(args, Peers.at(service, peers.afterTls(manner)) + path);
      args.addAll(List.of("--only", service));
      return quick(args);
    };
  }

  private static void dribble(java.net.Socket socket) throws IOException, InterruptedException {
    FaultyPeer.swallow(socket);
    FaultyPeer.send(socket, DRIBBLE);
    while (true) {
      TimeUnit.MILLISECONDS.sleep(300);
      socket.getOutputStream().write("a".getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
    }
  }

  private static void garbage(java.net.Socket socket) throws IOException {
    FaultyPeer.swallow(socket);
    FaultyPeer.send(socket, "\u0001\u0002 this is not HTTP\r\n\r\n");
  }

  private static Row upgrade(String site, String code) {
    return critical(
        "nginx answers the upgrade: " + site, code, peers -> peers.doors(peers.wss(site)));
  }

  private static List<Row> upgrades() {
    return List.of(
        critical(
            "wrong path at Kamailio",
            "websocket-path-unknown",
            peers -> peers.doors(peers.kamailio("/nothing"))),
        upgrade("up-403", "websocket-upgrade-refused"),
        upgrade("up-404", "websocket-path-unknown"),
        upgrade("up-426", "websocket-upgrade-lost"),
        upgrade("up-502", "websocket-upgrade-lost"),
        upgrade("up-503", "websocket-upgrade-refused"),
        upgrade("up-200", "websocket-upgrade-lost"),
        asterisk(Ailing.SIP_DRIVER_MISSING, "websocket-sip-driver-missing"),
        asterisk(Ailing.SUBPROTOCOL_REFUSED, "websocket-subprotocol-refused"),
        asterisk(Ailing.SUBPROTOCOL_IGNORED, "websocket-subprotocol-not-echoed"),
        asterisk(Ailing.ORIGIN_REFUSED, "websocket-origin-refused"),
        asterisk(Ailing.SILENT_TO_UPGRADE, "websocket-no-answer"),
        asterisk(Ailing.WRONG_ACCEPT, "websocket-handshake-malformed"),
        asterisk(Ailing.GIGABYTE_FRAME, "websocket-handshake-malformed"),
        asterisk(Ailing.ENDLESS_HEADERS, "websocket-handshake-malformed"),
        asterisk(Ailing.CLOSE_FRAME_AT_ONCE, "websocket-closed"),
        upgrade("closes", "http-session-limit"));
  }

  private static Row asterisk(Ailing ailing, String code) {
    return asterisk(Driver.PJSIP, ailing, code, "sip", "critical");
  }

  private static Row asterisk(
      Driver driver, Ailing ailing, String code, String password, String severity) {
    return new Row(
        driver + " " + ailing + " with the password '" + password + "'",
        code,
        severity,
        peers -> {
          List<String> args = new ArrayList<>(peers.base());
          Peers.services(args, peers.asterisk(driver, ailing));
          args.addAll(List.of("--only", "wss", "--sip-user", "7999"));
          args.addAll(List.of("--sip-password-file", peers.file(password)));
          return SILENT.contains(ailing) ? quick(args) : args;
        });
  }

  private static List<Row> registrations() {
    return List.of(
        asterisk(Ailing.SIP_SILENT, "sip-no-answer"),
        asterisk(Ailing.CLOSES_ON_OPTIONS, "sip-connection-lost"),
        asterisk(Ailing.CLOSES_ON_REGISTER, "sip-connection-lost"),
        asterisk(Ailing.GARBAGE, "sip-answer-malformed"),
        asterisk(Driver.CHAN_SIP, Ailing.QUALIFIES, "sip-password-wrong", "wrong", "critical"),
        asterisk(Driver.PJSIP, Ailing.QUALIFIES, "sip-credentials-rejected", "wrong", "critical"),
        asterisk(Driver.CHAN_SIP, Ailing.UNKNOWN_USER_404, "sip-user-unknown", "sip", "critical")
            .with("--sip-user", "7000"),
        asterisk(Ailing.FORBIDDEN_TO_USER, "sip-refused"),
        asterisk(Ailing.FORBIDDEN_TO_ALL, "sip-address-refused"),
        asterisk(Ailing.AOR_MISSING, "sip-aor-missing"),
        asterisk(Ailing.ANSWERS_480, "sip-refused"),
        asterisk(Ailing.ANSWERS_500, "sip-server-error"),
        asterisk(Ailing.ANSWERS_503, "sip-server-error"),
        asterisk(Ailing.STALE_FOR_EVER, "sip-refused"),
        asterisk(Ailing.ONLY_AKA, "sip-digest-unsupported"),
        asterisk(Driver.PJSIP, Ailing.SLOW, "sip-slow", "sip", "warning"));
  }

  /** One way to TURN with a shared secret. */
  private static Row turn(String what, String code, Making door, String secret) {
    return critical(
        what,
        code,
        peers -> {
          List<String> args = door.of(peers);
          args.addAll(List.of("--turn-secret-file", peers.file(secret)));
          return args;
        });
  }

  private static Making only(String service, PortOf port) {
    return peers -> {
      List<String> args = new ArrayList<>(peers.base());
      Peers.services(args, Peers.at(service, port.of(peers)));
      args.addAll(List.of("--only", service));
      return quick(args);
    };
  }

  /** A user and password of coturn's REST scheme instead of the secret. */
  private static Making asUser(String user) {
    return peers -> {
      List<String> args = only("turn-udp", p -> p.coturn().address().getPort()).of(peers);
      args.addAll(List.of("--turn-user", user, "--turn-password-file", peers.rest(user)));
      return args;
    };
  }

  private static List<Row> relays() {
    PortOf coturn = peers -> peers.coturn().address().getPort();
    String rejected = "turn-credentials-rejected";
    return List.of(
        turn("wrong secret over UDP", rejected, only("turn-udp", coturn), "turn-wrong"),
        turn("wrong secret over TCP", rejected, only("turn-tcp", coturn), "turn-wrong"),
        turn(
            "wrong secret over TLS",
            rejected,
            only("turn-tls", peers -> peers.coturn().tlsAddress().getPort()),
            "turn-wrong"),
        critical("expired user", rejected, asUser("1700000000:7999")),
        critical("user before its time stamp", "turn-username-order", asUser("10001:4102444800")),
        turn(
            // It takes a ClientHello for a long STUN message and waits, or for a broken one and
            // resets.
            "coturn without TLS",
            "tls-plaintext-service",
            only("turn-tls", peers -> peers.withoutTls().address().getPort()),
            "turn"),
        turn(
            "TURN over TLS where nothing listens",
            "port-refused",
            only("turn-tls", peers -> FreePorts.closed()),
            "turn"),
        turn("silent UDP", "turn-no-answer", only("turn-udp", Peers::silentUdp), "turn"),
        critical("STUN silent", "stun-no-answer", only("stun", Peers::silentUdp)),
        critical(
            "allocation without credentials",
            "turn-open-relay",
            only("turn-udp", peers -> peers.unguarded().address().getPort())),
        critical(
            "relay that swallows data",
            "turn-relay-silent",
            peers -> {
              int port = peers.keep(new FaultyTurn().passing(() -> false)).address().getPort();
              List<String> args = only("turn-udp", p -> port).of(peers);
              args.addAll(List.of("--turn-user", FaultyTurn.USER, "--turn-password-file"));
              args.add(peers.secret("blue", FaultyTurn.PASSWORD));
              return args;
            }),
        turn(
            "relay forbidden to reach the dialer's media address",
            "turn-peer-forbidden",
            peers -> {
              List<String> args = only("turn-udp", coturn).of(peers);
              args.set(1, "manila-1");
              args.addAll(List.of("--config", peers.configuration()));
              return args;
            },
            "turn"));
  }
}
