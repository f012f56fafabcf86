package io.linecheck.renewal;

import io.linecheck.config.AcmeAccount;
import io.linecheck.config.DeployTarget;
import io.linecheck.config.DnsProvider;
import io.linecheck.model.Dialer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything one certificate's renewal needs of the configuration.
 *
 * @param dialer whose certificate
 * @param names of the certificate
 * @param keyType as the configuration has it, {@code dual} too
 * @param accounts the first, then the second where there is one
 * @param provider who publishes the challenge
 * @param targets where it is installed, by name, in order
 * @param source files renewed by others; present: nothing is ordered, only installed
 * @param folder where keys and certificates are kept
 * @param propagation the most to wait for name servers
 * @param proof the most to wait for doors
 */
public record RenewalTask(
    Dialer dialer,
    List<String> names,
    String keyType,
    List<NamedAccount> accounts,
    Optional<NamedProvider> provider,
    Map<String, DeployTarget> targets,
    Optional<Source> source,
    Path folder,
    Duration propagation,
    Duration proof) {
  /** An account and what the configuration calls it. */
  public record NamedAccount(String name, AcmeAccount account) {}

  /**
   * Files that others renew.
   *
   * @param where the machine that has them; absent: this one
   * @param certificate the chain's file there
   * @param key the key's file there
   */
  public record Source(Optional<DeployTarget> where, String certificate, String key) {}

  /** A provider and what the configuration calls it. */
  public record NamedProvider(String name, DnsProvider provider) {}

  public RenewalTask {
    names = List.copyOf(names);
    accounts = List.copyOf(accounts);
    targets = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(targets));
  }

  /** The pairs a renewal obtains; what others renew is one. */
  List<WantedPair> pairs() {
    return WantedPair.of(source.isPresent() ? "p256" : keyType);
  }

  /** The folder of one renewal's key and certificate. */
  Path generation(Renewal renewal) {
    return folder.resolve(dialer.id()).resolve(renewal.id());
  }

  /** Where the account's key for a directory is kept. */
  public Path accountKey(NamedAccount account, java.net.URI directory) {
    String host = directory.getAuthority().replaceAll("[^A-Za-z0-9.-]", "_");
    return folder.resolve("accounts").resolve(account.name() + "@" + host + ".key.pem");
  }
}
