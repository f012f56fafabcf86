package io.linecheck.probe.stun;

import io.linecheck.model.Stage;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.Transcript;
import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests over a transport and finds their responses (RFC 8489 section 6). Runs on the
 * check's virtual thread.
 */
public final class StunClient implements AutoCloseable {
  /** The first retransmission time-out (section 6.2.1); it doubles. */
  private static final Duration RETRANSMISSION = Duration.ofMillis(500);

  /** How long a right answer may still follow a wrong one. */
  private static final Duration GRACE = Duration.ofMillis(500);

  private final StunTransport transport;
  private final Transcript transcript;
  private final Stage stage;
  private final SecureRandom random = new SecureRandom();
  private final Set<Buffer> answered = new HashSet<>();
  private boolean channels;
  private Consumer<Buffer> others = packet -> {};

  /** A client whose messages are written down under a stage. */
  public StunClient(StunTransport transport, Transcript transcript, Stage stage) {
    this.transport = transport;
    this.transcript = transcript;
    this.stage = stage;
  }

  /** The transport beneath. */
  public StunTransport transport() {
    return transport;
  }

  /** Who gets what is no response: Data indications and ChannelData. */
  public void others(Consumer<Buffer> consumer) {
    others = consumer;
  }

  /** A new request with an id of its own. */
  public StunMessage request(StunMethod method) {
    return StunMessage.of(method, StunClass.REQUEST, transaction());
  }

  /** A new transaction id: 96 random bits. */
  public Buffer transaction() {
    byte[] id = new byte[12];
    random.nextBytes(id);
    return Buffer.buffer(id);
  }

  /** Sends a request and waits for its response. */
  public Answer exchange(StunMessage request, Deadline deadline) throws InterruptedException {
    return exchange(request, Optional.empty(), deadline);
  }

  /** Sends a request, signed where there is a key, and waits for its response. */
  public Answer exchange(StunMessage request, Optional<IntegrityKey> key, Deadline deadline)
      throws InterruptedException {
    channels |= request.method() == StunMethod.CHANNEL_BIND;
    Buffer bytes =
        key.map(k -> StunCodec.encode(request, k)).orElseGet(() -> StunCodec.encode(request));
    transcript.sent(stage, request.words() + key.map(k -> ", signed").orElse(""));
    return new Transaction(request, bytes, key, deadline).run();
  }

  /** Sends an indication or ChannelData, which nobody answers. */
  public boolean send(Buffer bytes, Deadline deadline) throws InterruptedException {
    return transport.send(bytes, deadline);
  }

  /** Hands the next thing that comes by the deadline to {@link #others}; false once broken. */
  public boolean listen(Deadline deadline) throws InterruptedException {
    return switch (transport.receive(deadline)) {
      case Received.Packet(Buffer bytes, var source) -> {
        others.accept(bytes);
        yield true;
      }
      case Received.Silence() -> true;
      case Received.Garbage(String glimpse) -> {
        transcript.received(stage, "neither STUN nor ChannelData: " + glimpse);
        yield false;
      }
      case Received.Broken(String reason) -> {
        transcript.note(stage, reason);
        yield false;
      }
    };
  }

  @Override
  public void close() {
    transport.close();
  }

  /** One request on its way: the times of its sendings and what came meanwhile. */
  private final class Transaction {
    private final StunMessage request;
    private final Buffer bytes;
    private final Optional<IntegrityKey> key;
    private final long started = System.nanoTime();
    private Deadline deadline;
    private Duration timeout = RETRANSMISSION;
    private int sendings;
    private long lastSent = started;
    private @Nullable String wrong;

    Transaction(StunMessage request, Buffer bytes, Optional<IntegrityKey> key, Deadline deadline) {
      this.request = request;
      this.bytes = bytes;
      this.key = key;
      this.deadline = deadline;
    }

    Answer run() throws InterruptedException {
      send();
      while (!deadline.passed()) {
        Deadline wake = transport.reliable() ? deadline : deadline.atMost(untilNextSending());
        switch (transport.receive(wake)) {
          case Received.Packet(Buffer packet, var source) -> {
            Optional<Answer> answer = judge(packet);
            if (answer.isPresent()) {
              return answer.get();
            }
          }
          case Received.Garbage(String glimpse) -> {
            return new Answer.Malformed("neither STUN nor ChannelData: " + glimpse);
          }
          case Received.Broken(String reason) -> {
            transcript.note(stage, reason);
            return wrong == null ? new Answer.Broken(reason) : new Answer.Malformed(wrong);
          }
          case Received.Silence() -> {
            if (untilNextSending().isZero() && !deadline.passed()) {
              timeout = timeout.multipliedBy(2);
              send();
            }
          }
        }
      }
      return gaveUp();
    }

    private Answer gaveUp() {
      if (wrong != null) {
        return new Answer.Malformed(wrong);
      }
      Duration waited = Duration.ofNanos(System.nanoTime() - started);
      transcript.note(
          stage, "no answer to %s in %d ms".formatted(request.method().words(), waited.toMillis()));
      return new Answer.Silence(waited, sendings);
    }

    private void send() throws InterruptedException {
      transport.send(bytes, deadline);
      sendings++;
      lastSent = System.nanoTime();
    }

    private Duration untilNextSending() {
      long left = lastSent + timeout.toNanos() - System.nanoTime();
      return Duration.ofNanos(Math.max(0, left));
    }

    private Optional<Answer> judge(Buffer packet) {
      // Without a channel, what looks like ChannelData is something else: "HTTP" begins so too.
      if (channels && packet.length() > 0 && packet.getUnsignedByte(0) >>> 6 == 1) {
        others.accept(packet);
        return Optional.empty();
      }
      return switch (StunCodec.decode(packet)) {
        case Decoded.Malformed(String reason) -> wrong(reason);
        case Decoded.Whole(StunMessage message) -> judge(message, packet);
      };
    }

    private Optional<Answer> judge(StunMessage message, Buffer packet) {
      if (!message.kind().isResponse()) {
        others.accept(packet);
        return Optional.empty();
      }
      if (!message.transaction().equals(request.transaction())) {
        // A second answer to a request that was sent twice is as it should be.
        return answered.contains(message.transaction())
            ? Optional.empty()
            : wrong("an answer with the transaction id of no request");
      }
      transcript.received(stage, message.words());
      if (message.method() != request.method()) {
        return wrong(
            "a %s answer to a %s request"
                .formatted(message.method().words(), request.method().words()));
      }
      if (message.kind() == StunClass.ERROR && message.error().isEmpty()) {
        return wrong("an error response without a readable ERROR-CODE");
      }
      Optional<Boolean> signature = key.flatMap(k -> StunCodec.verify(packet, k));
      if (signature.equals(Optional.of(false))) {
        return wrong("the answer's MESSAGE-INTEGRITY does not match");
      }
      // Section 9.2.5; servers leave it out of errors, which is borne.
      if (key.isPresent() && signature.isEmpty() && message.kind() == StunClass.SUCCESS) {
        return wrong("the success of a signed request lacks its MESSAGE-INTEGRITY");
      }
      answered.add(message.transaction());
      return Optional.of(
          new Answer.Response(message, Duration.ofNanos(System.nanoTime() - lastSent)));
    }

    private Optional<Answer> wrong(String reason) {
      transcript.received(stage, "malformed: " + reason);
      if (wrong == null) {
        wrong = reason;
        deadline = deadline.atMost(GRACE);
      }
      return Optional.empty();
    }
  }
}
