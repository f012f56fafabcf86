package io.linecheck.probe.turn;

import io.linecheck.model.AddressScope;
import io.linecheck.model.Stage;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.Path;
import io.linecheck.probe.stun.Answer;
import io.linecheck.probe.stun.AttributeType;
import io.linecheck.probe.stun.StunClient;
import io.linecheck.probe.stun.StunMessage;
import io.linecheck.probe.stun.StunMethod;
import io.linecheck.probe.stun.UdpTransport;
import io.linecheck.probe.turn.RelayObservation.Attempt;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Sends data through a relay and back: first to a socket of our own at our own reflexive address,
 * and where nothing comes through, between two allocations.
 */
final class RelayTrial {
  private static final Duration REFLEXIVE_PATIENCE = Duration.ofMillis(600);
  private static final int CHANNEL = 0x4000;
  private static final int CHANNEL_AS_SEEN = 0x4001;

  private final Path path;
  private final TurnSettings settings;
  private final TurnDoor door;
  private final AllocationTrial allocation;
  private final TurnSession session;
  private final Deadline deadline;
  private final InetSocketAddress relayed;
  private final InetSocketAddress mapped;
  private Optional<RelayMeasurement> measurement = Optional.empty();
  private Optional<InetSocketAddress> source = Optional.empty();
  private Optional<Reply> unbound = Optional.empty();

  RelayTrial(
      Path path,
      TurnSettings settings,
      TurnDoor door,
      AllocationTrial allocation,
      TurnSession session,
      InetSocketAddress relayed,
      Deadline deadline) {
    this.path = path;
    this.settings = settings;
    this.door = door;
    this.allocation = allocation;
    this.session = session;
    this.deadline = deadline;
    this.relayed = relayed;
    this.mapped =
        allocation
            .allocation()
            .flatMap(message -> message.findXored(AttributeType.XOR_MAPPED_ADDRESS))
            .orElse(session.transport().local());
  }

  /** Tries the ways in turn until one works. */
  RelayObservation run() throws InterruptedException {
    boolean hidden = !mapped.getAddress().equals(session.transport().local().getAddress());
    AddressScope scope = AddressScope.of(relayed.getAddress());
    AddressScope servers = AddressScope.of(door.server().getAddress());
    boolean reachable = !scope.narrowerThan(servers);
    boolean astray = scope != servers && scope != AddressScope.PUBLIC;
    Attempt reflexive = reflexive(hidden);
    Attempt second = reflexive == Attempt.WORKED ? Attempt.NOT_TRIED : betweenTwoAllocations();
    return new RelayObservation(
        relayed,
        reachable,
        astray,
        hidden,
        source.isPresent(),
        source.filter(from -> isServer(from) && !from.getAddress().equals(relayed.getAddress())),
        reflexive,
        second,
        unbound,
        measurement);
  }

  private boolean isServer(InetSocketAddress address) {
    return address.getAddress().equals(door.server().getAddress());
  }

  private Attempt reflexive(boolean hidden) throws InterruptedException {
    InetSocketAddress local = session.transport().local();
    if (local.getAddress().getAddress().length != relayed.getAddress().getAddress().length) {
      return Attempt.IMPOSSIBLE;
    }
    RelayPackets packets = new RelayPackets(settings.packetBytes());
    try (UdpTransport socket =
        UdpTransport.openToAll(new InetSocketAddress(local.getAddress(), 0), door.server())) {
      InetSocketAddress target = hidden ? ask(socket) : socket.local();
      Answer bound = session.bind(CHANNEL, target, deadline.atMost(settings.answer()));
      if (!TurnSession.succeeded(bound)) {
        return refused(bound);
      }
      try (EchoPeer peer = new EchoPeer(socket, packets, OptionalInt.empty(), deadline)) {
        RelayStream stream = new RelayStream(session, settings, packets, peer, deadline);
        // What we send first opens the NAT before us and shows how the relay sees us.
        socket.sendTo(packets.packet(RelayStream.HELLO), relayed);
        if (!isServer(relayed)) {
          // Where the relayed address is not the server's, packets may yet leave from there.
          InetSocketAddress own =
              new InetSocketAddress(door.server().getAddress(), relayed.getPort());
          socket.sendTo(packets.packet(RelayStream.HELLO), own);
        }
        boolean through = stream.run(CHANNEL) || asSeen(stream, target);
        source = peer.source();
        return through ? worked(stream) : nothing(stream);
      }
    }
  }

