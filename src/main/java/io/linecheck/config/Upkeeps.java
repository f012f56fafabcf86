package io.linecheck.config;

import io.linecheck.model.Dialer;
import io.linecheck.model.Upkeep;
import io.linecheck.model.Upkeep.Renewer;
import java.net.URI;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Tells each dialer who looks after its certificate, from the whole configuration. */
final class Upkeeps {
  /** What authorities of ACME call themselves in CAA records (RFC 8659), by their directories. */
  private static final Map<String, String> AUTHORITIES =
      Map.of(
          "letsencrypt.org", "letsencrypt.org",
          "zerossl.com", "sectigo.com",
          "sectigo.com", "sectigo.com",
          "pki.goog", "pki.goog",
          "buypass.com", "buypass.com",
          "buypass.no", "buypass.com",
          "ssl.com", "ssl.com",
          "digicert.com", "digicert.com",
          "globalsign.com", "globalsign.com",
          "actalis.com", "actalis.it");

  private Upkeeps() {}

  static List<DialerSettings> of(
      List<DialerSettings> dialers, Configuration.Certificates certificates) {
    return dialers.stream()
        .map(entry ->
            new DialerSettings(
                entry.dialer().with(upkeep(entry, dialers, certificates)),
                entry.interval(),
                entry.timeout(),
                entry.certificate(),
                entry.agentPhone(),
                entry.map()))
        .toList();
  }

  private static Upkeep upkeep(
      DialerSettings entry, List<DialerSettings> dialers, Configuration.Certificates certificates) {
    CertificatePlan plan = entry.certificate();
    Optional<String> challenge = challenge(entry);
    return new Upkeep(
        true,
        renewer(plan),
        challenge,
        plan.challenge().isPresent(),
        plan.renewedBy() == CertificatePlan.RenewedBy.LINECHECK
            ? authority(plan, certificates)
            : Optional.empty(),
        isPort80(challenge) ? sharing(entry.dialer(), dialers) : List.of());
  }

  private static Renewer renewer(CertificatePlan plan) {
    return switch (plan.renewedBy()) {
      case LINECHECK -> Renewer.LINECHECK;
      case CERTBOT -> Renewer.CERTBOT;
      case THREE_CX -> Renewer.THREE_CX;
      case MANUAL -> Renewer.MANUAL;
      case UNKNOWN -> Renewer.UNKNOWN;
    };
  }

  /** What is told, else the renewer's usual way; a name under 3CX is proven by 3CX itself. */
  private static Optional<String> challenge(DialerSettings entry) {
    CertificatePlan plan = entry.certificate();
    return switch (plan.renewedBy()) {
      case LINECHECK -> Optional.of("dns-01");
      case CERTBOT -> plan.challenge().or(() -> Optional.of("http-01"));
      case THREE_CX ->
          plan.challenge()
              .or(() -> isOf3cx(entry.dialer().host()) ? Optional.empty() : Optional.of("http-01"));
      case MANUAL, UNKNOWN -> plan.challenge();
    };
  }

  private static boolean isOf3cx(String host) {
    return Arrays.stream(host.toLowerCase(Locale.ROOT).split("\\."))
        .anyMatch(label -> label.equals("3cx") || label.equals("my3cx"));
  }

  private static boolean isPort80(Optional<String> challenge) {
    return challenge.filter("http-01"::equals).isPresent();
  }

  private static Optional<String> authority(
      CertificatePlan plan, Configuration.Certificates certificates) {
    Map<String, AcmeAccount> accounts = certificates.accounts();
    Optional<String> name =
        plan.account()
            .or(certificates.renewal()::account)
            .or(() ->
                accounts.size() == 1 ? accounts.keySet().stream().findFirst() : Optional.empty());
    return name.flatMap(known -> Optional.ofNullable(accounts.get(known)))
        .map(AcmeAccount::directory)
        .flatMap(Upkeeps::authority);
  }

  private static Optional<String> authority(URI directory) {
    String host = String.valueOf(directory.getHost()).toLowerCase(Locale.ROOT);
    return AUTHORITIES.entrySet().stream()
        .filter(known -> host.equals(known.getKey()) || host.endsWith("." + known.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static List<String> sharing(Dialer dialer, List<DialerSettings> dialers) {
    return dialers.stream()
        .filter(other -> isPort80(challenge(other)))
        .map(DialerSettings::dialer)
        .filter(other -> !other.host().equalsIgnoreCase(dialer.host()))
        .filter(other -> !Collections.disjoint(other.addresses(), dialer.addresses()))
        .map(Dialer::host)
        .distinct()
        .toList();
  }
}
