package io.linecheck.config;

import io.linecheck.config.CertificatePlan.RenewedBy;
import io.linecheck.config.shape.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The rules that look at several parts of a sound configuration at once. */
final class ConfigurationRules {
  private final Configuration configuration;
  private final Reading reading;

  private ConfigurationRules(Configuration configuration, Reading reading) {
    this.configuration = configuration;
    this.reading = reading;
  }

  static void check(Configuration configuration, Reading reading) {
    ConfigurationRules rules = new ConfigurationRules(configuration, reading);
    List<DialerSettings> dialers = configuration.dialers();
    for (int i = 0; i < dialers.size(); i++) {
      rules.renewalHasAnAccount("dialers[" + i + "]", dialers.get(i));
      rules.twoCertificatesHaveAPlace("dialers[" + i + "]", dialers.get(i));
      rules.timeoutFitsInterval("dialers[" + i + "]", dialers.get(i));
    }
    rules.maintenanceConcernsSomebody();
    rules.fits("defaults", configuration.defaults().timeout(), configuration.defaults().interval());
  }

  private void renewalHasAnAccount(String path, DialerSettings entry) {
    CertificatePlan plan = entry.certificate();
    boolean named = plan.account().or(configuration.certificates().renewal()::account).isPresent();
    if (plan.renewedBy() == RenewedBy.LINECHECK
        && !named
        && configuration.certificates().accounts().size() != 1) {
      reading.refuse(
          path + ".certificate.renewedBy",
          "linecheck",
          "needs an account: name one here or in renewal, or define exactly one under acme",
          Optional.empty());
    }
  }

  private void twoCertificatesHaveAPlace(String path, DialerSettings entry) {
    CertificatePlan plan = entry.certificate();
    Configuration.Certificates all = configuration.certificates();
    boolean dual = plan.keyType().orElse(all.renewal().keyType()).equals(CertificatePlan.DUAL);
    if (plan.renewedBy() != RenewedBy.LINECHECK || !dual) {
      return;
    }
    List<String> single =
        plan.deploy().stream()
            .filter(name -> {
              DeployTarget target = all.targets().get(name);
              return target != null && !target.holdsTwo();
            })
            .toList();
    String where = path + ".certificate" + (plan.keyType().isPresent() ? ".keyType" : "");
    if (!single.isEmpty() && single.size() == plan.deploy().size()) {
      reading.refuse(
          where,
          CertificatePlan.DUAL,
          "none of its targets holds two certificates; set rsa: {certificate, key} of one, or"
              + " another keyType here",
          Optional.empty());
    } else if (!single.isEmpty()) {
      reading.warn(
          where,
          CertificatePlan.DUAL,
          String.join(", ", single)
              + (single.size() == 1 ? " holds" : " hold")
              + " one certificate and will get the ECDSA one only");
    }
  }

  private void maintenanceConcernsSomebody() {
    List<Maintenance> maintenance = configuration.maintenance();
    for (int i = 0; i < maintenance.size(); i++) {
      Selector selector = maintenance.get(i).dialers();
      boolean nobody =
          configuration.watched().stream().noneMatch(entry -> selector.matches(entry.dialer()));
      if (nobody) {
        reading.warn(
            "maintenance[" + i + "].dialers", selector.labels().toString(), "concerns no dialer");
      }
    }
  }

  private void timeoutFitsInterval(String path, DialerSettings entry) {
    if (entry.interval().isPresent() || entry.timeout().isPresent()) {
      fits(path, configuration.timeout(entry), configuration.interval(entry));
    }
  }

  private void fits(String path, Duration timeout, Duration interval) {
    if (timeout.compareTo(interval) > 0) {
      reading.warn(
          path,
          "",
          "the timeout "
              + DurationText.format(timeout)
              + " is longer than the interval "
              + DurationText.format(interval)
              + ": a silent dialer is checked less often");
    }
  }
}
