package io.linecheck.probe.stun;

import io.linecheck.model.Stage;
import io.linecheck.probe.Conversation;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.Decision;
import io.linecheck.probe.Path;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;

/**
 * Asks a STUN server over UDP where it sees us (RFC 8489 section 3) and, where it can tell, how the
 * NAT before us behaves (RFC 5780).
 *
 * <p>Facts: {@code stun.mappedAddress}, {@code stun.software}, {@code stun.rttSeconds}, {@code
 * nat.mapping}, {@code nat.filtering}.
 */
public final class StunConversation implements Conversation {
  private final Duration patience;
  private final Decision<StunObservation> decision;

  /** With the patience of {@link #StunConversation(Duration)} at five seconds. */
  public StunConversation() {
    this(Duration.ofSeconds(5));
  }

  /** A conversation that waits this long for an answer: four sendings in five seconds. */
  public StunConversation(Duration patience) {
    this.patience = patience;
    this.decision = new StunDecision();
  }

  @Override
  public void converse(Path path) throws InterruptedException {
    long started = System.nanoTime();
    Deadline deadline = path.context().deadline().atMost(patience);
    Answer answer;
    InetSocketAddress local;
    try (UdpTransport transport = UdpTransport.open(path.address())) {
      local = transport.local();
      StunClient client = new StunClient(transport, path.context().transcript(), Stage.STUN);
      answer = client.exchange(client.request(StunMethod.BINDING), deadline);
    }
    if (answer instanceof Answer.Response(StunMessage message, Duration roundTrip)) {
      facts(path, message, roundTrip);
      new NatBehaviour(path, local, message).discover(deadline);
    }
    path.log()
        .end(
            Stage.STUN,
            started,
            decision.decide(path.context().subject(), StunObservation.of(answer, path.address())));
  }

  private static void facts(Path path, StunMessage message, Duration roundTrip) {
    message
        .findXored(AttributeType.XOR_MAPPED_ADDRESS)
        .or(() -> message.findAddress(AttributeType.MAPPED_ADDRESS))
        .ifPresent(mapped -> path.log().fact("stun.mappedAddress", TransportAddress.words(mapped)));
    message
        .findText(AttributeType.SOFTWARE)
        .ifPresent(software -> path.log().fact("stun.software", software));
    path.log()
        .fact("stun.rttSeconds", String.format(Locale.ROOT, "%.6f", roundTrip.toNanos() / 1e9));
  }
}