  /** Once more, to where the relay saw us, which a symmetric NAT makes another address. */
  private boolean asSeen(RelayStream stream, InetSocketAddress target) throws InterruptedException {
    Optional<InetSocketAddress> seen = stream.seen().filter(peerSeen -> !peerSeen.equals(target));
    return seen.isPresent()
        && TurnSession.succeeded(
            session.bind(CHANNEL_AS_SEEN, seen.get(), deadline.atMost(settings.answer())))
        && stream.run(CHANNEL_AS_SEEN);
  }

  /** Where the server's side of the NAT sees this socket; a guess where it does not say. */
  private InetSocketAddress ask(UdpTransport socket) throws InterruptedException {
    StunClient client = new StunClient(socket, path.context().transcript(), Stage.RELAY);
    Answer answer =
        client.exchange(client.request(StunMethod.BINDING), deadline.atMost(REFLEXIVE_PATIENCE));
    return TurnSession.message(answer)
        .flatMap(message -> message.findXored(AttributeType.XOR_MAPPED_ADDRESS))
        .orElse(new InetSocketAddress(mapped.getAddress(), socket.local().getPort()));
  }

  private Attempt betweenTwoAllocations() throws InterruptedException {
    Optional<TurnSession> opened = door.open();
    if (opened.isEmpty()) {
      return Attempt.IMPOSSIBLE;
    }
    try (TurnSession other = opened.get()) {
      Optional<InetSocketAddress> target =
          allocate(other).flatMap(message -> message.findXored(AttributeType.XOR_RELAYED_ADDRESS));
      if (target.isEmpty()) {
        return Attempt.IMPOSSIBLE;
      }
      Answer back = other.bind(CHANNEL, relayed, deadline.atMost(settings.answer()));
      if (!TurnSession.succeeded(back)) {
        return refused(back);
      }
      int channel = CHANNEL_AS_SEEN + 1;
      Answer there = session.bind(channel, target.get(), deadline.atMost(settings.answer()));
      if (!TurnSession.succeeded(there)) {
        return refused(there);
      }
      RelayPackets packets = new RelayPackets(settings.packetBytes());
      try (EchoPeer peer =
          new EchoPeer(other.transport(), packets, OptionalInt.of(CHANNEL), deadline)) {
        RelayStream stream = new RelayStream(session, settings, packets, peer, deadline);
        return stream.run(channel) ? worked(stream) : nothing(stream);
      }
    }
  }

  private Optional<StunMessage> allocate(TurnSession other) throws InterruptedException {
    Answer answer = other.allocate(deadline.atMost(settings.answer()));
    Optional<Challenge> challenge = TurnSession.message(answer).flatMap(Challenge::find);
    if (challenge.isPresent() && allocation.credentials().isPresent()) {
      other.identify(allocation.credentials().get(), challenge.get());
      answer = other.allocate(deadline.atMost(settings.answer()));
    }
    return TurnSession.succeeded(answer) ? TurnSession.message(answer) : Optional.empty();
  }

  private Attempt worked(RelayStream stream) {
    measurement = Optional.of(stream.measurement());
    return Attempt.WORKED;
  }

  private static Attempt nothing(RelayStream stream) {
    return stream.patient() ? Attempt.SILENT : Attempt.IMPOSSIBLE;
  }

  private Attempt refused(Answer answer) {
    Reply reply = Reply.of(answer);
    if (reply.refusedWith(403)) {
      return Attempt.FORBIDDEN;
    }
    // 443: the relayed address is of the other family. Silence counts while there was time.
    boolean told = reply.outcome() != Reply.Outcome.SILENT || !deadline.passed();
    if (reply.refusedWith(443) || !told) {
      return Attempt.IMPOSSIBLE;
    }
    unbound = Optional.of(reply);
    return Attempt.UNBOUND;
  }
}
