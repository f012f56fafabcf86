package io.linecheck.probe.turn;

import io.linecheck.model.Stage;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.Transcript;
import io.linecheck.probe.stun.Answer;
import io.linecheck.probe.stun.AttributeType;
import io.linecheck.probe.stun.StunClass;
import io.linecheck.probe.stun.StunClient;
import io.linecheck.probe.stun.StunCodec;
import io.linecheck.probe.stun.StunMessage;
import io.linecheck.probe.stun.StunMethod;
import io.linecheck.probe.stun.StunTransport;
import io.vertx.core.buffer.Buffer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One client of a TURN server on one transport, with at most one allocation, which is released when
 * it is closed, whatever happened (RFC 8656 section 8). Runs on the check's virtual thread.
 */
final class TurnSession implements AutoCloseable {
  /** How often a stale nonce is followed before it counts as the answer. */
  private static final int MAX_STALE = 3;

  private static final Duration RELEASE = Duration.ofMillis(400);
  private static final int UDP = 17;

  private final StunClient client;
  private final Transcript transcript;
  private Optional<TurnCredentials> credentials = Optional.empty();
  private Optional<Challenge> challenge = Optional.empty();
  private boolean allocated;
  private boolean perhapsAllocated;

  TurnSession(StunTransport transport, Transcript transcript) {
    this.client = new StunClient(transport, transcript, Stage.TURN);
    this.transcript = transcript;
  }

  StunClient client() {
    return client;
  }

  StunTransport transport() {
    return client.transport();
  }

  /** From now on requests are signed, as the challenge asks. */
  void identify(TurnCredentials as, Challenge by) {
    transcript.hide(as.password().value());
    credentials = Optional.of(as);
    challenge = Optional.of(by);
  }

  /** Asks for a relayed UDP address (section 7.1). */
  Answer allocate(Deadline deadline) throws InterruptedException {
    Answer answer =
        request(
            StunMethod.ALLOCATE,
            message ->
                message.with(
                    AttributeType.REQUESTED_TRANSPORT, Buffer.buffer().appendInt(UDP << 24)),
            deadline);
    allocated |= succeeded(answer);
    // An answer that was lost or broken may have been a success.
    perhapsAllocated |= credentials.isPresent() && message(answer).isEmpty();
    return answer;
  }

  /** Lets a peer send to the relayed address (section 10.1). */
  Answer permit(InetAddress peer, Deadline deadline) throws InterruptedException {
    return request(
        StunMethod.CREATE_PERMISSION,
        message ->
            message.withXored(AttributeType.XOR_PEER_ADDRESS, new InetSocketAddress(peer, 0)),
        deadline);
  }

  /** Gives a peer a channel, and the permission with it (section 12.1). */
  Answer bind(int channel, InetSocketAddress peer, Deadline deadline) throws InterruptedException {
    return request(
        StunMethod.CHANNEL_BIND,
        message ->
            message
                .with(
                    AttributeType.CHANNEL_NUMBER,
                    Buffer.buffer().appendUnsignedShort(channel).appendUnsignedShort(0))
                .withXored(AttributeType.XOR_PEER_ADDRESS, peer),
        deadline);
  }

  /** Asks a plain Binding, to learn whether anybody is there. */
  Answer binding(Deadline deadline) throws InterruptedException {
    return client.exchange(client.request(StunMethod.BINDING), deadline);
  }

  /** Sends data through a channel (section 12.4). */
  boolean send(int channel, Buffer data, Deadline deadline) throws InterruptedException {
    return client.send(channelData(channel, data), deadline);
  }

  /** A ChannelData message; the transport pads it. */
  static Buffer channelData(int channel, Buffer data) {
    return Buffer.buffer(4 + data.length())
        .appendUnsignedShort(channel)
        .appendUnsignedShort(data.length())
        .appendBuffer(data);
  }

  /** Releases the allocation, if there is one, and closes the transport. */
  @Override
  public void close() {
    if (allocated) {
      release();
    } else if (perhapsAllocated) {
      lastWords();
    }
    allocated = false;
    perhapsAllocated = false;
    client.close();
  }

  static boolean succeeded(Answer answer) {
    return answer instanceof Answer.Response(StunMessage message, Duration roundTrip)
        && message.kind() == StunClass.SUCCESS;
  }

  /** The message of a response. */
  static Optional<StunMessage> message(Answer answer) {
    return answer instanceof Answer.Response(StunMessage message, Duration roundTrip)
        ? Optional.of(message)
        : Optional.empty();
  }

  private void release() {
    boolean interrupted = Thread.interrupted();
    try {
      if (!interrupted
          && !(request(StunMethod.REFRESH, TurnSession::withoutLifetime, Deadline.in(RELEASE))
              instanceof Answer.Broken)) {
        return;
      }
    } catch (InterruptedException ended) {
      interrupted = true;
    }
    lastWords();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void lastWords() {
    StunMessage refresh = withoutLifetime(client.request(StunMethod.REFRESH));
    Buffer bytes =
        credentials
            .flatMap(
                as -> challenge.map(by -> StunCodec.encode(by.identify(refresh, as), by.key(as))))
            .orElseGet(() -> StunCodec.encode(refresh));
    transcript.sent(Stage.TURN, refresh.words());
    client.transport().farewell(bytes);
  }

  private static StunMessage withoutLifetime(StunMessage message) {
    return message.with(AttributeType.LIFETIME, Buffer.buffer().appendInt(0));
  }

  private Answer request(
      StunMethod method, UnaryOperator<StunMessage> attributes, Deadline deadline)
      throws InterruptedException {
    for (int stale = 0; ; stale++) {
      StunMessage request = attributes.apply(client.request(method));
      Answer answer = sign(request, deadline);
      Optional<Challenge> newer =
          message(answer)
              .filter(message -> message.error().filter(error -> error.code() == 438).isPresent())
              .flatMap(Challenge::find);
      if (newer.isEmpty() || credentials.isEmpty() || stale == MAX_STALE) {
        return answer;
      }
      challenge = newer;
    }
  }

  private Answer sign(StunMessage request, Deadline deadline) throws InterruptedException {
    if (credentials.isEmpty() || challenge.isEmpty()) {
      return client.exchange(request, deadline);
    }
    Challenge by = challenge.get();
    TurnCredentials as = credentials.get();
    return client.exchange(by.identify(request, as), Optional.of(by.key(as)), deadline);
  }
}
