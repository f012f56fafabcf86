package io.linecheck.config;

import io.linecheck.model.Dialer;
import io.linecheck.model.SipAccount;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One entry of {@code dialers:} or {@code gateways:}.
 *
 * @param dialer what is checked
 * @param interval where it is not the default
 * @param timeout where it is not the default
 * @param certificate who renews its certificate
 * @param agentPhone a phone lent to agents for the self-test; never the probe's own
 * @param map what only its owner knows, for the service map
 */
public record DialerSettings(
    Dialer dialer,
    Optional<Duration> interval,
    Optional<Duration> timeout,
    CertificatePlan certificate,
    Optional<SipAccount> agentPhone,
    ServiceMap map) {
  /**
   * What only the owner knows.
   *
   * @param insideAddresses its addresses inside the office
   * @param rollback steps that bring the state before a change back
   * @param notes anything else
   */
  public record ServiceMap(
      List<InetAddress> insideAddresses, List<String> rollback, Optional<String> notes) {}

  /** The dialer's id. */
  public String id() {
    return dialer.id();
  }
}
