package io.linecheck.renewal;

import io.linecheck.renewal.acme.AcmeFailure;
import io.linecheck.renewal.acme.Authority;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the authority when a certificate should be renewed (ARI, RFC 9773 section 4), no more often
 * than it wants to be asked, and keeps the time drawn in its window for as long as the window stays
 * the same.
 */
final class Advisor {
  private static final Logger LOG = LoggerFactory.getLogger(Advisor.class);

  /** After an answer that was none (RFC 9773 section 4.3.3). */
  private static final Duration ASK_AGAIN = Duration.ofHours(6);

  private final RenewalStore store;
  private final InstantSource clock;
  private final RandomGenerator random;

  Advisor(RenewalStore store, InstantSource clock, RandomGenerator random) {
    this.store = store;
    this.clock = clock;
    this.random = random;
  }

  /** The standing with the authority's advice, asked for when it is time to. */
  Standing advised(RenewalTask task, Optional<X509Certificate> certificate) {
    String dialer = task.dialer().id();
    Standing standing = store.standing(dialer);
    Instant now = clock.instant();
    boolean over =
        certificate.filter(leaf -> now.isAfter(Validity.of(leaf).notAfter())).isPresent();
    if (certificate.isEmpty() || over || now.isBefore(standing.nextAdvice())) {
      return standing;
    }
    Standing next = ask(task, certificate.get(), standing, now);
    store.put(dialer, next);
    return next;
  }

  private Standing ask(
      RenewalTask task, X509Certificate certificate, Standing standing, Instant now) {
    RenewalTask.NamedAccount account = task.accounts().getFirst();
    try {
      Authority authority =
          new Authority(
              account.account().directory(),
              account.account(),
              task.accountKey(account, account.account().directory()),
              clock);
      return authority
          .suggestion(certificate)
          .map(said -> heard(task, standing, said, now))
          .orElseGet(() -> standing.advised(Optional.empty(), now.plus(ASK_AGAIN)));
    } catch (AcmeFailure silent) {
      LOG.info("{} has no advice: {}", task.dialer().id(), silent.getMessage());
      return standing.advised(standing.window(), now.plus(ASK_AGAIN));
    }
  }

  private Standing heard(
      RenewalTask task, Standing standing, Authority.Suggestion said, Instant now) {
    Optional<RenewalWindow> known =
        standing.window().filter(window -> window.sameAs(said.start(), said.end()));
    RenewalWindow window =
        known.orElseGet(() ->
            RenewalWindow.drawn(said.start(), said.end(), random.nextDouble(), said.explanation()));
    if (known.isEmpty()) {
      LOG.info(
          "{}: the authority suggests {} to {}, drawn {} {}",
          task.dialer().id(),
          window.start(),
          window.end(),
          window.selected(),
          window.explanation());
    }
    return standing.advised(Optional.of(window), RenewalWindow.poll(now, said.retryAfter()));
  }
}
