package io.linecheck.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.linecheck.model.Secret;
import io.linecheck.notify.ChannelSettings.Email.Security;
import io.vertx.core.Vertx;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mails to a mail server on loopback, with and without its consent. */
class MailerTest {
  private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");
  private final Vertx vertx = Vertx.vertx();
  private final Mailer mailer = new Mailer(vertx, Duration.ofSeconds(10));
  private final GreenMail server =
      new GreenMail(
          new ServerSetup[] {
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS)
          });

  @BeforeEach
  void open() {
    server.start();
    server.setUser("linecheck@example.com", "linecheck", "mail-secret");
  }

  @AfterEach
  void close() {
    server.stop();
    vertx.close();
  }

  private ChannelSettings.Email email(Security security, int port, String password) {
    return new ChannelSettings.Email(
        Notices.route("mail"),
        "127.0.0.1",
        port,
        security,
        Optional.of("linecheck"),
        Optional.of(new Secret(password)),
        "linecheck@example.com",
        List.of("noc@example.com", "boss@example.com"));
  }

  @Test
  void aMailTellsOwnerAndRemedyAndStandsInItsIncidentsThread() throws Exception {
    ChannelSettings.Email there = email(Security.NONE, server.getSmtp().getPort(), "mail-secret");
    Notice opened = Notices.of("msg_1", "inc_1", Notice.Type.INCIDENT_OPENED, NOW);
    Outcome outcome = mailer.send(there, opened);
    assertInstanceOf(Outcome.Delivered.class, outcome, outcome.detail());
    assertInstanceOf(
        Outcome.Delivered.class,
        mailer.send(there, Notices.of("msg_2", "inc_1", Notice.Type.INCIDENT_RESOLVED, NOW)));
    MimeMessage[] mails = server.getReceivedMessages();
    assertEquals(4, mails.length);
    MimeMessage mail = mails[0];
    assertEquals(
        "[Linecheck] CRITICAL: manila-0 (84 seats): wss takes connections and closes them",
        mail.getSubject());
    assertEquals("<msg_1@linecheck>", mail.getMessageID());
    assertEquals("<inc_1@linecheck>", mail.getHeader("References", ","));
    assertEquals("auto-generated", mail.getHeader("Auto-Submitted", ","));
    String text = String.valueOf(mail.getContent()).replace("\r\n", "\n");
    assertEquals(
        """
        CRITICAL: manila-0 (84 seats): wss takes connections and closes them

        Dialers: manila-0 (dialer0.example.com, 84 seats)
        Call: Ana, +63 2 8123 4567 (pbx)
        Since: 2026-11-20T23:59:00Z
        Finding: http-session-limit on wss
        Seen: TLS completed, then <b>nothing</b> & [click](http://evil.test)
        Cause: The HTTP server holds as many sessions as it may.
        To be fixed by: dialer-admin
        Page: https://linecheck.example.com/dialers/manila-0
        I have it: https://linecheck.example.com/incidents/inc_1/acknowledge?expires=1&token=t

        What to do:
        1. Raise sessionlimit:
             sessionlimit=1000
        2. Reload it.\
        """,
        text.stripTrailing());
    MimeMessage end = mails[1].getMessageID().equals("<msg_2@linecheck>") ? mails[1] : mails[2];
    assertEquals("<msg_2@linecheck>", end.getMessageID());
    assertEquals("<inc_1@linecheck>", end.getHeader("References", ","));
    assertTrue(end.getSubject().startsWith("[Linecheck] RESOLVED: "), end.getSubject());
  }

  @Test
  void aRefusedPasswordIsSaidAndNotShown() throws Exception {
    Outcome outcome =
        mailer.send(
            email(Security.NONE, server.getSmtp().getPort(), "wrong-secret"),
            Notice.drill("d", NOW));
    assertInstanceOf(Outcome.Failed.class, outcome);
    assertTrue(outcome.detail().contains("AUTH"), outcome.detail());
    assertFalse(outcome.detail().contains("wrong-secret"), outcome.detail());
    assertEquals(0, server.getReceivedMessages().length);
  }

  @Test
  void nothingIsMailedPastACertificateThatIsNotTrustedNorWithoutTheTlsThatWasAskedFor()
      throws Exception {
    Outcome untrusted =
        mailer.send(
            email(Security.TLS, server.getSmtps().getPort(), "mail-secret"),
            Notice.drill("d", NOW));
    assertInstanceOf(Outcome.Failed.class, untrusted);
    Outcome plain =
        mailer.send(
            email(Security.STARTTLS, server.getSmtp().getPort(), "mail-secret"),
            Notice.drill("d", NOW));
    assertInstanceOf(Outcome.Failed.class, plain);
    assertTrue(plain.detail().contains("STARTTLS"), plain.detail());
    assertEquals(0, server.getReceivedMessages().length);
  }
}
