package io.linecheck.selftest;

import io.linecheck.diagnose.TurnMatrixDecision;
import io.linecheck.diagnose.TurnMatrixDecision.Way;
import io.linecheck.model.Dialer;
import io.linecheck.model.Fault;
import io.linecheck.model.Finding;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.Severity;
import io.linecheck.selftest.AgentReport.Door;
import io.linecheck.selftest.AgentReport.Door.State;
import io.linecheck.selftest.AgentReport.Socket;
import io.linecheck.selftest.ServerView.Sight;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads the matrix of STUN and TURN doors, from the browser and from the server: UDP blocked, one
 * port blocked, only 443 open, nothing open, or the servers themselves down. Pure.
 */
final class DoorDecision {
  private final Dialer dialer;
  private final ServerView server;
  private final boolean phoneUsesTurn;

  DoorDecision(Dialer dialer, ServerView server, boolean phoneUsesTurn) {
    this.dialer = dialer;
    this.server = server;
    this.phoneUsesTurn = phoneUsesTurn;
  }

  void decide(AgentReport report, List<Fault> faults, List<Finding> dialerFindings) {
    List<Door> doors = report.doors();
    boolean down =
        doors.stream()
            .anyMatch(door -> door.state() != State.REACHED && sight(door) == Sight.FAILS);
    List<Door> shut =
        doors.stream()
            .filter(this::blameless)
            .filter(door -> !down || sight(door) == Sight.WORKS)
            .toList();
    doors.stream()
        .filter(door -> door.state() != State.REACHED && sight(door) == Sight.FAILS)
        .flatMap(door -> services(door).stream())
        .filter(Service::required)
        .flatMap(service -> server.criticalOf(service).stream())
        .filter(finding -> dialerFindings.stream().noneMatch(had -> had.code() == finding.code()))
        .forEach(dialerFindings::add);
    refused(doors, faults);
    carryingNothing(doors, faults);
    if (doors.isEmpty()) {
      return;
    }
    boolean udpOpen = doors.stream().anyMatch(door -> isUdp(door) && answered(door));
    boolean relay =
        doors.stream().anyMatch(door -> door.kind().isTurn() && door.state() == State.REACHED);
    List<Fault> matrix =
        shut.isEmpty() ? List.of() : new TurnMatrixDecision().decide(agent(doors), same(doors));
    matrix.stream()
        .filter(fault -> fault.code() != FindingCode.TURN_CREDENTIALS_REJECTED)
        .filter(fault -> fault.code() != FindingCode.TURN_RELAY_SILENT)
        .map(fault -> placed(fault, report, doors, shut.getFirst(), relay))
        .forEach(faults::add);
    if (matrix.isEmpty() && udpOpen) {
      onePort(shut, faults);
    }
    if (relay && !phoneUsesTurn) {
      faults.add(unused(report.phoneWorks(), udpOpen));
    }
  }

  /** A relay that works and a phone that does not use it; graver once the phone's way was tried. */
  private static Fault unused(Optional<Boolean> phoneWorks, boolean udpOpen) {
    String seen = "the relay works from this browser; the dialer's own web phone uses none";
    if (phoneWorks.isEmpty()) {
      return Fault.of(
          FindingCode.AGENT_RELAY_UNUSED_BY_PHONE,
          udpOpen ? Severity.INFO : Severity.WARNING,
          seen);
    }
    return phoneWorks.get()
        ? Fault.of(
            FindingCode.AGENT_RELAY_UNUSED_BY_PHONE,
            Severity.INFO,
            seen + "; a call made as that phone makes it had sound all the same")
        : Fault.of(
            FindingCode.AGENT_RELAY_UNUSED_BY_PHONE,
            Severity.CRITICAL,
            seen + "; a call made as that phone makes it had no sound");
  }

  private static TurnMatrixDecision.Agent agent(List<Door> doors) {
    List<Door> stun = doors.stream().filter(door -> door.kind() == ServiceKind.STUN).toList();
    List<Door> elsewhere =
        stun.stream().filter(door -> door.port() != stun.getFirst().port()).toList();
    return new TurnMatrixDecision.Agent(
        !stun.isEmpty()
            && stun.stream()
                .anyMatch(door -> door.port() == stun.getFirst().port() && answered(door)),
        elsewhere.isEmpty()
            ? Optional.empty()
            : Optional.of(elsewhere.stream().anyMatch(DoorDecision::answered)),
        way(doors, ServiceKind.TURN_UDP),
        way(doors, ServiceKind.TURN_TCP),
        way(doors, ServiceKind.TURN_TLS),
        doors.stream()
            .filter(door -> door.kind() == ServiceKind.TURN_TLS)
            .mapToInt(Door::port)
            .findFirst()
            .orElse(0));
  }

