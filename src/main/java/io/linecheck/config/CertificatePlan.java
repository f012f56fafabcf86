package io.linecheck.config;

import io.linecheck.config.shape.Key;
import io.linecheck.config.shape.Keys;
import io.linecheck.config.shape.Listing;
import io.linecheck.config.shape.Mapping;
import java.util.List;
import java.util.Optional;

/**
 * Who renews a dialer's certificate, and how.
 *
 * @param renewedBy who
 * @param challenge how others prove the name: {@code http-01} needs port 80 from outside
 * @param dns the provider of {@code dns:} that publishes the challenge
 * @param account the account of {@code acme:}
 * @param names all names of the certificate; empty: the host
 * @param keyType as {@link RenewalSettings#keyType()}
 * @param deploy the targets of {@code targets:}
 * @param source a renewed pair made by others, installed by Linecheck on the targets
 * @param stated what the owner says of it, for the service map
 */
public record CertificatePlan(
    RenewedBy renewedBy,
    Optional<String> challenge,
    Optional<String> dns,
    Optional<String> account,
    List<String> names,
    Optional<String> keyType,
    List<String> deploy,
    Optional<Source> source,
    Stated stated) {
  /** The key type that stands for an ECDSA and an RSA certificate of the same names. */
  public static final String DUAL = "dual";

  /** Who renews. */
  public enum RenewedBy {
    /** This program. */
    LINECHECK,
    /** Certbot or another ACME client. */
    CERTBOT,
    /** The 3CX phone system. */
    THREE_CX,
    /** A person. */
    MANUAL,
    /** Nobody said. */
    UNKNOWN;

    /** As it is written. */
    public String word() {
      return this == THREE_CX ? "3cx" : name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * Files on a target that somebody else renews.
   *
   * @param target which of {@code targets:}
   * @param certificate the chain's file there
   * @param key the key's file there
   */
  public record Source(Optional<String> target, String certificate, String key) {
    static Mapping<Source> shape() {
      Keys keys = new Keys();
      Key<String> target =
          keys.optional(
              "target",
              Words.name().nameOf(Kinds.TARGET),
              "local",
              "The target that has them; else here.");
      Key<String> certificate =
          keys.required(
              "certificate",
              Words.text(),
              "/etc/letsencrypt/live/dialer1.example.com/fullchain.pem",
              "The chain that certbot keeps fresh.");
      Key<String> key =
          keys.required(
              "key",
              Words.text(),
              "/etc/letsencrypt/live/dialer1.example.com/privkey.pem",
              "Its key.");
      return keys.make(
          values -> new Source(values.find(target), values.get(certificate), values.get(key)));
    }
  }

  /**
   * What the owner says, for the service map.
   *
   * @param renewalLog where to look
   * @param scriptsBackedUp whether and where renewal scripts are backed up
   */
  public record Stated(Optional<String> renewalLog, Optional<String> scriptsBackedUp) {}

  /** Nothing is known. */
  public static final CertificatePlan UNKNOWN =
      others(RenewedBy.UNKNOWN, Optional.empty(), new Stated(Optional.empty(), Optional.empty()));

  /**
   * Somebody else renews, and Linecheck installs nothing.
   *
   * @param challenge by which they prove the names, where it is known
   */
  public static CertificatePlan others(
      RenewedBy renewedBy, Optional<String> challenge, Stated stated) {
    return new CertificatePlan(
        renewedBy,
        challenge,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        stated);
  }

  static Mapping<CertificatePlan> shape() {
    Keys keys = new Keys();
    Key<RenewedBy> by =
        keys.defaulted(
            "renewedBy",
            Words.oneOf(List.of(RenewedBy.values()), RenewedBy::word),
            "unknown",
            "linecheck, certbot, 3cx, manual or unknown.");
    Key<String> challenge =
        keys.optional(
            "challenge",
            Words.oneOf("http-01", "dns-01", "tls-alpn-01"),
            "dns-01",
            "How others prove the name; http-01 needs port 80 open from outside.");
    Key<String> dns =
        keys.optional(
            "dns",
            Words.name().nameOf(Kinds.PROVIDER),
            "cloudflare",
            "The provider of dns: for the challenge.");
    Key<String> account =
        keys.optional(
            "account", Words.name().nameOf(Kinds.ACCOUNT), "letsencrypt", "The account of acme:.");
    Key<List<String>> names =
        keys.defaulted(
            "names",
            new Listing<>(Words.certificateName()),
            "[]",
            "All names of the certificate, wildcards too; none: the host.");
    Key<String> keyType =
        keys.optional("keyType", RenewalSettings.keyTypes(), "p256", "Where it is not renewal's.");
    Key<List<String>> deploy =
        keys.defaulted(
            "deploy",
            new Listing<>(Words.name().nameOf(Kinds.TARGET)),
            "[]",
            "The targets of targets: that get it, in one transaction.");
    Key<Source> source =
        keys.optional(
            "source",
            Source.shape(),
            "{}",
            "Deploy only: files renewed by others that Linecheck installs on the targets.");
    Key<String> log =
        keys.optional(
            "renewalLog", Words.text(), "/var/log/letsencrypt/letsencrypt.log", "Where to look.");
    Key<String> backup =
        keys.optional(
            "scriptsBackedUp",
            Words.text(),
            "yes, in git",
            "Whether renewal scripts are backed up.");
    return keys.make(values ->
            new CertificatePlan(
                values.get(by),
                values.find(challenge),
                values.find(dns),
                values.find(account),
                values.get(names),
                values.find(keyType),
                values.get(deploy),
                values.find(source),
                new Stated(values.find(log), values.find(backup))))
        .with((values, place) -> {
          if (values.get(by) == RenewedBy.LINECHECK && values.find(dns).isEmpty()) {
            place.refuse("renewedBy: linecheck needs dns: the provider for the challenge");
          }
        });
  }
}
