package io.linecheck.probe.tls;

import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.tls.TlsObservation.Trial;
import io.linecheck.probe.wire.Handshake;
import io.linecheck.probe.wire.TcpConnection;
import io.linecheck.probe.wire.TcpDoor;
import io.linecheck.probe.wire.TcpOutcome;
import io.linecheck.probe.wire.TlsOffer;
import io.linecheck.probe.wire.TlsOffer.Ciphers;
import io.linecheck.probe.wire.TlsOffer.TlsEngine;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the handshake of a browser on an open connection and, only when it fails, others on new
 * connections that tell the causes apart. Runs on the check's virtual thread.
 */
public final class TlsProbe {
  private static final Duration TRIAL = Duration.ofSeconds(2);

  private final TcpDoor door;

  /** A probe that opens further connections through this door. */
  public TlsProbe(TcpDoor door) {
    this.door = door;
  }

  /**
   * How far TLS came.
   *
   * @param observation what was seen
   * @param chain what was served, in any of the handshakes
   * @param established the connection to go on with and the offer that led to it; empty where none
   *     did
   */
  public record Result(
      TlsObservation observation, List<byte[]> chain, Optional<Established> established) {}

  /** A connection through TLS. */
  public record Established(TcpConnection connection, TlsOffer offer, Handshake handshake) {}

  /** What a browser offers to this service. */
  public static TlsOffer offer(Service service) {
    TlsOffer browser =
        service.kind() == ServiceKind.HTTPS || service.kind() == ServiceKind.WSS
            ? TlsOffer.browser(service.host())
            : TlsOffer.plain(service.host());
    return isAddress(service.host()) ? browser.withoutServerName() : browser;
  }

  /** Whether a host is an IP address, for which no SNI is sent (RFC 6066 section 3). */
  public static boolean isAddress(String host) {
    try {
      InetAddress.ofLiteral(host);
      return true;
    } catch (IllegalArgumentException name) {
      return false;
    }
  }

  /** Makes the handshake. */
  public Result observe(Service service, TcpConnection connection, Deadline deadline)
      throws InterruptedException {
    TlsOffer offer = offer(service);
    long started = System.nanoTime();
    Deadline half = deadline.atMost(deadline.remaining().dividedBy(2));
    Handshake browser = connection.startTls(offer, half);
    long waited = (System.nanoTime() - started) / 1_000_000;
    List<byte[]> chain = connection.chain();
    if (browser.completed()) {
      return new Result(
          new TlsObservation(browser, waited, List.of()),
          chain,
          Optional.of(new Established(connection, offer, browser)));
    }
    List<Trial> trials = new ArrayList<>();
    Optional<Established> established = Optional.empty();
    for (var trial : trials(browser, offer).entrySet()) {
      Optional<Established> next =
          attempt(connection.remote(), trial.getKey(), trial.getValue(), trials, deadline);
      if (next.isPresent()) {
        if (chain.isEmpty()) {
          chain = next.get().connection().chain();
        }
        if (established.isEmpty() && !trial.getKey().equals("http2")) {
          established = next;
        } else {
          next.get().connection().close();
        }
      }
    }
    if (established.isEmpty() && !browser.serverHello() && isSpeechless(browser)) {
      new PlainTrial(door)
          .ask(service, connection.remote(), deadline.atMost(TRIAL))
          .ifPresent(answer -> trials.add(new Trial(TlsObservation.CLEAR, answer)));
    }
    return new Result(new TlsObservation(browser, waited, trials), chain, established);
  }

  private static boolean isSpeechless(Handshake failed) {
    return switch (failed.end()) {
      case SILENCE, CLOSED, RESET -> true;
      case COMPLETED, PLAINTEXT, ALERT, FAILED -> false;
    };
  }

  /** Opens a connection as another one was opened. */
  public Optional<Established> open(InetSocketAddress address, TlsOffer offer, Deadline deadline)
      throws InterruptedException {
    return attempt(address, "", offer, new ArrayList<>(), deadline);
  }

  private Optional<Established> attempt(
      InetSocketAddress address, String name, TlsOffer offer, List<Trial> trials, Deadline deadline)
      throws InterruptedException {
    Deadline soon = deadline.atMost(TRIAL);
    if (!(door.connect(address, soon) instanceof TcpOutcome.Connected(TcpConnection opened))) {
      return Optional.empty();
    }
    Handshake handshake = opened.startTls(offer, soon);
    trials.add(new Trial(name, handshake));
    return handshake.completed()
        ? Optional.of(new Established(opened, offer, handshake))
        : Optional.empty();
  }

  /** What is worth trying after a failure; nothing after silence, which would only repeat. */
  private static Map<String, TlsOffer> trials(Handshake failed, TlsOffer offer) {
    Map<String, TlsOffer> trials = new LinkedHashMap<>();
    switch (failed.end()) {
      case COMPLETED, SILENCE, PLAINTEXT -> {}
      case ALERT, CLOSED, RESET, FAILED -> {
        if (failed.alert().equals("no_application_protocol")) {
          trials.put("http2", offer.withAlpn("h2"));
          trials.put("no-alpn", offer.withAlpn());
        } else {
          trials.put("obsolete", obsolete(offer));
          trials.put("any", offer.withEngine(TlsEngine.JDK).withCiphers(Ciphers.EVERYTHING));
          if (failed.alert().equals("unrecognized_name")) {
            trials.put("no-sni", offer.withoutServerName());
          }
        }
      }
    }
    return trials;
  }

  /** The offer of a client that knows nothing newer than TLS 1.1. */
  public static TlsOffer obsolete(TlsOffer offer) {
    return offer.withVersions("TLSv1.1", "TLSv1").withCiphers(Ciphers.EVERYTHING);
  }
}
