package io.linecheck.web;

import io.linecheck.model.Dialer;
import io.linecheck.model.FixedBy;
import java.util.List;
import java.util.Optional;

/** Whom to call, from the owners a dialer names. */
final class Owners {
  /** The parts of a dialer that have an owner, in the order they are shown. */
  static final List<String> PARTS = List.of("pbx", "firewall", "dns", "web", "turn", "certificate");

  private Owners() {}

  /** Who is called for what must be fixed by this role, where somebody is named. */
  static Optional<String> contact(Dialer dialer, FixedBy fixedBy) {
    return part(fixedBy).flatMap(part -> Optional.ofNullable(dialer.owners().get(part)));
  }

  private static Optional<String> part(FixedBy fixedBy) {
    return switch (fixedBy) {
      case DIALER_ADMIN -> Optional.of("pbx");
      case WEB_ADMIN -> Optional.of("web");
      case DNS_ADMIN -> Optional.of("dns");
      case FIREWALL_ADMIN -> Optional.of("firewall");
      case TURN_ADMIN -> Optional.of("turn");
      case CERTIFICATE_ADMIN -> Optional.of("certificate");
      case AGENT, AGENT_NETWORK, BROWSER_VENDOR, LINECHECK_ADMIN -> Optional.empty();
    };
  }
}
