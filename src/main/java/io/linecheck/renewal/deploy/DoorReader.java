package io.linecheck.renewal.deploy;

import io.linecheck.probe.Deadline;
import io.linecheck.probe.wire.Handshake;
import io.linecheck.probe.wire.TcpConnection;
import io.linecheck.probe.wire.TcpDoor;
import io.linecheck.probe.wire.TcpOutcome;
import io.linecheck.probe.wire.TlsOffer;
import io.linecheck.probe.wire.TlsOffer.Ciphers;
import io.linecheck.probe.wire.TlsOffer.TlsEngine;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/** Sees by a TLS handshake what a door serves. Runs on the renewal's virtual thread. */
public final class DoorReader {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final TcpDoor doors;

  /** A reader that opens connections through this. */
  public DoorReader(TcpDoor doors) {
    this.doors = doors;
  }

  /**
   * What a door serves.
   *
   * @param fingerprint of the leaf, SHA-256 in hex; empty where the handshake failed
   * @param text for people: what is served, or how the handshake ended
   */
  public record Served(String fingerprint, String text) {
    /** Whether a certificate came and the handshake was completed. */
    public boolean works() {
      return !fingerprint.isEmpty();
    }
  }

  /** Opens the connections. */
  TcpDoor doors() {
    return doors;
  }

  /** Makes one handshake, and another where the first leaves a manner to be tried. */
  public Served read(Door door) throws InterruptedException {
    Deadline deadline = Deadline.in(TIMEOUT);
    TlsOffer plain = TlsOffer.plain(door.host());
    TlsOffer narrow = plain.withCiphers(door.offered()).withEngine(TlsEngine.JDK);
    return switch (door.offered()) {
      case BROWSER, EVERYTHING -> read(door, plain, deadline);
      case ECDSA, RSA_FIRST -> read(door, narrow, deadline);
      case RSA -> {
        Served served = read(door, narrow, deadline);
        yield served.works() ? served : read(door, narrow.withCiphers(Ciphers.RSA_FIRST), deadline);
      }
    };
  }

  private Served read(Door door, TlsOffer offer, Deadline deadline) throws InterruptedException {
    return switch (doors.connect(door.address(), deadline)) {
      case TcpOutcome.Connected(TcpConnection connection) -> {
        try (connection) {
          yield shake(connection, offer, deadline);
        }
      }
      case TcpOutcome.Refused() -> new Served("", "connection refused");
      case TcpOutcome.Filtered(Duration waited) ->
          new Served("", "no answer within " + waited.toMillis() + " ms");
      case TcpOutcome.Unreachable(String reason) -> new Served("", reason);
      case TcpOutcome.NotTried(String reason) -> new Served("", reason);
    };
  }

  private static Served shake(TcpConnection connection, TlsOffer offer, Deadline deadline)
      throws InterruptedException {
    Handshake handshake = connection.startTls(offer, deadline);
    List<byte[]> chain = connection.chain();
    if (!handshake.completed() || chain.isEmpty()) {
      String how = handshake.end().name().toLowerCase(java.util.Locale.ROOT);
      String more = handshake.alert().isEmpty() ? handshake.detail() : handshake.alert();
      return new Served("", "handshake failed: " + how + (more.isEmpty() ? "" : " (" + more + ")"));
    }
    String fingerprint = fingerprint(chain.getFirst());
    return new Served(fingerprint, "serves leaf " + fingerprint.substring(0, 16));
  }

  /** SHA-256 of a certificate, in hex. */
  public static String fingerprint(byte[] der) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
