package io.linecheck.config;

import io.linecheck.config.shape.Key;
import io.linecheck.config.shape.Keys;
import io.linecheck.config.shape.Listing;
import io.linecheck.config.shape.Mapping;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How certificates are renewed, for all dialers.
 *
 * @param account the account used where a dialer names none
 * @param secondAccount another authority, tried when time gets short
 * @param keyType {@code p256}, {@code p384}, {@code rsa2048}, {@code rsa4096} or {@code dual}
 * @param folder where keys and certificates are kept, mode 0700
 * @param windows when installations are allowed; empty: always; left aside when it gets late
 * @param rehearsal when the weekly rehearsal runs
 * @param timing when things happen, in parts of a lifetime
 * @param propagation the most to wait for a TXT record at all name servers
 * @param proof the most to wait until every door serves what was installed
 */
public record RenewalSettings(
    Optional<String> account,
    Optional<String> secondAccount,
    String keyType,
    Path folder,
    List<CronWindow> windows,
    Cron rehearsal,
    Timing timing,
    Duration propagation,
    Duration proof) {
  /**
   * When things happen, in the part of the lifetime that is left.
   *
   * @param renewAt a renewal becomes due, unless the authority's own window says otherwise
   * @param renewShortAt the same for lifetimes under ten days
   * @param secondPathAt the second path is tried
   * @param urgentAt windows and late advice of the authority are overridden
   * @param page on-call is paged at the latest with this much time left
   */
  public record Timing(
      double renewAt, double renewShortAt, double secondPathAt, double urgentAt, Duration page) {
    static Mapping<Timing> shape() {
      Keys keys = new Keys();
      Key<Double> renew =
          part(keys, "renewAt", "0.3333", "Renewal is due when this part of the lifetime is left.");
      Key<Double> shorter =
          part(keys, "renewShortAt", "0.5", "The same for a lifetime under ten days.");
      Key<Double> second =
          part(keys, "secondPathAt", "0.1667", "With this part left the second path is tried.");
      Key<Double> urgent =
          part(
              keys,
              "urgentAt",
              "0.05",
              "With this part left, windows and a later advice of the authority are ignored.");
      Key<Duration> page =
          keys.defaulted(
              "pageAt",
              Words.duration("1h", "90d"),
              "10d",
              "People are paged with this much left, or with the part secondPathAt if that is less.");
      return keys.make(values ->
          new Timing(
              values.get(renew),
              values.get(shorter),
              values.get(second),
              values.get(urgent),
              values.get(page)));
    }

    private static Key<Double> part(Keys keys, String name, String value, String about) {
      return keys.defaulted(name, Words.number(0, 1), value, about);
    }
  }

  static Mapping<RenewalSettings> shape() {
    Keys keys = new Keys();
    Key<String> account =
        keys.optional(
            "account",
            Words.name().nameOf(Kinds.ACCOUNT),
            "letsencrypt",
            "The account used where a dialer names none.");
    Key<String> second =
        keys.optional(
            "secondAccount",
            Words.name().nameOf(Kinds.ACCOUNT),
            "letsencrypt",
            "Tried when time gets short.");
    Key<String> keyType =
        keys.defaulted(
            "keyType",
            keyTypes(),
            "p256",
            "p256, p384, rsa2048, rsa4096 or dual: p256 and rsa2048 side by side.");
    Key<Path> folder =
        keys.defaulted(
            "folder", Words.file(), "data/certificates", "Keys and certificates, mode 0700.");
    Key<List<CronWindow>> windows =
        keys.defaulted(
            "windows",
            new Listing<>(CronWindow.shape()),
            "[]",
            "When installations are allowed; none: always. Left aside when it gets late.");
    Key<String> rehearsal =
        keys.defaulted(
            "rehearsal",
            Words.cron(),
            "\"0 10 * * WED\"",
            "When the rehearsal runs, in UTC: a staging order, the TXT record, the targets reached.");
    Key<Timing> timing =
        keys.defaulted(
            "timing", Timing.shape(), "{}", "When things happen, in parts of a lifetime.");
    Key<Duration> propagation =
        keys.defaulted(
            "propagation",
            Words.duration("1s", "1h"),
            "10m",
            "The most to wait until all name servers show a TXT record.");
    Key<Duration> proof =
        keys.defaulted(
            "proof",
            Words.duration("1s", "10m"),
            "15s",
            "The most to wait until every door serves what was installed.");
    return keys.make(values ->
        new RenewalSettings(
            values.find(account),
            values.find(second),
            values.get(keyType),
            values.get(folder),
            values.get(windows),
            Cron.of(values.get(rehearsal), java.time.ZoneId.of("UTC")),
            values.get(timing),
            values.get(propagation),
            values.get(proof)));
  }

  static io.linecheck.config.shape.Scalar<String> keyTypes() {
    return Words.oneOf("p256", "p384", "rsa2048", "rsa4096", CertificatePlan.DUAL);
  }
}
