package io.linecheck.renewal;

import io.linecheck.config.CertificatePlan;
import io.linecheck.config.Configuration;
import io.linecheck.config.DeployTarget;
import io.linecheck.config.DialerSettings;
import io.linecheck.config.InvalidInputException;
import io.linecheck.renewal.RenewalTask.NamedAccount;
import io.linecheck.renewal.RenewalTask.NamedProvider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The renewal tasks a configuration holds. */
public final class RenewalTasks {
  private final Configuration configuration;

  /** Those of this configuration. */
  public RenewalTasks(Configuration configuration) {
    this.configuration = configuration;
  }

  /** Every dialer whose certificate is this program's to order or to install. */
  public List<RenewalTask> all() {
    return configuration.watched().stream()
        .filter(entry ->
            entry.certificate().renewedBy() == CertificatePlan.RenewedBy.LINECHECK
                || entry.certificate().source().isPresent())
        .map(this::task)
        .toList();
  }

  /**
   * The task of a dialer.
   *
   * @throws InvalidInputException where there is none, with what is missing
   */
  public RenewalTask task(DialerSettings entry) {
    CertificatePlan plan = entry.certificate();
    boolean ours = plan.renewedBy() == CertificatePlan.RenewedBy.LINECHECK;
    if (!ours && plan.source().isEmpty()) {
      throw new InvalidInputException(
          entry.id()
              + ": its certificate is renewed by "
              + plan.renewedBy().word()
              + ", so Linecheck orders none; say certificate: {renewedBy: linecheck, dns: ...}, or"
              + " give source: to install what others renew");
    }
    Configuration.Certificates certificates = configuration.certificates();
    List<NamedAccount> accounts = ours ? accounts(entry, plan, certificates) : List.of();
    String keyType = plan.keyType().orElse(certificates.renewal().keyType());
    return new RenewalTask(
        entry.dialer(),
        plan.names().isEmpty() ? List.of(entry.dialer().host()) : plan.names(),
        keyType,
        accounts,
        ours ? Optional.of(provider(plan, certificates)) : Optional.empty(),
        targets(plan, certificates),
        ours ? Optional.empty() : plan.source().map(source -> source(source, certificates)),
        certificates.renewal().folder(),
        certificates.renewal().propagation(),
        certificates.renewal().proof());
  }

  private static List<NamedAccount> accounts(
      DialerSettings entry, CertificatePlan plan, Configuration.Certificates certificates) {
    Optional<String> only =
        certificates.accounts().size() == 1
            ? certificates.accounts().keySet().stream().findFirst()
            : Optional.empty();
    Optional<String> first = plan.account().or(certificates.renewal()::account).or(() -> only);
    if (first.isEmpty()) {
      throw new InvalidInputException(
          entry.id() + ": no ACME account is set; name one in renewal: {account: ...}");
    }
    List<NamedAccount> accounts = new ArrayList<>();
    Stream.concat(first.stream(), certificates.renewal().secondAccount().stream())
        .distinct()
        .forEach(name ->
            accounts.add(
                new NamedAccount(
                    name, Objects.requireNonNull(certificates.accounts().get(name), name))));
    return accounts;
  }

  private static NamedProvider provider(
      CertificatePlan plan, Configuration.Certificates certificates) {
    String name = plan.dns().orElseThrow();
    return new NamedProvider(name, Objects.requireNonNull(certificates.dns().get(name), name));
  }

  private static RenewalTask.Source source(
      CertificatePlan.Source source, Configuration.Certificates certificates) {
    return new RenewalTask.Source(
        source.target().map(name -> Objects.requireNonNull(certificates.targets().get(name), name)),
        source.certificate(),
        source.key());
  }

  private static Map<String, DeployTarget> targets(
      CertificatePlan plan, Configuration.Certificates certificates) {
    Map<String, DeployTarget> targets = new LinkedHashMap<>();
    plan.deploy()
        .forEach(name ->
            targets.put(name, Objects.requireNonNull(certificates.targets().get(name), name)));
    return targets;
  }
}
