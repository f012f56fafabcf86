package io.linecheck.probe.call;

import io.linecheck.probe.Deadline;
import io.linecheck.probe.call.CallObservation.Ice;
import io.linecheck.probe.call.SdpAnswer.Candidate;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.ice.Agent;
import org.ice4j.ice.CandidateType;
import org.ice4j.ice.Component;
import org.ice4j.ice.HostCandidate;
import org.ice4j.ice.IceMediaStream;
import org.ice4j.ice.IceProcessingState;
import org.ice4j.ice.KeepAliveStrategy;
import org.ice4j.ice.LocalCandidate;
import org.ice4j.ice.RemoteCandidate;
import org.ice4j.ice.harvest.AbstractCandidateHarvester;
import org.ice4j.socket.IceUdpSocketWrapper;
import org.ice4j.socket.MultiplexingDatagramSocket;

/**
 * The controlling side of one ICE session with one component (RFC 8445), done by ice4j. Its one
 * candidate is the address from which the dialer is reached; behind NAT the dialer learns ours from
 * the checks themselves (section 7.3.1.3).
 */
final class IceLink implements AutoCloseable {
  /** Held, because a logger that nobody holds forgets its level. */
  private static final List<Logger> LIBRARIES =
      Stream.of("org.ice4j", "org.jitsi", "JitsiConfig").map(Logger::getLogger).toList();

  static {
    // What goes wrong in a call is a value here; the libraries' own words would go to the console.
    LIBRARIES.forEach(library -> library.setLevel(Level.OFF));
  }

  private final Agent agent;
  private final IceMediaStream stream;
  private final Component component;

  private IceLink(Agent agent, IceMediaStream stream, Component component) {
    this.agent = agent;
    this.stream = stream;
    this.component = component;
  }

  /**
   * Binds a socket where the system would send from to reach an address.
   *
   * @throws IOException where there is no way there, or no socket
   */
  static IceLink open(InetSocketAddress dialer) throws IOException {
    InetAddress from;
    try (DatagramSocket way = new DatagramSocket()) {
      way.connect(dialer);
      from = way.getLocalAddress();
    }
    Agent agent = new Agent();
    agent.setControlling(true);
    agent.setUseDynamicPorts(false);
    agent.addCandidateHarvester(new OneAddress(from));
    IceMediaStream stream = agent.createMediaStream("audio");
    Component component = agent.createComponent(stream, KeepAliveStrategy.SELECTED_ONLY, true);
    if (component.getLocalCandidateCount() == 0) {
      agent.free();
      throw new IOException("no UDP socket on " + from.getHostAddress());
    }
    return new IceLink(agent, stream, component);
  }

  /** The offer of this end. */
  Offer offer(long session, String fingerprint) {
    return new Offer(
        session,
        component.getDefaultCandidate().getTransportAddress(),
        component.getLocalCandidates().stream().map(LocalCandidate::toString).toList(),
        agent.getLocalUfrag(),
        agent.getLocalPassword(),
        fingerprint);
  }

  /** Runs the connectivity checks until a pair is nominated, all have failed, or time is up. */
  Ice connect(SdpAnswer answer, Deadline deadline) throws InterruptedException {
    long started = System.nanoTime();
    stream.setRemoteUfrag(answer.ufrag());
    stream.setRemotePassword(answer.password());
    for (Candidate candidate : answer.candidates()) {
      component.addRemoteCandidate(
          new RemoteCandidate(
              new TransportAddress(
                  InetAddress.ofLiteral(candidate.address()), candidate.port(), Transport.UDP),
              component,
              type(candidate.type()),
              candidate.foundation(),
              candidate.priority(),
              null));
    }
    CountDownLatch over = new CountDownLatch(1);
    agent.addStateChangeListener(change -> {
      if (change.getNewValue() != IceProcessingState.RUNNING) {
        over.countDown();
      }
    });
    agent.startConnectivityEstablishment();
    boolean ended = over.await(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    Optional<String> pair =
        Optional.ofNullable(ended ? component.getSelectedPair() : null)
            .map(selected ->
                words(selected.getLocalCandidate().getTransportAddress())
                    + " to "
                    + words(selected.getRemoteCandidate().getTransportAddress()));
    List<String> tried =
        answer.candidates().stream().map(one -> one.address() + ":" + one.port()).toList();
    return new Ice(pair.isPresent(), tried, pair.orElse(""), (System.nanoTime() - started) / 1e9);
  }

  /** The socket over which media goes once a pair is nominated, and its far end. */
  MediaSocket media() {
    return new MediaSocket(
        component.getSocket(),
        component.getSelectedPair().getRemoteCandidate().getTransportAddress());
  }

  private static CandidateType type(String word) {
    try {
      return CandidateType.parse(word);
    } catch (IllegalArgumentException unknown) {
      return CandidateType.HOST_CANDIDATE;
    }
  }

  private static String words(TransportAddress address) {
    return address.getHostAddress() + ":" + address.getPort();
  }

  @Override
  public void close() {
    agent.free();
  }

  /** Makes one candidate of one address; ice4j's own harvester takes every one but loopback. */
  private static final class OneAddress extends AbstractCandidateHarvester {
    private final InetAddress address;

    OneAddress(InetAddress address) {
      this.address = address;
    }

    @Override
    public boolean isHostHarvester() {
      return true;
    }

    @Override
    public Collection<LocalCandidate> harvest(Component component) {
      try {
        var socket = new IceUdpSocketWrapper(new MultiplexingDatagramSocket(0, address));
        HostCandidate candidate = new HostCandidate(socket, component, Transport.UDP);
        component.addLocalCandidate(candidate);
        candidate.getStunStack().addSocket(candidate.getStunSocket(null));
        component.getComponentSocket().add(candidate.getCandidateIceSocketWrapper());
        return List.of(candidate);
      } catch (IOException noSocket) {
        return List.of();
      }
    }
  }
}
