package io.linecheck.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.linecheck.model.Secret;
import io.linecheck.notify.ChannelSettings.Email.Security;
import io.linecheck.peer.FaultyPeer;
import io.linecheck.peer.TestAuthority;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Receivers inside a company, whose certificates an authority of its own has signed. */
@Timeout(60)
class ReceiverTrustTest {
  private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");
  private static final Notice DRILL = Notice.drill("d", NOW);

  private final TestAuthority authority = TestAuthority.today();
  private final TestAuthority.Issued ours = authority.leaf("127.0.0.1");
  private final Vertx vertx = Vertx.vertx();
  private final Mailer mailer = new Mailer(vertx, Duration.ofSeconds(10));
  private final HttpPoster poster = new HttpPoster(Duration.ofSeconds(10));
  private final ChannelSender sender = new ChannelSender(poster, mailer);
  private final GreenMail mail =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

  @BeforeEach
  void open() {
    mail.start();
    mail.setUser("linecheck@example.com", "linecheck", "mail-secret");
  }

  @AfterEach
  void close() {
    mail.stop();
    poster.close();
    vertx.close();
  }

  private ReceiverTrust company() throws CertificateEncodingException {
    return ReceiverTrust.of(List.of(authority.root().getEncoded()), false);
  }

  private Outcome mailed(Security security, FaultyPeer server) throws InterruptedException {
    return sender.send(
        new ChannelSettings.Email(
            Notices.route("mail"),
            "127.0.0.1",
            server.port(),
            security,
            Optional.of("linecheck"),
            Optional.of(new Secret("mail-secret")),
            "linecheck@example.com",
            List.of("noc@example.com")),
        DRILL,
        NOW);
  }

  @Test
  void aMailGoesOverTlsFromTheFirstByteAndAfterStarttls() throws Exception {
    sender.use(company());
    try (FaultyPeer tls = FaultyPeer.tls(authority, ours, this::relay);
        FaultyPeer starttls = FaultyPeer.tcp(socket -> startTls(socket, ours))) {
      Outcome first = mailed(Security.TLS, tls);
      assertInstanceOf(Outcome.Delivered.class, first, first.detail());
      Outcome second = mailed(Security.STARTTLS, starttls);
      assertInstanceOf(Outcome.Delivered.class, second, second.detail());
    }
    assertEquals(2, mail.getReceivedMessages().length);
    assertTrue(mail.getReceivedMessages()[1].getSubject().startsWith("[Linecheck] DRILL: "));
  }

  @Test
  void aMailServerOfAnotherNameOrAuthorityGetsNothing() throws Exception {
    TestAuthority.Issued other = authority.leaf("mail.example.com");
    try (FaultyPeer tls = FaultyPeer.tls(authority, ours, this::relay);
        FaultyPeer misnamed = FaultyPeer.tls(authority, other, this::relay);
        FaultyPeer starttls = FaultyPeer.tcp(socket -> startTls(socket, other))) {
      assertInstanceOf(Outcome.Failed.class, mailed(Security.TLS, tls), "not trusted yet");
      sender.use(company());
      assertInstanceOf(Outcome.Failed.class, mailed(Security.TLS, misnamed), "another name");
      assertInstanceOf(Outcome.Failed.class, mailed(Security.STARTTLS, starttls), "another name");
    }
    assertEquals(0, mail.getReceivedMessages().length);
  }

  @Test
  void aWebhookOfACompanysOwnAuthorityIsReachedOnceItIsTrusted() throws Exception {
    FaultyPeer.Manner taking =
        socket -> {
          FaultyPeer.swallow(socket);
          FaultyPeer.send(socket, "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
        };
    try (FaultyPeer server = FaultyPeer.tls(authority, ours, taking);
        FaultyPeer misnamed = FaultyPeer.tls(authority, authority.leaf("x.example.com"), taking)) {
      Outcome before = posted(server);
      assertTrue(before.detail().contains("could not be spoken to over TLS"), before.detail());
      sender.use(company());
      Outcome after = posted(server);
      assertInstanceOf(Outcome.Delivered.class, after, after.detail());
      assertInstanceOf(Outcome.Failed.class, posted(misnamed));
      sender.use(ReceiverTrust.standard());
      assertInstanceOf(Outcome.Failed.class, posted(server), "no longer trusted");
    }
  }

  private Outcome posted(FaultyPeer server) throws InterruptedException {
    return sender.send(
        new ChannelSettings.Webhook(
            Notices.route("hook"),
            URI.create("https://127.0.0.1:" + server.port() + "/"),
            Optional.empty()),
        DRILL,
        NOW);
  }

  /** Passes everything on to the mail server and back. */
  private void relay(Socket socket) throws IOException {
    try (Socket behind = new Socket(InetAddress.ofLiteral("127.0.0.1"), mail.getSmtp().getPort())) {
      relay(socket, behind);
    }
  }

  private static void relay(Socket socket, Socket behind) throws IOException {
    Thread back =
        Thread.ofVirtual()
            .start(() -> {
              try {
                behind.getInputStream().transferTo(socket.getOutputStream());
                socket.close();
              } catch (IOException over) {
                // the client has gone
              }
            });
    try {
      socket.getInputStream().transferTo(behind.getOutputStream());
    } finally {
      back.interrupt();
    }
  }

  /** A mail server that offers STARTTLS and nothing before it (RFC 3207). */
  private void startTls(Socket socket, TestAuthority.Issued leaf) throws IOException {
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    FaultyPeer.send(socket, "220 front ESMTP\r\n");
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("EHLO")) {
        FaultyPeer.send(socket, "250-front\r\n250 STARTTLS\r\n");
      } else if (line.equals("STARTTLS")) {
        FaultyPeer.send(socket, "220 go ahead\r\n");
        SSLSocket secured =
            (SSLSocket)
                FaultyPeer.context(authority, leaf)
                    .getSocketFactory()
                    .createSocket(socket, "front", socket.getPort(), true);
        secured.setUseClientMode(false);
        afterGreeting(secured);
        return;
      } else {
        FaultyPeer.send(socket, "530 Must issue a STARTTLS command first\r\n");
      }
    }
  }

  private void afterGreeting(SSLSocket secured) throws IOException {
    try (Socket behind = new Socket(InetAddress.ofLiteral("127.0.0.1"), mail.getSmtp().getPort())) {
      int read = behind.getInputStream().read();
      while (read != '\n' && read >= 0) {
        read = behind.getInputStream().read();
      }
      relay(secured, behind);
    }
  }
}
