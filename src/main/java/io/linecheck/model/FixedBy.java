package io.linecheck.model;

import java.util.Locale;

/** Who must act on a finding. */
public enum FixedBy {
  /** Whoever runs the phone system. */
  DIALER_ADMIN,
  /** Whoever runs the web server or reverse proxy. */
  WEB_ADMIN,
  /** Whoever runs the zone and the resolvers. */
  DNS_ADMIN,
  /** Whoever runs firewalls and NAT before the dialer. */
  FIREWALL_ADMIN,
  /** Whoever runs the TURN server. */
  TURN_ADMIN,
  /** Whoever renews certificates. */
  CERTIFICATE_ADMIN,
  /** The agent at the browser. */
  AGENT,
  /** Whoever runs the network of the agent. */
  AGENT_NETWORK,
  /** The maker of the browser. */
  BROWSER_VENDOR,
  /** Whoever runs Linecheck. */
  LINECHECK_ADMIN;

  /** The public word, as it stands in JSON and on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
