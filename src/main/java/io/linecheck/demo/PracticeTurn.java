package io.linecheck.demo;

import io.linecheck.model.Secret;
import io.linecheck.probe.stun.AttributeType;
import io.linecheck.probe.stun.Decoded;
import io.linecheck.probe.stun.ErrorCode;
import io.linecheck.probe.stun.IntegrityKey;
import io.linecheck.probe.stun.StunClass;
import io.linecheck.probe.stun.StunCodec;
import io.linecheck.probe.stun.StunMessage;
import io.linecheck.probe.stun.StunMethod;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A STUN and TURN server over UDP on loopback, just large enough to relay the packets of one check
 * (RFC 8489, RFC 8656; the shared-secret users of coturn). Everything runs on the event loop that
 * opened it.
 */
final class PracticeTurn {
  private static final String REALM = "practice.localhost";
  private static final String NONCE = "5f3c1b6a7d2e4f90";
  private static final int MOST_ALLOCATIONS = 64;

  /** What comes while the event loop is busy, as at the first TLS of a cold start, waits. */
  private static final int WAITING_BYTES = 1 << 20;

  private final Vertx vertx;
  private final Secret secret;
  private final InstantSource clock;
  private final Map<InetSocketAddress, Allocation> allocations = new HashMap<>();
  private final DatagramSocket socket;

  private PracticeTurn(Vertx vertx, Secret secret, InstantSource clock, boolean version6) {
    this.vertx = vertx;
    this.secret = secret;
    this.clock = clock;
    this.socket =
        vertx.createDatagramSocket(
            new DatagramSocketOptions().setIpV6(version6).setReceiveBufferSize(WAITING_BYTES));
  }

  /** By the request that made it: a client that waits too long sends that again. */
  private record Allocation(
      Buffer transaction, DatagramSocket relay, Map<Integer, InetSocketAddress> channels) {}

  /**
   * Listens on a loopback port of its own and gives that port. Where there is IPv6, also there:
   * browsers ask both addresses of {@code localhost}, and wait long for the one that is silent.
   */
  static Future<Integer> listen(Vertx vertx, Secret secret, InstantSource clock) {
    return new PracticeTurn(vertx, secret, clock, false)
        .open("127.0.0.1", 0)
        .compose(
            port -> new PracticeTurn(vertx, secret, clock, true).open("::1", port).otherwise(port));
  }

  private Future<Integer> open(String address, int port) {
    socket.handler(this::received);
    return socket.listen(port, address).map(listening -> listening.localAddress().port());
  }

  private void received(DatagramPacket packet) {
    InetSocketAddress client = address(packet);
    Buffer bytes = packet.data();
    if (bytes.length() >= 4 && (bytes.getUnsignedByte(0) & 0xc0) == 0x40) {
      channelData(client, bytes);
    } else if (StunCodec.decode(bytes) instanceof Decoded.Whole(StunMessage message)) {
      answer(client, message, bytes);
    }
  }

  private void answer(InetSocketAddress client, StunMessage message, Buffer bytes) {
    if (message.kind() == StunClass.INDICATION && message.method() == StunMethod.SEND) {
      Allocation allocation = allocations.get(client);
      Optional<InetSocketAddress> peer = message.findXored(AttributeType.XOR_PEER_ADDRESS);
      if (allocation != null && peer.isPresent()) {
        message
            .find(AttributeType.DATA)
            .ifPresent(data -> send(allocation.relay(), data, peer.get()));
      }
    } else if (message.kind() == StunClass.REQUEST && message.method() == StunMethod.BINDING) {
      reply(client, success(message).withXored(AttributeType.XOR_MAPPED_ADDRESS, client));
    } else if (message.kind() == StunClass.REQUEST) {
      key(message)
          .filter(key -> StunCodec.verify(bytes, key).orElse(false))
          .ifPresentOrElse(key -> turn(client, message, key), () -> challenge(client, message));
    }
  }

  private void turn(InetSocketAddress client, StunMessage request, IntegrityKey key) {
    switch (request.method()) {
      case ALLOCATE -> allocate(client, request, key);
      case REFRESH -> {
        boolean release = request.findNumber(AttributeType.LIFETIME).orElse(600) == 0;
        Allocation gone = release ? allocations.remove(client) : null;
        if (gone != null) {
          gone.relay().close();
        }
        reply(
            client, success(request).with(AttributeType.LIFETIME, number(release ? 0 : 600)), key);
      }
      case CHANNEL_BIND -> {
        bind(client, request);
        reply(client, success(request), key);
      }
      case CREATE_PERMISSION, BINDING, SEND, DATA -> reply(client, success(request), key);
    }
  }

  private void bind(InetSocketAddress client, StunMessage request) {
    Allocation allocation = allocations.get(client);
    Optional<Buffer> channel = request.find(AttributeType.CHANNEL_NUMBER);
    Optional<InetSocketAddress> peer = request.findXored(AttributeType.XOR_PEER_ADDRESS);
    if (allocation != null
        && channel.isPresent()
        && peer.isPresent()
        && allocation.channels().size() < 8) {
      allocation.channels().put(channel.get().getUnsignedShort(0), peer.get());
    }
  }