  private static Way way(List<Door> doors, ServiceKind kind) {
    List<State> states =
        doors.stream().filter(door -> door.kind() == kind).map(Door::state).toList();
    if (states.isEmpty()) {
      return Way.UNTRIED;
    }
    return switch (Collections.min(states)) {
      case REACHED -> Way.RELAY;
      case CARRIES_NOTHING -> Way.NO_ECHO;
      case REFUSED -> Way.REJECTED;
      case SILENT -> Way.NOTHING;
    };
  }

  /** What the server's own checks found at these doors in the same minutes. */
  private TurnMatrixDecision.Server same(List<Door> doors) {
    boolean known = doors.stream().anyMatch(door -> sight(door) == Sight.WORKS);
    return new TurnMatrixDecision.Server(known, List.of());
  }

  /**
   * The matrix knows doors by kind only: here the fault gets the door's name, the severity a phone
   * without relay gives it, and a page whose WebSocket opened is not fully filtered when no door
   * over TCP was tried.
   */
  private Fault placed(
      Fault fault, AgentReport report, List<Door> doors, Door shut, boolean relay) {
    boolean tcpTried = doors.stream().anyMatch(door -> !isUdp(door));
    boolean webOpen = report.socket().map(Socket::reached).orElse(false);
    FindingCode code =
        fault.code() == FindingCode.AGENT_FULLY_FILTERED && !tcpTried && webOpen
            ? FindingCode.AGENT_UDP_BLOCKED
            : fault.code();
    Severity severity =
        switch (code) {
          case AGENT_UDP_BLOCKED, AGENT_ONLY_443 -> unless(relay);
          default -> fault.severity();
        };
    return new Fault(
        code,
        severity,
        evidence(doors),
        Map.of("host", shut.host(), "port", Integer.toString(shut.port())));
  }

  /** Without UDP only a phone that uses a relay has sound. */
  private Severity unless(boolean relay) {
    return relay && phoneUsesTurn ? Severity.WARNING : Severity.CRITICAL;
  }

  private static void onePort(List<Door> shut, List<Fault> faults) {
    shut.stream()
        .filter(DoorDecision::isUdp)
        .findFirst()
        .ifPresent(door ->
            faults.add(
                new Fault(
                    FindingCode.AGENT_TURN_PORT_BLOCKED,
                    Severity.WARNING,
                    JoinDecision.words(door)
                        + " stayed silent from this browser while UDP works elsewhere",
                    Map.of("host", door.host(), "port", Integer.toString(door.port())))));
  }

  private void refused(List<Door> doors, List<Fault> faults) {
    List<Door> refused = doors.stream().filter(door -> door.state() == State.REFUSED).toList();
    if (!refused.isEmpty()) {
      boolean serverToo = refused.stream().anyMatch(door -> sight(door) == Sight.FAILS);
      faults.add(
          Fault.of(
              FindingCode.TURN_CREDENTIALS_REJECTED,
              Severity.WARNING,
              JoinDecision.words(refused.getFirst())
                  + " refused the credentials of this run"
                  + (serverToo ? "; it refuses Linecheck's too" : "; it takes Linecheck's own")));
    }
  }

  /** A relay that gives addresses and carries nothing through them. */
  private void carryingNothing(List<Door> doors, List<Fault> faults) {
    doors.stream()
        .filter(door -> door.state() == State.CARRIES_NOTHING && sight(door) != Sight.FAILS)
        .findFirst()
        .ifPresent(door ->
            faults.add(
                new Fault(
                    FindingCode.TURN_RELAY_SILENT,
                    Severity.WARNING,
                    JoinDecision.words(door)
                        + " gave this browser an address and carried nothing through it",
                    Map.of("host", door.host(), "port", Integer.toString(door.port())))));
  }

  /** A door that stays shut for the browser although nothing says it is down. */
  private boolean blameless(Door door) {
    return door.state() == State.SILENT && sight(door) != Sight.FAILS;
  }

  private Sight sight(Door door) {
    List<Service> services = services(door);
    return services.isEmpty() ? Sight.UNKNOWN : server.of(services, door.kind());
  }

  private List<Service> services(Door door) {
    return dialer.services().stream()
        .filter(service -> service.kind() == door.kind())
        .filter(service -> service.host().equals(door.host()) && service.port() == door.port())
        .toList();
  }

  private String evidence(List<Door> doors) {
    return doors.stream()
        .map(door ->
            JoinDecision.words(door)
                + " "
                + switch (door.state()) {
                  case REACHED -> "reached";
                  case SILENT -> "silent";
                  case REFUSED -> "refused";
                  case CARRIES_NOTHING -> "carries nothing";
                }
                + switch (sight(door)) {
                  case WORKS -> " (Linecheck: works)";
                  case FAILS -> " (Linecheck: fails)";
                  case UNKNOWN -> "";
                })
        .collect(Collectors.joining("; "));
  }

  private static boolean isUdp(Door door) {
    return door.kind() == ServiceKind.STUN || door.kind() == ServiceKind.TURN_UDP;
  }

  private static boolean answered(Door door) {
    return door.state() != State.SILENT;
  }
}
