package io.linecheck.probe;

import io.linecheck.certificate.Verdict;
import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Severity;
import io.linecheck.model.Stage;
import io.linecheck.probe.Survey.Finding;
import io.linecheck.probe.Survey.Ground;
import io.linecheck.probe.Survey.Look;
import io.linecheck.probe.certificate.CertificateStage;
import io.linecheck.probe.dns.DnsProbe;
import io.linecheck.probe.tcp.TcpObservation.Attempt;
import io.linecheck.probe.tls.TlsProbe;
import io.linecheck.probe.wire.Handshake;
import io.linecheck.probe.wire.TcpConnection;
import io.linecheck.probe.wire.TcpDoor;
import io.linecheck.probe.wire.TcpOutcome;
import io.linecheck.probe.wire.TlsOffer;
import io.linecheck.probe.wire.TlsOffer.Ciphers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a door serves beyond its walk: at every address of the name, with and without SNI, RSA and
 * ECDSA apart, and again and again for backends that take turns. Thread-safe.
 */
final class ServedLooks {
  /** Further handshakes as a browser makes them: backends that take turns show themselves. */
  private static final int REPEATS = 3;

  /** More addresses than these are not looked at. */
  private static final int MOST_ADDRESSES = 8;

  private final TcpDoor door;
  private final CertificateStage certificate;

  /** Looks through this door. */
  ServedLooks(TcpDoor door, CertificateStage certificate) {
    this.door = door;
    this.certificate = certificate;
  }

  List<Look> looks(Ground ground, Deadline deadline) {
    List<Look> looks = new ArrayList<>();
    switch (ground.result().observation().browser().end()) {
      case SILENCE, PLAINTEXT -> {}
      case COMPLETED -> {
        for (int i = 0; i < REPEATS; i++) {
          looks.add(() ->
              leaf(ground, ground.walked(), offer(ground), CertificateStage.BACKEND, deadline));
        }
        looks.addAll(offers(ground, ground.walked(), deadline));
      }
      case ALERT, CLOSED, RESET, FAILED -> looks.addAll(offers(ground, ground.walked(), deadline));
    }
    ground.addresses().stream()
        .filter(address -> !address.equals(ground.walked().getAddress()))
        .limit(MOST_ADDRESSES)
        .forEach(address -> looks.addAll(elsewhere(ground, address, deadline)));
    return looks;
  }

  private List<Look> elsewhere(Ground ground, InetAddress address, Deadline deadline) {
    var other = new InetSocketAddress(address, ground.walked().getPort());
    List<Look> looks = new ArrayList<>();
    looks.add(() -> address(ground, other, deadline));
    looks.addAll(offers(ground, other, deadline));
    return looks;
  }

  private static TlsOffer offer(Ground ground) {
    return TlsProbe.offer(ground.service());
  }

  /** The same door asked in other manners. */
  private List<Look> offers(Ground ground, InetSocketAddress address, Deadline deadline) {
    TlsOffer browser = offer(ground);
    TlsOffer old = browser.withVersions("TLSv1.2");
    Map<String, TlsOffer> offers = new LinkedHashMap<>();
    if (browser.serverName().isPresent()) {
      offers.put("no-sni", browser.withoutServerName());
    }
    offers.put("rsa", old.withCiphers(Ciphers.RSA));
    offers.put("ecdsa", old.withCiphers(Ciphers.ECDSA));
    return offers.entrySet().stream()
        .map(one -> (Look) () -> leaf(ground, address, one.getValue(), one.getKey(), deadline))
        .toList();
  }

  private Finding leaf(
      Ground ground, InetSocketAddress address, TlsOffer offer, String name, Deadline deadline)
      throws InterruptedException {
    if (!(door.connect(address, deadline) instanceof TcpOutcome.Connected(TcpConnection open))) {
      return Finding.nothing();
    }
    try (open) {
      Handshake handshake = open.startTls(offer, deadline);
      List<byte[]> chain = handshake.completed() ? open.chain() : List.of();
      return log -> {
        if (!chain.isEmpty()) {
          certificate.record(ground.context(), chain, Walk.words(address), name, log);
        }
      };
    }
  }

  private Finding address(Ground ground, InetSocketAddress other, Deadline deadline)
      throws InterruptedException {
    TcpOutcome outcome = door.connect(other, deadline);
    if (outcome instanceof TcpOutcome.Connected(TcpConnection open)) {
      try (open) {
        Handshake handshake = open.startTls(offer(ground), deadline);
        List<byte[]> chain = open.chain();
        if (handshake.completed()) {
          return log -> judged(ground, other, chain, log);
        }
        return unreachable(ground, other, "its handshake ended with " + ending(handshake));
      }
    }
    if (outcome instanceof TcpOutcome.NotTried) {
      return Finding.nothing();
    }
    Attempt attempt = Approach.attempt(Walk.words(other), outcome);
    return unreachable(ground, other, attempt.outcome() + " " + attempt.detail());
  }

  private static String ending(Handshake handshake) {
    return handshake.alert().isEmpty() ? handshake.end().name() : "the alert " + handshake.alert();
  }

  /** Agents who are led to this address meet its certificate: what they would refuse is told. */
  private void judged(Ground ground, InetSocketAddress other, List<byte[]> chain, StageLog log) {
    Verdict verdict =
        certificate.record(ground.context(), chain, Walk.words(other), "default", log);
    List<FindingCode> known =
        log.stages().stream()
            .filter(stage -> stage.stage() == Stage.CERTIFICATE)
            .flatMap(stage -> stage.faults().stream())
            .map(Fault::code)
            .toList();
    log.amend(
        Stage.CERTIFICATE,
        verdict.faults().stream()
            .filter(fault -> fault.severity() == Severity.CRITICAL)
            .filter(fault -> !known.contains(fault.code()))
            .map(fault -> at(other, fault))
            .toList());
  }

  private static Fault at(InetSocketAddress other, Fault fault) {
    return new Fault(
        fault.code(),
        fault.severity(),
        "at " + Walk.words(other) + ", another address of the name: " + fault.evidence(),
        fault.details());
  }

  private static Finding unreachable(Ground ground, InetSocketAddress other, String how) {
    if (!ground.result().observation().browser().completed()
        || DnsProbe.isLocalhost(ground.service().host())) {
      return Finding.nothing();
    }
    Fault fault =
        Fault.of(
            FindingCode.DNS_ADDRESS_UNREACHABLE,
            Walk.words(other)
                + " does not serve ("
                + how.toLowerCase(Locale.ROOT).strip()
                + ") while "
                + Walk.words(ground.walked())
                + " does; DNS gives agents both");
    return log -> log.amend(Stage.DNS, List.of(fault));
  }
}
