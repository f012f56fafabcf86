package io.linecheck.bench;

import io.linecheck.peer.Coturn;
import io.linecheck.peer.Kamailio;
import io.linecheck.peer.Nginx;
import io.linecheck.peer.TestAuthority;
import io.linecheck.peer.TestAuthority.CertificateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A healthy dialer of real servers on loopback: nginx (https), Kamailio (wss with digest), coturn
 * (stun, turn over udp, tcp, tls), and the command line that checks it. Its main method starts it,
 * prints the command, and holds it until standard input ends.
 */
public final class HealthyDialer implements AutoCloseable {
  private static final String HOST = "localhost";
  private static final String TURN_SECRET = "north-wind-7";

  private final Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Kamailio kamailio;
  private final Nginx nginx;
  private final Coturn coturn;
  private final TestAuthority authority = TestAuthority.today();

  /** Starts the three in a folder. */
  public HealthyDialer(Path folder) throws IOException {
    this.folder = folder;
    Path sip = Files.createDirectories(folder.resolve("sip"));
    kamailio = keep(Kamailio.start(sip, authority, Kamailio.Habit.SOUND));
    CertificateFiles files =
        new CertificateFiles(sip.resolve("kamailio.pem"), sip.resolve("kamailio.key"));
    nginx = keep(Nginx.start(folder, List.of(Nginx.Site.sound("pages", files))));
    coturn =
        keep(
            Coturn.startWithTls(
                folder,
                files.certificate(),
                files.key(),
                "--use-auth-secret",
                "--static-auth-secret=" + TURN_SECRET,
                "--allow-loopback-peers"));
    authority.writeRoot(folder);
    Files.writeString(folder.resolve("sip.secret"), "s3cret\n");
    Files.writeString(folder.resolve("turn.secret"), TURN_SECRET + "\n");
  }

  /** {@code check …} of everything it has, with credentials. */
  public List<String> arguments() {
    int turn = coturn.address().getPort();
    return List.of(
        "check",
        HOST,
        "--resolve",
        HOST + ":127.0.0.1",
        "--ca-file",
        folder.resolve("root.pem").toString(),
        "--service",
        "https=" + HOST + ":" + nginx.port("pages") + "/",
        "--service",
        "wss=" + HOST + ":" + kamailio.port() + "/ws",
        "--service",
        "stun=" + HOST + ":" + turn,
        "--service",
        "turn-udp=" + HOST + ":" + turn,
        "--service",
        "turn-tcp=" + HOST + ":" + turn,
        "--service",
        "turn-tls=" + HOST + ":" + coturn.tlsAddress().getPort(),
        "--sip-user",
        "7999",
        "--sip-password-file",
        folder.resolve("sip.secret").toString(),
        "--turn-secret-file",
        folder.resolve("turn.secret").toString());
  }

  /** Starts it, prints the command that checks it, and holds it until standard input ends. */
  public static void main(String[] args) throws IOException {
    try (HealthyDialer dialer = new HealthyDialer(Files.createTempDirectory("healthy-dialer"))) {
      System.out.println("bin/linecheck " + String.join(" ", dialer.arguments()));
      while (System.in.read() >= 0) {
        continue;
      }
    }
  }

  private <C extends AutoCloseable> C keep(C peer) {
    open.add(peer);
    return peer;
  }

  @Override
  public void close() {
    for (AutoCloseable peer : open.reversed()) {
      try {
        peer.close();
      } catch (Exception e) {
        throw new IllegalStateException("a peer does not stop", e);
      }
    }
  }
}
