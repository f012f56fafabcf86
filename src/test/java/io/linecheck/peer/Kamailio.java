package io.linecheck.peer;

import io.linecheck.peer.TestAuthority.CertificateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real Kamailio: SIP over secure WebSocket at {@code /ws}, digest against a static password,
 * bindings in memory. User 7999, password {@code s3cret}, realm {@code localhost}. One worker for
 * all TLS: with two, Kamailio 5.6 dies in OpenSSL 3 after some hundred parallel handshakes.
 */
public final class Kamailio implements AutoCloseable {
  /** What it does with requests; the rest is as in a sound installation. */
  public enum Habit {
    SOUND(""),
    REFUSES_ORIGIN(""),
    SILENT_TO_ALL("exit;"),
    SILENT_TO_REGISTER("if (is_method(\"REGISTER\")) { exit; }"),
    FORBIDS_REGISTER(
        "if (is_method(\"REGISTER\")) { sl_send_reply(\"403\", \"Forbidden\"); exit; }"),
    BUSY(
        "if (is_method(\"REGISTER\")) { append_to_reply(\"Retry-After: 30\\r\\n\");"
            + " sl_send_reply(\"503\", \"Service Unavailable\"); exit; }"),
    KNOWS_NO_STRANGERS(
        "if (is_method(\"REGISTER\") && $tU != \"7999\")"
            + " { sl_send_reply(\"404\", \"User not found\"); exit; }"),
    ONE_CONTACT(""),
    /** Every user of digits has the password; bindings in plenty. */
    KNOWS_EVERY_NUMBER("");

    private final String route;

    Habit(String route) {
      this.route = route;
    }
  }

  private final PeerProcess process;
  private final Path control;
  private final int port;
  private final int plainPort;

  private Kamailio(PeerProcess process, Path control, int port, int plainPort) {
    this.process = process;
    this.control = control;
    this.port = port;
    this.plainPort = plainPort;
  }

  /** Starts one in a folder, with a certificate for {@code localhost} and 127.0.0.1. */
  public static Kamailio start(Path folder, TestAuthority authority, Habit habit) {
    int port = FreePorts.one();
    int plainPort = FreePorts.one();
    CertificateFiles files =
        authority.writeChain(folder, "kamailio", authority.leaf("localhost", "127.0.0.1"));
    Path control = folder.resolve("ctl");
    Path config = folder.resolve("kamailio.cfg");
    try {
      Files.writeString(config, config(port, plainPort, files, control, habit));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    PeerProcess process =
        PeerProcess.start(
            "kamailio",
            folder,
            List.of(
                "/usr/sbin/kamailio",
                "-f",
                config.toString(),
                "-DD",
                "-E",
                "-m",
                habit == Habit.KNOWS_EVERY_NUMBER ? "256" : "32",
                "-M",
                "4",
                "-Y",
                folder.toString()));
    process.awaitPort(port);
    process.await("its control socket", () -> Files.exists(control));
    return new Kamailio(process, control, port, plainPort);
  }

  /** The port of its secure WebSocket. */
  public int port() {
    return port;
  }

  /** The port of its WebSocket without TLS, for a front that does the TLS. */
  public int plainPort() {
    return plainPort;
  }

  /** All bindings, as {@code kamcmd ul.dump} prints them. */
  public String bindings() {
    return kamcmd("ul.dump");
  }

  /** Puts a binding of somebody's for user 7999. */
  public void bind(String contact) {
    String answer =
        kamcmd("ul.add", "s:location", "s:7999", contact, "300", "1.0", "s:", "0", "0", "0");
    if (!answer.isBlank()) {
      throw new IllegalStateException("ul.add: " + answer);
    }
  }

  /** Everything it has logged. */
  public String log() {
    return process.output();
  }

  @Override
  public void close() {
    process.close();
  }

  private String kamcmd(String... words) {
    try {
      var command = new java.util.ArrayList<>(List.of("/usr/sbin/kamcmd", "-s", "unix:" + control));
      command.addAll(List.of(words));
      Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
      run.getOutputStream().close();
      String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      run.waitFor(5, TimeUnit.SECONDS);
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String config(
      int port, int plainPort, CertificateFiles files, Path control, Habit habit) {
    String origin =
        habit == Habit.REFUSES_ORIGIN
            ? "if ($hdr(Origin) != $null) { xhttp_reply(\"403\", \"Forbidden\", \"\", \"\"); exit; }"
            : "";
    return """
    debug=2
    log_stderror=yes
    children=1
    tcp_children=1
    enable_tls=yes
    tcp_accept_no_cl=yes
    tcp_connection_lifetime=3604
    auto_aliases=no
    server_header="Server: kamailio"
    listen=tls:127.0.0.1:%d
    listen=tcp:127.0.0.1:%d
    loadmodule "tls.so"
    loadmodule "sl.so"
    loadmodule "tm.so"
    loadmodule "pv.so"
    loadmodule "usrloc.so"
    loadmodule "registrar.so"
    loadmodule "textops.so"
    loadmodule "siputils.so"
    loadmodule "auth.so"
    loadmodule "xhttp.so"
    loadmodule "nathelper.so"
    loadmodule "websocket.so"
    loadmodule "kex.so"
    loadmodule "ctl.so"
    modparam("ctl", "binrpc", "unix:%s")
    modparam("tls", "certificate", "%s")
    modparam("tls", "private_key", "%s")
    modparam("tls", "tls_method", "TLSv1.2+")
    modparam("registrar", "max_contacts", %d)
    request_route {
      %s
      if (is_method("OPTIONS")) { sl_send_reply("200", "OK"); exit; }
      if (is_method("REGISTER")) {
        if (%s || !pv_www_authenticate("localhost", "s3cret", "0")) {
          www_challenge("localhost", "1");
          exit;
        }
        if (!save("location")) { sl_reply_error(); }
        exit;
      }
      sl_send_reply("405", "Method Not Allowed");
    }
    event_route[xhttp:request] {
      set_reply_close();
      set_reply_no_connect();
      if ($hu != "/ws") { xhttp_reply("404", "Not Found", "", ""); exit; }
      %s
      if ($hdr(Upgrade) =~ "websocket" && $rm =~ "GET") {
        if (ws_handle_handshake()) { exit; }
      }
      xhttp_reply("404", "Not Found", "", "");
    }
    """
        .formatted(
            port,
            plainPort,
            control,
            files.certificate(),
            files.key(),
            habit == Habit.ONE_CONTACT ? 1 : 0,
            habit.route,
            habit == Habit.KNOWS_EVERY_NUMBER ? "!($au =~ \"^[0-9]+$\")" : "$au != \"7999\"",
            origin);
  }
}
