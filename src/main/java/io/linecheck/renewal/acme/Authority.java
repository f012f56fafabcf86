package io.linecheck.renewal.acme;

import io.linecheck.config.AcmeAccount;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Metadata;
import org.shredzone.acme4j.OrderBuilder;
import org.shredzone.acme4j.RenewalInfo;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeServerException;

/**
 * One account at one authority. Its key is made at first use and kept in a file of mode 0600; the
 * account is registered again, with the same key, wherever the authority does not know it.
 */
public final class Authority {
  private static final java.time.Duration TIMEOUT = java.time.Duration.ofSeconds(30);

  private final URI directory;
  private final AcmeAccount account;
  private final Session session;
  private final Path keyFile;
  private KeyPair key;
  private final InstantSource clock;

  /**
   * An account.
   *
   * @param directory the authority's directory: that of the account, or its staging one
   * @param keyFile where the account's key is kept
   */
  public Authority(URI directory, AcmeAccount account, Path keyFile, InstantSource clock) {
    this.directory = directory;
    this.account = account;
    this.clock = clock;
    this.session = new Session(directory, new PrivateRoots(account.caFile()));
    this.session.networkSettings().setTimeout(TIMEOUT);
    this.keyFile = keyFile;
    this.key = KeyFiles.readOrCreate(keyFile, "p256");
  }

  /** The authority's directory. */
  public URI directory() {
    return directory;
  }

  /** Registers, or finds the account of the key. */
  Login login() {
    return Calls.of("register the account", clock, this::register);
  }

  private Login register() throws AcmeException {
    settle();
    Metadata metadata = session.getMetadata();
    AccountBuilder builder = new AccountBuilder().agreeToTermsOfService().useKeyPair(key);
    account.email().ifPresent(builder::addEmail);
    if (account.binding().isPresent()) {
      AcmeAccount.Binding binding = account.binding().get();
      builder.withKeyIdentifier(binding.kid(), binding.hmacKey().value());
      session.provider().getProposedEabMacAlgorithm().ifPresent(builder::withMacAlgorithm);
    } else if (metadata.isExternalAccountRequired()) {
      throw new AcmeFailure(
          AcmeFailure.Kind.REFUSED,
          directory.getHost()
              + " takes accounts only with an external binding: set binding: {kid, hmacKey} of the"
              + " account",
          Optional.empty());
    }
    return builder.createLogin(session);
  }

  /** A change of the key that a crash has cut short: the authority knows which key counts. */
  private void settle() throws AcmeException {
    Path next = next();
    if (!Files.exists(next)) {
      return;
    }
    KeyPair fresh = KeyFiles.readOrCreate(next, "p256");
    try {
      new AccountBuilder().onlyExisting().useKeyPair(fresh).createLogin(session);
      KeyFiles.replace(next, keyFile);
      key = fresh;
    } catch (AcmeServerException unknown) {
      if (!unknown.getType().toString().endsWith(":accountDoesNotExist")) {
        throw unknown;
      }
    }
  }

  private Path next() {
    return keyFile.resolveSibling(keyFile.getFileName() + ".next");
  }

  /** What it calls itself in CAA records (RFC 8555 section 9.7.6). */
  public java.util.Set<String> caaIdentities() {
    return Calls.of(
        "read the directory",
        clock,
        () -> java.util.Set.copyOf(session.getMetadata().getCaaIdentities()));
  }

  /** An order that was placed. */
  public record Placed(URL location, boolean replaces) {}

  /**
   * Places an order.
   *
   * @param names of the certificate
   * @param replaced the certificate it replaces (RFC 9773 section 5); sent only to an authority
   *     with renewal information, and left out where it says that this was done already
   */
  public Placed order(List<String> names, Optional<X509Certificate> replaced) {
    Login login = login();
    boolean replaces = replaces(replaced);
    if (replaces) {
      try {
        return new Placed(
            Calls.of(
                "place the order",
                clock,
                () -> builder(login, names).replaces(replaced.get()).create().getLocation()),
            true);
      } catch (AcmeFailure refused) {
        // Replaced already (RFC 9773 section 7.4), or not this authority's: the order matters more.
        if (refused.kind() != AcmeFailure.Kind.REFUSED) {
          throw refused;
        }
      }
    }
    return new Placed(
        Calls.of("place the order", clock, () -> builder(login, names).create().getLocation()),
        false);
  }

  /** Whether an order for this certificate names what it replaces. */
  public boolean replaces(Optional<X509Certificate> replaced) {
    return replaced.isPresent() && hasRenewalInfo();
  }

  private OrderBuilder builder(Login login, List<String> names) throws AcmeException {
    OrderBuilder builder = login.newOrder().domains(names);
    if (account.profile().isPresent()) {
      String profile = account.profile().get();
      Metadata metadata = session.getMetadata();
      if (!metadata.isProfileAllowed(profile)) {
        throw new AcmeFailure(
            AcmeFailure.Kind.REFUSED,
            directory.getHost()
                + " has no profile '"
                + profile
                + "'; it offers "
                + (metadata.getProfiles().isEmpty() ? "none" : metadata.getProfiles()),
            Optional.empty());
      }
      builder.profile(profile);
    }
    return builder;
  }

  private boolean hasRenewalInfo() {
    return Calls.of(
        "read the directory",
        clock,
        () ->
            session
                .resourceUrlOptional(org.shredzone.acme4j.connector.Resource.RENEWAL_INFO)
                .isPresent());
  }

  /**
   * The authority's suggestion for a certificate (RFC 9773 section 4.2).
   *
   * @param start of the window
   * @param end of it
   * @param explanation a page about it; empty without
   * @param retryAfter when to ask again
   */
  public record Suggestion(Instant start, Instant end, String explanation, Instant retryAfter) {}

  /** Asks when a certificate should be renewed; empty where the authority has no opinion. */
  public Optional<Suggestion> suggestion(X509Certificate certificate) {
    if (!hasRenewalInfo()) {
      return Optional.empty();
    }
    Login login = login();
    return Calls.of(
        "ask for renewal information",
        clock,
        () -> {
          RenewalInfo info = login.bindRenewalInfo(certificate);
          Optional<Instant> retry = info.fetch();
          Instant start = info.getSuggestedWindowStart();
          Instant end = info.getSuggestedWindowEnd();
          if (!end.isAfter(start)) {
            return Optional.empty();
          }
          return Optional.of(
              new Suggestion(
                  start,
                  end,
                  info.getExplanation().map(URL::toString).orElse(""),
                  retry
                      .or(info::getRetryAfter)
                      .orElse(clock.instant().plus(java.time.Duration.ofHours(6)))));
        });
  }

  /** The order at this address. */
  public PlacedOrder bind(URL location) {
    return new PlacedOrder(login().bindOrder(location), clock);
  }

  /**
   * Changes the account's key (RFC 8555 section 7.3.5) to a new one. The new key lies beside the
   * old one before the authority hears of it, so that a crash loses neither: whichever the
   * authority knows is found at the next login.
   */
  public void changeKey() {
    Login login = login();
    Path next = next();
    KeyPair fresh = KeyFiles.readOrCreate(next, "p256");
    Calls.of(
        "change the account's key",
        clock,
        () -> {
          login.getAccount().changeKey(fresh);
          return true;
        });
    KeyFiles.replace(next, keyFile);
    key = fresh;
  }
}
