package io.linecheck.probe.stun;

import io.linecheck.model.Stage;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.Path;
import io.vertx.core.buffer.Buffer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * How the NAT before us maps and filters (RFC 5780 sections 4.3 and 4.4), where the server has a
 * second address. Gives facts, never faults: {@code nat.mapping} and {@code nat.filtering}.
 */
final class NatBehaviour {
  private static final Duration PATIENCE = Duration.ofMillis(600);
  private static final int CHANGE_PORT = 0x02;
  private static final int CHANGE_ADDRESS_AND_PORT = 0x06;

  private final Path path;
  private final InetSocketAddress local;
  private final Optional<InetSocketAddress> mapped;
  private final Optional<InetSocketAddress> other;

  /**
   * Prepares the discovery.
   *
   * @param local the port that the first request was sent from, closed by now
   * @param first the answer to it
   */
  NatBehaviour(Path path, InetSocketAddress local, StunMessage first) {
    this.path = path;
    this.local = local;
    this.mapped = first.findXored(AttributeType.XOR_MAPPED_ADDRESS);
    this.other =
        first
            .findAddress(AttributeType.OTHER_ADDRESS)
            .filter(address -> !address.getAddress().equals(path.address().getAddress()))
            .filter(address -> address.getPort() != path.address().getPort())
            .filter(address -> address.getPort() != 0);
  }

  /** Asks as far as the server allows and the deadline leaves time. */
  void discover(Deadline deadline) throws InterruptedException {
    if (mapped.isEmpty() || other.isEmpty()) {
      return;
    }
    // Filtering first: once the other address has been written to, the NAT lets it answer.
    filtering(deadline).ifPresent(words -> path.log().fact("nat.filtering", words));
    if (mapped.get().equals(local)) {
      path.log().fact("nat.mapping", "no NAT");
    } else {
      mapping(mapped.get(), other.get(), deadline)
          .ifPresent(words -> path.log().fact("nat.mapping", words));
    }
  }

  /** Section 4.3: tests II and III, from the same port to the other address. */
  private Optional<String> mapping(
      InetSocketAddress first, InetSocketAddress alternate, Deadline deadline)
      throws InterruptedException {
    InetSocketAddress samePort =
        new InetSocketAddress(alternate.getAddress(), path.address().getPort());
    Optional<InetSocketAddress> second = ask(samePort, deadline);
    if (second.isEmpty()) {
      return Optional.empty();
    }
    if (second.get().equals(first)) {
      return Optional.of("endpoint-independent");
    }
    return ask(alternate, deadline)
        .map(third ->
            third.equals(second.get()) ? "address-dependent" : "address-and-port-dependent");
  }

  /** Section 4.4: may an answer come from another address, or from another port? */
  private Optional<String> filtering(Deadline deadline) throws InterruptedException {
    if (change(CHANGE_ADDRESS_AND_PORT, deadline)) {
      return Optional.of("endpoint-independent");
    }
    if (deadline.passed()) {
      return Optional.empty();
    }
    return Optional.of(
        change(CHANGE_PORT, deadline) ? "address-dependent" : "address-and-port-dependent");
  }

  private Optional<InetSocketAddress> ask(InetSocketAddress server, Deadline deadline)
      throws InterruptedException {
    try (UdpTransport transport = UdpTransport.open(local, server)) {
      StunClient client = new StunClient(transport, path.context().transcript(), Stage.STUN);
      return client.exchange(client.request(StunMethod.BINDING), deadline.atMost(PATIENCE))
              instanceof Answer.Response(StunMessage message, Duration roundTrip)
          ? message.findXored(AttributeType.XOR_MAPPED_ADDRESS)
          : Optional.empty();
    }
  }

  private boolean change(int flags, Deadline deadline) throws InterruptedException {
    try (UdpTransport transport = UdpTransport.openToAll(local, path.address())) {
      StunClient client = new StunClient(transport, path.context().transcript(), Stage.STUN);
      StunMessage request =
          client
              .request(StunMethod.BINDING)
              .with(AttributeType.CHANGE_REQUEST, Buffer.buffer().appendInt(flags));
      return client.exchange(request, deadline.atMost(PATIENCE)) instanceof Answer.Response response
          && response.message().kind() == StunClass.SUCCESS;
    }
  }
}
