package io.linecheck.renewal.dns;

import io.linecheck.config.DnsProvider;
import java.util.Map;

/**
 * acme-dns: the challenge's name is delegated by CNAME to a subdomain there, which keeps the two
 * newest values. It has no way to remove a value; they are worthless after the challenge.
 */
final class AcmeDnsPublisher implements TxtPublisher {
  private final RestApi api;
  private final String subdomain;

  AcmeDnsPublisher(DnsProvider.AcmeDns settings) {
    this.subdomain = settings.subdomain();
    this.api =
        new RestApi(
            "acme-dns",
            settings.url(),
            Map.of(
                "X-Api-User",
                settings.user(),
                "X-Api-Key",
                settings.password().value(),
                "Content-Type",
                "application/json"));
  }

  @Override
  public String name() {
    return api.name();
  }

  @Override
  public void add(TxtRecord txt) throws InterruptedException {
    if (!txt.name().startsWith(subdomain.toLowerCase(java.util.Locale.ROOT) + ".")) {
      throw new DnsProviderException(
          DnsProviderException.Kind.OTHER,
          "acme-dns: the challenge's name is not delegated: its CNAME must point to "
              + subdomain
              + " at the acme-dns server, but it leads to "
              + txt.name());
    }
    api.call("POST", "/update", RestApi.write(Map.of("subdomain", subdomain, "txt", txt.value())));
  }

  @Override
  public void remove(TxtRecord txt) {
    // The API has no removal: a value leaves when two newer ones come.
  }
}
