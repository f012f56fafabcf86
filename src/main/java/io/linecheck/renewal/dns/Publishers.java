package io.linecheck.renewal.dns;

import io.linecheck.config.DnsProvider;

/** The publisher of each provider of the configuration. */
public final class Publishers {
  private Publishers() {}

  /** The one for these settings. */
  public static TxtPublisher of(DnsProvider provider) {
    return switch (provider) {
      case DnsProvider.Rfc2136 settings -> new Rfc2136Publisher(settings);
      case DnsProvider.Exec settings -> new ExecPublisher(settings);
      case DnsProvider.Cloudflare settings -> new CloudflarePublisher(settings);
      case DnsProvider.Powerdns settings -> new PowerdnsPublisher(settings);
      case DnsProvider.Desec settings -> new DesecPublisher(settings);
      case DnsProvider.Route53 settings ->
          new Route53Publisher(settings, java.time.InstantSource.system());
      case DnsProvider.AcmeDns settings -> new AcmeDnsPublisher(settings);
    };
  }
}
