package io.linecheck.probe;

import io.linecheck.model.AddressScope;
import io.linecheck.model.Service;
import io.linecheck.model.Stage;
import io.linecheck.probe.dns.DnsAnswer;
import io.linecheck.probe.dns.DnsDecision;
import io.linecheck.probe.dns.DnsObservation;
import io.linecheck.probe.dns.DnsProbe;
import io.linecheck.probe.tcp.TcpDecision;
import io.linecheck.probe.tcp.TcpObservation;
import io.linecheck.probe.tcp.TcpObservation.Attempt;
import io.linecheck.probe.tcp.TcpObservation.Outcome;
import io.linecheck.probe.wire.Connection;
import io.linecheck.probe.wire.TcpConnection;
import io.linecheck.probe.wire.TcpDoor;
import io.linecheck.probe.wire.TcpOutcome;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The first two layers of a walk: from the name to an open connection. Thread-safe. */
public final class Approach {
  private final DnsProbe dns;
  private final TcpDoor door;
  private final WalkSettings settings;
  private final DnsDecision dnsDecision = new DnsDecision();
  private final TcpDecision tcpDecision = new TcpDecision();

  /** Looks up with the one and connects through the other. */
  public Approach(DnsProbe dns, TcpDoor door, WalkSettings settings) {
    this.dns = dns;
    this.door = door;
    this.settings = settings;
  }

  /**
   * Where a name leads.
   *
   * @param addresses IPv4 first; none where the name leads nowhere
   * @param inDns whether a name server said so, and not this machine itself
   */
  record Found(List<InetAddress> addresses, boolean inDns) {}

  /** The addresses of the service's host. */
  Found lookUp(CheckContext context, StageLog log) throws InterruptedException {
    String host = context.service().host();
    InetAddress given = settings.resolved().get(host.toLowerCase(Locale.ROOT));
    if (given == null) {
      given = literal(host);
    }
    if (given != null) {
      return new Found(List.of(given), false);
    }
    long started = System.nanoTime();
    Deadline half = context.deadline().atMost(context.deadline().remaining().dividedBy(2));
    DnsObservation seen = dns.observe(context.dialer(), host, half);
    DnsAnswer first = seen.answers().getFirst();
    List<String> found =
        first.addresses().isEmpty() ? first.uncheckedAddresses() : first.addresses();
    seen.answers()
        .forEach(answer ->
            context
                .transcript()
                .received(
                    Stage.DNS,
                    answer.server()
                        + ": "
                        + answer.outcome()
                        + " "
                        + String.join(", ", answer.addresses())));
    if (!found.isEmpty()) {
      log.fact("dns.addresses", String.join(", ", found));
    }
    log.end(Stage.DNS, started, dnsDecision.decide(context.subject(), seen));
    return new Found(
        found.stream()
            .map(InetAddress::ofLiteral)
            .filter(address -> AddressScope.of(address) != AddressScope.NONE)
            .toList(),
        !first.server().equals(DnsProbe.HOSTS_FILE));
  }

  private static @org.jspecify.annotations.Nullable InetAddress literal(String host) {
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException name) {
      return null;
    }
  }

  /** The first address that opens; each gets its share of the time. */
  Optional<TcpConnection> connect(CheckContext context, List<InetAddress> addresses, StageLog log)
      throws InterruptedException {
    long started = System.nanoTime();
    Service service = context.service();
    Deadline half = context.deadline().atMost(context.deadline().remaining().dividedBy(2));
    List<Attempt> attempts = new ArrayList<>();
    Optional<TcpConnection> open = Optional.empty();
    for (int i = 0; i < addresses.size() && open.isEmpty(); i++) {
      InetSocketAddress address = new InetSocketAddress(addresses.get(i), service.port());
      Deadline share = half.atMost(half.remaining().dividedBy(addresses.size() - i));
      TcpOutcome outcome = door.connect(address, share);
      attempts.add(attempt(Walk.words(address), outcome));
      if (outcome instanceof TcpOutcome.Connected(TcpConnection connection)) {
        open = Optional.of(connection);
      }
    }
    attempts.forEach(attempt ->
        context
            .transcript()
            .note(
                Stage.TCP, attempt.address() + ": " + attempt.outcome() + " " + attempt.detail()));
    TcpObservation seen = new TcpObservation(attempts);
    if (open.isEmpty() && attempts.getFirst().outcome() == Outcome.NOT_TRIED) {
      log.unknown(Stage.TCP, started, "not tried: " + attempts.getFirst().detail());
    } else {
      log.end(Stage.TCP, started, tcpDecision.decide(context.subject(), seen));
    }
    return open;
  }

  /** A further connection to the same address. */
  Optional<Connection> open(InetSocketAddress address, Deadline deadline)
      throws InterruptedException {
    return door.connect(address, deadline) instanceof TcpOutcome.Connected(TcpConnection further)
        ? Optional.of(further)
        : Optional.empty();
  }

  static Attempt attempt(String address, TcpOutcome outcome) {
    return switch (outcome) {
      case TcpOutcome.Connected connected -> new Attempt(address, Outcome.CONNECTED, "");
      case TcpOutcome.Refused() -> new Attempt(address, Outcome.REFUSED, "");
      case TcpOutcome.Filtered(var waited) ->
          new Attempt(address, Outcome.FILTERED, waited.toMillis() + " ms");
      case TcpOutcome.Unreachable(String reason) ->
          new Attempt(address, Outcome.UNREACHABLE, reason);
      case TcpOutcome.NotTried(String reason) -> new Attempt(address, Outcome.NOT_TRIED, reason);
    };
  }
}
