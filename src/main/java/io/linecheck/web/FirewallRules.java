package io.linecheck.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.config.CertificatePlan;
import io.linecheck.config.HostAndPort;
import io.linecheck.config.Profile;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import java.util.Optional;

/** What a firewall before a dialer must let through, seen from the dialer's network. */
final class FirewallRules {
  private FirewallRules() {}

  static ArrayNode of(WatchedDialer watched) {
    ArrayNode rules = JsonNodeFactory.instance.arrayNode();
    for (Service service : watched.dialer().services()) {
      rules.add(
          rule(
              "in",
              transport(service.kind()),
              Integer.toString(service.port()),
              "agents",
              service.host(),
              why(service)));
    }
    for (Profile.PortRange range : watched.profile().ports()) {
      String ports =
          range.from() == range.to() ? "" + range.from() : range.from() + "-" + range.to();
      rules.add(
          rule("in", range.transport(), ports, "agents", watched.dialer().host(), range.purpose()));
    }
    Optional<HostAndPort> stun = watched.profile().phone().stun();
    stun.ifPresent(server ->
        rules.add(
            rule(
                "out",
                "udp",
                Integer.toString(server.port()),
                "agents in this network",
                server.host(),
                "the web phone asks this STUN server for its public address")));
    certificate(watched, rules);
    return rules;
  }

  private static void certificate(WatchedDialer watched, ArrayNode rules) {
    CertificatePlan plan = watched.settings().certificate();
    if (plan.challenge().filter("http-01"::equals).isPresent()) {
      rules.add(
          rule(
              "in",
              "tcp",
              "80",
              "anywhere",
              watched.dialer().host(),
              "the certificate authority fetches the http-01 challenge here"));
    }
    if (plan.challenge().filter("tls-alpn-01"::equals).isPresent()) {
      rules.add(
          rule(
              "in",
              "tcp",
              "443",
              "anywhere",
              watched.dialer().host(),
              "the certificate authority makes the tls-alpn-01 handshake here"));
    }
    if (plan.renewedBy() == CertificatePlan.RenewedBy.CERTBOT) {
      rules.add(
          rule(
              "out",
              "tcp",
              "443",
              watched.dialer().host(),
              "the certificate authority",
              "renewal asks the authority (ACME)"));
    }
  }

  static String transport(ServiceKind kind) {
    return switch (kind) {
      case STUN, TURN_UDP -> "udp";
      case HTTPS, WSS, TURN_TCP, TURN_TLS, SIPS, TLS -> "tcp";
    };
  }

  private static String why(Service service) {
    return switch (service.kind()) {
      case HTTPS -> "the agent page";
      case WSS -> "SIP of the agents' phones over WebSocket";
      case STUN -> "phones learn their public address";
      case TURN_UDP -> "audio of agents behind strict NAT, over UDP";
      case TURN_TCP -> "audio of agents whose network blocks UDP, over TCP";
      case TURN_TLS -> "audio of agents whose network lets only TLS pass";
      case SIPS -> "SIP over TLS";
      case TLS -> service.name();
    };
  }

  private static ObjectNode rule(
      String direction, String protocol, String ports, String from, String to, String why) {
    ObjectNode rule = JsonNodeFactory.instance.objectNode();
    rule.put("direction", direction);
    rule.put("protocol", protocol);
    rule.put("ports", ports);
    rule.put("from", from);
    rule.put("to", to);
    rule.put("why", why);
    return rule;
  }
}
