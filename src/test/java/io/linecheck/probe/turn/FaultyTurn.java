package io.linecheck.probe.turn;

import io.linecheck.model.Secret;
import io.linecheck.probe.stun.AttributeType;
import io.linecheck.probe.stun.Decoded;
import io.linecheck.probe.stun.ErrorCode;
import io.linecheck.probe.stun.IntegrityKey;
import io.linecheck.probe.stun.StunClass;
import io.linecheck.probe.stun.StunCodec;
import io.linecheck.probe.stun.StunMessage;
import io.linecheck.probe.stun.StunMethod;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * A TURN server over UDP on loopback that works, save where a test makes it answer otherwise. Its
 * one user is {@code 7999} with password {@code blue}.
 */
public final class FaultyTurn implements AutoCloseable {
  /** Its one user. */
  public static final String USER = "7999";

  /** Its one password. */
  public static final String PASSWORD = "blue";

  /** Makes the datagrams that answer a request; the right one is given. */
  interface Hook {
    List<Buffer> answer(StunMessage request, StunMessage normal);
  }

  /** The requests that can be answered otherwise. */
  enum On {
    BINDING,
    STRANGER,
    MEMBER,
    PERMISSION,
    BIND,
    REFRESH
  }

  private static final Challenge CHALLENGE =
      new Challenge(
          "faulty.test",
          Buffer.buffer("nonce-1"),
          Optional.empty(),
          IntegrityKey.PasswordAlgorithm.MD5,
          false);

  private final DatagramSocket socket;
  private final Map<On, Hook> hooks = new EnumMap<>(On.class);
  private final Map<InetSocketAddress, Relay> relays = new ConcurrentHashMap<>();
  private final Set<Buffer> signedAllocates = ConcurrentHashMap.newKeySet();
  private BooleanSupplier passes = () -> true;
  private boolean granting;
  private long delayMillis;
  private Challenge challenge = CHALLENGE;
  private Optional<Buffer> algorithms = Optional.empty();

  /** Starts one on a free port. */
  public FaultyTurn() {
    try {
      socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    } catch (SocketException e) {
      throw new IllegalStateException(e);
    }
    Thread.ofVirtual().name("faulty-turn").start(this::serve);
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
  }

  FaultyTurn on(On what, Hook hook) {
    hooks.put(what, hook);
    return this;
  }

  /** Allocates although the answer to a member is made by a hook. */
  FaultyTurn granting() {
    granting = true;
    return this;
  }

  /** Which data gets through the relay, in either direction. */
  public FaultyTurn passing(BooleanSupplier each) {
    passes = each;
    return this;
  }

  /** How long the relay keeps each packet. */
  FaultyTurn delaying(long millis) {
    delayMillis = millis;
    return this;
  }

  /** Offers these password algorithms and asks for USERHASH where wanted (RFC 8489 9.2). */
  FaultyTurn offering(Buffer offered, String nonce) {
    algorithms = Optional.of(offered);
    StunMessage sample =
        challenge(
            StunMessage.of(StunMethod.ALLOCATE, StunClass.REQUEST, Buffer.buffer(new byte[12])),
            nonce);
    challenge = Challenge.find(sample).orElseThrow();
    return this;
  }

  /** How many signed Allocates came; a retransmission counts once. */
  int signedAllocates() {
    return signedAllocates.size();
  }

