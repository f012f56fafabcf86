package io.linecheck.app;

import io.linecheck.config.AddressText;
import io.linecheck.probe.CheckContext;
import io.linecheck.probe.dns.DnsAnswer;
import io.linecheck.probe.dns.DnsProbe;
import io.linecheck.probe.http.ForeignNames;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Looks up where pages redirect to, by the resolver whose answers are walked. Thread-safe. */
final class RedirectNames implements ForeignNames {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final ProbeSettings settings;
  private final DnsProbe dns;

  RedirectNames(ProbeSettings settings) {
    this.settings = settings;
    this.dns = new DnsProbe(List.of(settings.resolvers().getFirst()));
  }

  @Override
  public Optional<String> missing(CheckContext context, String host) throws InterruptedException {
    String name = host.toLowerCase(Locale.ROOT);
    if (settings.resolved().containsKey(name) || AddressText.parse(name).isPresent()) {
      return Optional.empty();
    }
    DnsAnswer answer =
        dns.observe(context.dialer(), name, context.deadline().atMost(PATIENCE))
            .answers()
            .getFirst();
    return switch (answer.outcome()) {
      case NXDOMAIN -> Optional.of(answer.server() + " knows no " + name + " (NXDOMAIN)");
      case NO_DATA -> Optional.of(answer.server() + " knows no address of " + name);
      case ANSWERED, SERVFAIL, REFUSED, TIMEOUT -> Optional.empty();
    };
  }
}
