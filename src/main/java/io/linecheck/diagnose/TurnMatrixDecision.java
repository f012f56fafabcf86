package io.linecheck.diagnose;

import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Severity;
import java.util.List;
import java.util.Optional;

/**
 * Joins what an agent's browser saw of STUN and TURN with what a server saw in the same minutes:
 * what fails on both sides is the server's fault, what fails only for the agent is the fault of the
 * network between.
 */
public final class TurnMatrixDecision {
  /** What became of one way to a relay. */
  public enum Way {
    /** Not in the profile, or not tried. */
    UNTRIED,
    /** No candidate came. */
    NOTHING,
    /** 401: the credentials were refused. */
    REJECTED,
    /** A relayed address, but no data through it. */
    NO_ECHO,
    /** A relayed address and data, or nothing said of data. */
    RELAY;

    /** Whether the server was reached at all. */
    boolean reached() {
      return this == REJECTED || this == NO_ECHO || this == RELAY;
    }
  }

  /**
   * What the agent's browser saw.
   *
   * @param stun whether STUN on the usual port answered
   * @param stunElsewhere whether STUN on 443/udp or another port answered; empty where not tried
   * @param udp TURN over UDP
   * @param tcp TURN over TCP
   * @param tls TURN over TLS
   * @param tlsPort the port of TURN over TLS
   */
  public record Agent(
      boolean stun, Optional<Boolean> stunElsewhere, Way udp, Way tcp, Way tls, int tlsPort) {
    private boolean anyUdp() {
      return stun || stunElsewhere.orElse(false) || udp.reached();
    }

    private boolean anyReached() {
      return anyUdp() || tcp.reached() || tls.reached();
    }

    private boolean rejected() {
      return udp == Way.REJECTED || tcp == Way.REJECTED || tls == Way.REJECTED;
    }

    private boolean carriesNothing() {
      return !anyRelay() && (udp == Way.NO_ECHO || tcp == Way.NO_ECHO || tls == Way.NO_ECHO);
    }

    private boolean anyRelay() {
      return udp == Way.RELAY || tcp == Way.RELAY || tls == Way.RELAY;
    }
  }

  /**
   * What the server's own check saw in the same minutes.
   *
   * @param faults codes of STUN and TURN that were open then; empty when all was well
   * @param known whether there was a check then at all
   */
  public record Server(boolean known, List<FindingCode> faults) {
    public Server {
      faults = List.copyOf(faults);
    }
  }

  /** The fault; none when the agent's ways are healthy or the server's own finding tells it. */
  public List<Fault> decide(Agent agent, Server server) {
    if (!server.faults().isEmpty()) {
      // What the server sees as well is told once, by its own finding.
      return List.of();
    }
    if (agent.rejected() && !agent.anyRelay()) {
      return List.of(
          Fault.of(
              FindingCode.TURN_CREDENTIALS_REJECTED,
              "the agent's browser got 401 for the credentials the page handed out; "
                  + (server.known()
                      ? "the server's own check was accepted in the same minutes: the page's are wrong or expired"
                      : "no check of the server in the same minutes")));
    }
    if (agent.carriesNothing() && agent.anyUdp()) {
      Fault silent =
          fault(
              FindingCode.TURN_RELAY_SILENT,
              "the relay gives this browser an address and carries nothing through it",
              server);
      return List.of(
          new Fault(silent.code(), Severity.WARNING, silent.evidence(), silent.details()));
    }
    if (!agent.anyReached()) {
      return List.of(
          fault(
              FindingCode.AGENT_FULLY_FILTERED,
              "no STUN and no TURN, neither over UDP, TCP nor TLS",
              server));
    }
    if (agent.anyUdp()) {
      boolean portOnly = !agent.stun() && !agent.udp().reached();
      return portOnly
          ? List.of(
              fault(
                  FindingCode.AGENT_TURN_PORT_BLOCKED,
                  "STUN answers on another UDP port, but neither STUN nor TURN on the usual one",
                  server))
          : List.of();
    }
    boolean onlyTls =
        !agent.tcp().reached() && agent.tcp() != Way.UNTRIED && agent.tlsPort() == 443;
    if (onlyTls) {
      return List.of(
          fault(
              FindingCode.AGENT_ONLY_443,
              "no UDP and no TURN over TCP; only TURN over TLS on port 443",
              server));
    }
    Fault blocked =
        fault(
            FindingCode.AGENT_UDP_BLOCKED,
            "no STUN and no TURN over UDP; TURN over "
                + (agent.tcp().reached() ? "TCP" : "TLS")
                + " is reached",
            server);
    return List.of(
        agent.anyRelay()
            ? new Fault(blocked.code(), Severity.WARNING, blocked.evidence(), blocked.details())
            : blocked);
  }

  private static Fault fault(FindingCode code, String seen, Server server) {
    return Fault.of(
        code,
        "from the agent: "
            + seen
            + "; from the server's side: "
            + (server.known() ? "all well in the same minutes" : "not known for the same minutes"));
  }
}