  /** Waits until every allocation was released; last words are not answered. */
  void awaitRelease() throws InterruptedException {
    long end = System.nanoTime() + 2_000_000_000L;
    while (!relays.isEmpty()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(relays.size() + " allocations were left behind");
      }
      Thread.sleep(5);
    }
  }

  static List<Buffer> send(StunMessage message) {
    return List.of(StunCodec.encode(message));
  }

  /** Signed as for the challenge that it begins with. */
  static List<Buffer> signed(StunMessage message) {
    return List.of(StunCodec.encode(message, key(CHALLENGE)));
  }

  static StunMessage error(StunMessage request, int code, String reason) {
    return StunMessage.of(request.method(), StunClass.ERROR, request.transaction())
        .with(AttributeType.ERROR_CODE, new ErrorCode(code, reason).encode());
  }

  static Hook refusing(int code, String reason) {
    return (request, normal) -> send(error(request, code, reason));
  }

  static Hook silent() {
    return (request, normal) -> List.of();
  }

  private void serve() {
    byte[] buffer = new byte[4096];
    while (!socket.isClosed()) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
        Buffer bytes = Buffer.buffer().appendBytes(buffer, 0, packet.getLength());
        handle(bytes, new InetSocketAddress(packet.getAddress(), packet.getPort()));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void handle(Buffer bytes, InetSocketAddress client) throws IOException {
    if (bytes.getUnsignedByte(0) >>> 6 == 1) {
      Relay relay = relays.get(client);
      if (relay != null) {
        relay.toPeer(bytes);
      }
      return;
    }
    if (!(StunCodec.decode(bytes) instanceof Decoded.Whole(StunMessage request))) {
      return;
    }
    boolean signed =
        request.find(AttributeType.MESSAGE_INTEGRITY).isPresent()
            || request.find(AttributeType.MESSAGE_INTEGRITY_SHA256).isPresent();
    switch (request.method()) {
      case BINDING -> answer(On.BINDING, request, mapped(request, client), client, false);
      case ALLOCATE -> {
        if (signed) {
          signedAllocates.add(request.transaction());
          boolean right = StunCodec.verify(bytes, key()).equals(Optional.of(true));
          boolean grants = right && (!hooks.containsKey(On.MEMBER) || granting);
          StunMessage normal =
              grants
                  ? allocated(request, client)
                  : challenge(request, challenge.nonce().toString());
          answer(On.MEMBER, request, normal, client, grants);
        } else {
          answer(
              On.STRANGER,
              request,
              challenge(request, challenge.nonce().toString()),
              client,
              false);
        }
      }
      case CREATE_PERMISSION -> answer(On.PERMISSION, request, success(request), client, true);
      case CHANNEL_BIND -> {
        Relay relay = relays.get(client);
        if (relay != null) {
          relay.bind(request);
        }
        answer(On.BIND, request, success(request), client, true);
      }
      case REFRESH -> {
        Relay relay = relays.remove(client);
        if (relay != null) {
          relay.close();
        }
        answer(On.REFRESH, request, success(request), client, true);
      }
      case SEND, DATA -> {}
    }
  }

  private void answer(
      On what, StunMessage request, StunMessage normal, InetSocketAddress client, boolean sign)
      throws IOException {
    Hook hook = hooks.get(what);
    List<Buffer> answers =
        hook != null
            ? hook.answer(request, normal)
            : List.of(sign ? StunCodec.encode(normal, key()) : StunCodec.encode(normal));
    for (Buffer answer : answers) {
      send(answer, client);
    }
  }

  private void send(Buffer bytes, InetSocketAddress client) throws IOException {
    socket.send(new DatagramPacket(bytes.getBytes(), bytes.length(), client));
  }

  private IntegrityKey key() {
    return key(challenge);
  }

  private static IntegrityKey key(Challenge challenge) {
    return challenge.key(new TurnCredentials(USER, new Secret(PASSWORD)));
  }

  private static StunMessage success(StunMessage request) {
    return StunMessage.of(request.method(), StunClass.SUCCESS, request.transaction());
  }

  private static StunMessage mapped(StunMessage request, InetSocketAddress client) {
    return success(request).withXored(AttributeType.XOR_MAPPED_ADDRESS, client);
  }

  private StunMessage challenge(StunMessage request, String nonce) {
    StunMessage message =
        error(request, 401, "Unauthorized")
            .with(AttributeType.REALM, challenge.realm())
            .with(AttributeType.NONCE, nonce);
    return algorithms
        .map(value -> message.with(AttributeType.PASSWORD_ALGORITHMS, value))
        .orElse(message);
  }

  private StunMessage allocated(StunMessage request, InetSocketAddress client) throws IOException {
    Relay relay = new Relay(client);
    relays.put(client, relay);
    return mapped(request, client)
        .withXored(AttributeType.XOR_RELAYED_ADDRESS, relay.address())
        .with(AttributeType.LIFETIME, Buffer.buffer().appendInt(600));
  }

  @Override
  public void close() {
    socket.close();
    relays.values().forEach(Relay::close);
  }

  /** One allocation. */
  private final class Relay {
    private final InetSocketAddress client;
    private final DatagramSocket relayed;
    private final Map<Integer, InetSocketAddress> peers = new ConcurrentHashMap<>();

    Relay(InetSocketAddress client) throws IOException {
      this.client = client;
      this.relayed = new DatagramSocket(0, InetAddress.getLoopbackAddress());
      Thread.ofVirtual().name("faulty-relay").start(this::serve);
    }

    InetSocketAddress address() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), relayed.getLocalPort());
    }

    void bind(StunMessage request) {
      Optional<Buffer> channel = request.find(AttributeType.CHANNEL_NUMBER);
      Optional<InetSocketAddress> peer = request.findXored(AttributeType.XOR_PEER_ADDRESS);
      if (channel.isPresent() && peer.isPresent()) {
        peers.put(channel.get().getUnsignedShort(0), peer.get());
      }
    }

    void toPeer(Buffer data) {
      InetSocketAddress peer = peers.get(data.getUnsignedShort(0));
      if (peer != null && passes.getAsBoolean()) {
        byte[] payload = data.getBytes(4, 4 + data.getUnsignedShort(2));
        later(() -> relayed.send(new DatagramPacket(payload, payload.length, peer)));
      }
    }

    private void serve() {
      byte[] buffer = new byte[2048];
      while (!relayed.isClosed()) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        try {
          relayed.receive(packet);
        } catch (IOException closed) {
          return;
        }
        InetSocketAddress peer = new InetSocketAddress(packet.getAddress(), packet.getPort());
        Buffer payload = Buffer.buffer().appendBytes(buffer, 0, packet.getLength());
        peers.forEach((channel, bound) -> {
          if (bound.equals(peer) && passes.getAsBoolean()) {
            later(() -> FaultyTurn.this.send(TurnSession.channelData(channel, payload), client));
          }
        });
      }
    }

    private void later(Sending sending) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              Thread.sleep(delayMillis);
              sending.send();
            } catch (IOException | InterruptedException gone) {
              Thread.currentThread().interrupt();
            }
          });
    }

    void close() {
      relayed.close();
    }
  }

  private interface Sending {
    void send() throws IOException;
  }
}