  private void allocate(InetSocketAddress client, StunMessage request, IntegrityKey key) {
    Allocation had = allocations.get(client);
    if (had != null && had.transaction().equals(request.transaction())) {
      allocated(client, request, key, had);
      return;
    }
    if (allocations.size() >= MOST_ALLOCATIONS) {
      reply(client, error(request, new ErrorCode(486, "Allocation Quota Reached")), key);
      return;
    }
    DatagramSocket relay =
        vertx.createDatagramSocket(new DatagramSocketOptions().setReceiveBufferSize(WAITING_BYTES));
    relay.handler(packet -> relayed(client, packet));
    relay
        .listen(0, "127.0.0.1")
        .onSuccess(listening -> {
          Allocation made = new Allocation(request.transaction(), listening, new HashMap<>());
          Allocation before = allocations.put(client, made);
          if (before != null) {
            before.relay().close();
          }
          allocated(client, request, key, made);
        });
  }

  private void allocated(
      InetSocketAddress client, StunMessage request, IntegrityKey key, Allocation allocation) {
    InetSocketAddress relayed =
        new InetSocketAddress(
            InetAddress.getLoopbackAddress(), allocation.relay().localAddress().port());
    reply(
        client,
        success(request)
            .withXored(AttributeType.XOR_RELAYED_ADDRESS, relayed)
            .withXored(AttributeType.XOR_MAPPED_ADDRESS, client)
            .with(AttributeType.LIFETIME, number(600)),
        key);
  }

  private void relayed(InetSocketAddress client, DatagramPacket packet) {
    Allocation allocation = allocations.get(client);
    if (allocation == null) {
      return;
    }
    InetSocketAddress peer = address(packet);
    Optional<Integer> channel =
        allocation.channels().entrySet().stream()
            .filter(entry -> entry.getValue().equals(peer))
            .map(Map.Entry::getKey)
            .findFirst();
    if (channel.isPresent()) {
      Buffer framed =
          Buffer.buffer()
              .appendUnsignedShort(channel.get())
              .appendUnsignedShort(packet.data().length())
              .appendBuffer(packet.data());
      send(socket, framed, client);
    } else {
      Buffer transaction = Buffer.buffer(new byte[12]);
      reply(
          client,
          StunMessage.of(StunMethod.DATA, StunClass.INDICATION, transaction)
              .withXored(AttributeType.XOR_PEER_ADDRESS, peer)
              .with(AttributeType.DATA, packet.data()));
    }
  }

  private void channelData(InetSocketAddress client, Buffer bytes) {
    Allocation allocation = allocations.get(client);
    int length = bytes.getUnsignedShort(2);
    if (allocation != null && bytes.length() >= 4 + length) {
      InetSocketAddress peer = allocation.channels().get(bytes.getUnsignedShort(0));
      if (peer != null) {
        send(allocation.relay(), bytes.getBuffer(4, 4 + length), peer);
      }
    }
  }

  private void challenge(InetSocketAddress client, StunMessage request) {
    reply(
        client,
        error(request, new ErrorCode(401, "Unauthorized"))
            .with(AttributeType.REALM, REALM)
            .with(AttributeType.NONCE, NONCE)
            .with(AttributeType.SOFTWARE, "Linecheck practice TURN"));
  }

  /** The key of the user that a request names, where its timestamp has not passed. */
  private Optional<IntegrityKey> key(StunMessage request) {
    return request
        .findText(AttributeType.USERNAME)
        .filter(user -> user.matches("[0-9]{1,12}(:.*)?"))
        .filter(user ->
            Instant.ofEpochSecond(Long.parseLong(user.split(":", 2)[0])).isAfter(clock.instant()))
        .map(user ->
            IntegrityKey.longTerm(
                IntegrityKey.Algorithm.SHA1,
                IntegrityKey.PasswordAlgorithm.MD5,
                user,
                REALM,
                password(user)));
  }

  private String password(String user) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return Base64.getEncoder().encodeToString(mac.doFinal(user.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static StunMessage success(StunMessage request) {
    return StunMessage.of(request.method(), StunClass.SUCCESS, request.transaction());
  }

  private static StunMessage error(StunMessage request, ErrorCode code) {
    return StunMessage.of(request.method(), StunClass.ERROR, request.transaction())
        .with(AttributeType.ERROR_CODE, code.encode());
  }

  private static Buffer number(int value) {
    return Buffer.buffer().appendInt(value);
  }

  private void reply(InetSocketAddress client, StunMessage message) {
    send(socket, StunCodec.encode(message), client);
  }

  private void reply(InetSocketAddress client, StunMessage message, IntegrityKey key) {
    send(socket, StunCodec.encode(message, key), client);
  }

  private static void send(DatagramSocket from, Buffer bytes, InetSocketAddress to) {
    from.send(bytes, to.getPort(), to.getAddress().getHostAddress());
  }

  private static InetSocketAddress address(DatagramPacket packet) {
    return new InetSocketAddress(
        InetAddress.ofLiteral(packet.sender().hostAddress().replaceFirst("%.*", "")),
        packet.sender().port());
  }
}
