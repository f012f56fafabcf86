package io.linecheck.diagnose;

import io.linecheck.model.Dialer;
import io.linecheck.model.Finding;
import io.linecheck.model.Readiness;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import java.util.List;

/** The verdict in a few words, from an agent's point of view. */
final class Headline {
  private Headline() {}

  static String of(
      Readiness readiness,
      Dialer dialer,
      List<Finding> findings,
      List<String> untried,
      boolean finished) {
    return switch (readiness) {
      case NOT_READY -> consequence(dialer, findings.getFirst());
      case AT_RISK -> findings.getFirst().title();
      case READY -> untried.isEmpty() ? "agents can work" : asFarAsTried(untried);
      case UNKNOWN -> finished ? "nothing could be tried" : "the time did not suffice to tell";
    };
  }

  static String asFarAsTried(List<String> untried) {
    return "as far as tried: " + String.join(", ", untried);
  }

  private static String consequence(Dialer dialer, Finding finding) {
    ServiceKind kind =
        dialer.findService(finding.service()).map(Service::kind).orElse(ServiceKind.HTTPS);
    return switch (finding.stage()) {
      case DNS -> "the name does not lead agents to the dialer";
      case TCP -> door(kind) + " cannot be reached";
      case TLS, CERTIFICATE ->
          kind == ServiceKind.HTTPS
              ? "browsers refuse the agent page"
              : kind == ServiceKind.WSS
                  ? "agents' phones cannot connect"
                  : "browsers refuse " + door(kind);
      case HTTP ->
          kind == ServiceKind.WSS
              ? "agents' phones cannot connect"
              : "the agent page does not open";
      case WEBSOCKET -> "agents' phones cannot connect";
      case SIP -> "agents cannot register";
      case STUN, TURN, RELAY -> "agents' audio cannot pass " + door(kind);
      case ICE, DTLS, MEDIA -> "calls have no audio";
    };
  }

  private static String door(ServiceKind kind) {
    return switch (kind) {
      case HTTPS -> "the agent page";
      case WSS -> "the phone's WebSocket";
      case STUN -> "the STUN server";
      case TURN_UDP, TURN_TCP, TURN_TLS -> "the TURN server";
      case SIPS -> "the SIP door";
      case TLS -> "the service";
    };
  }
}
