package io.linecheck.notify;

import io.vertx.core.Vertx;
import io.vertx.core.net.TrustOptions;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.StartTLSOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends notices by e-mail (RFC 5321). The {@code Message-ID} is the notice's own, so that a mail
 * sent twice is shown once, and all mails of an incident refer to it and stand in one thread.
 */
public final class Mailer {
  private final Vertx vertx;
  private final Duration timeout;
  private volatile ReceiverTrust trust = ReceiverTrust.standard();

  /** A mailer that gives each mail this long. */
  public Mailer(Vertx vertx, Duration timeout) {
    this.vertx = vertx;
    this.timeout = timeout;
  }

  /** Believes other mail servers from now on. */
  void use(ReceiverTrust other) {
    trust = other;
  }

  Outcome send(ChannelSettings.Email email, Notice notice) throws InterruptedException {
    MailClient client = MailClient.create(vertx, config(email));
    String place = email.host() + ':' + email.port();
    try {
      client
          .sendMail(message(email, notice))
          .toCompletionStage()
          .toCompletableFuture()
          .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return new Outcome.Delivered(place + " accepted the mail");
    } catch (TimeoutException late) {
      return failed(place + " did not accept the mail within " + timeout.toSeconds() + " s");
    } catch (ExecutionException failure) {
      return failed(place + ": " + reason(email, failure));
    } finally {
      client.close();
    }
  }

  private MailConfig config(ChannelSettings.Email email) {
    MailConfig config =
        new MailConfig()
            .setHostname(email.host())
            .setPort(email.port())
            .setKeepAlive(false)
            .setSsl(email.security() == ChannelSettings.Email.Security.TLS)
            .setStarttls(
                email.security() == ChannelSettings.Email.Security.STARTTLS
                    ? StartTLSOptions.REQUIRED
                    : StartTLSOptions.DISABLED);
    config.setConnectTimeout((int) timeout.toMillis());
    // Names are compared because the algorithm is left unset: the client clears one that is set.
    trust.manager().ifPresent(judge -> config.setTrustOptions(TrustOptions.wrap(judge)));
    if (email.user().isPresent() && email.password().isPresent()) {
      config
          .setLogin(LoginOption.REQUIRED)
          .setUsername(email.user().get())
          .setPassword(email.password().get().value());
    } else {
      config.setLogin(LoginOption.DISABLED);
    }
    return config;
  }

  private static MailMessage message(ChannelSettings.Email email, Notice notice) {
    MailMessage message = new MailMessage();
    message.setFrom(email.from());
    message.setTo(email.to());
    message.setSubject("[Linecheck] " + Texts.line(notice, 180));
    message.setText(Texts.body(notice));
    message.addHeader("Message-ID", '<' + notice.id() + "@linecheck>");
    message.addHeader("References", '<' + notice.incident() + "@linecheck>");
    message.addHeader("Auto-Submitted", "auto-generated");
    return message;
  }

  /** What the mail server said; a password it repeats is taken out. */
  private static String reason(ChannelSettings.Email email, ExecutionException failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    String text =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    String safe =
        email.password().map(password -> text.replace(password.value(), "[REDACTED]")).orElse(text);
    String line = safe.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() > 300 ? line.substring(0, 300) + "…" : line;
  }

  private static Outcome failed(String detail) {
    return new Outcome.Failed(detail, Optional.empty());
  }
}
