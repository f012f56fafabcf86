package io.linecheck.probe;

import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.Stage;
import io.linecheck.probe.certificate.CertificateStage;
import io.linecheck.probe.http.HttpDecision;
import io.linecheck.probe.http.HttpObservation;
import io.linecheck.probe.http.PlainPage;
import io.linecheck.probe.tcp.TcpObservation.Attempt;
import io.linecheck.probe.tls.TlsDecision;
import io.linecheck.probe.tls.TlsObservation;
import io.linecheck.probe.tls.TlsObservation.Trial;
import io.linecheck.probe.tls.TlsProbe;
import io.linecheck.probe.wire.Handshake;
import io.linecheck.probe.wire.TcpConnection;
import io.linecheck.probe.wire.TcpDoor;
import io.linecheck.probe.wire.TcpOutcome;
import io.linecheck.probe.wire.TlsOffer;
import io.linecheck.probe.wire.TlsOffer.Ciphers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Looks at what a healthy door's path cannot show: every address, obsolete versions, no SNI, RSA
 * beside ECDSA, port 80. Runs beside the conversation, each look on a virtual thread of its own;
 * hourly in the server, always in a check by hand. Thread-safe.
 */
public final class Survey {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final TcpDoor door;
  private final CertificateStage certificate;
  private final TlsDecision tlsDecision = new TlsDecision();
  private final HttpDecision httpDecision = new HttpDecision();

  /** A survey through this door. */
  public Survey(TcpDoor door, CertificateStage certificate) {
    this.door = door;
    this.certificate = certificate;
  }

  /** What one look found, written into the log when all have ended. */
  @FunctionalInterface
  private interface Finding {
    void write(StageLog log);
  }

  /** One look. */
  @FunctionalInterface
  private interface Look {
    Finding look() throws InterruptedException;
  }

  /** A survey under way. */
  public static final class Running implements AutoCloseable {
    private final ExecutorService threads;
    private final List<Future<Finding>> looks;

    private Running(ExecutorService threads, List<Future<Finding>> looks) {
      this.threads = threads;
      this.looks = looks;
    }

    static Running none() {
      return new Running(Executors.newVirtualThreadPerTaskExecutor(), List.of());
    }

    /** Waits for every look and writes what was found. */
    void finish(StageLog log) throws InterruptedException {
      for (Future<Finding> look : looks) {
        try {
          look.get().write(log);
        } catch (ExecutionException defect) {
          throw new IllegalStateException("a look of the survey failed", defect.getCause());
        }
      }
    }

    @Override
    public void close() {
      threads.shutdownNow();
    }
  }

  /** Starts all looks. */
  Running start(
      CheckContext context,
      InetSocketAddress walked,
      List<InetAddress> addresses,
      TlsProbe.Result result) {
    Deadline deadline = context.deadline().atMost(PATIENCE);
    TlsOffer offer = TlsProbe.offer(context.service());
    List<Look> looks = new ArrayList<>();
    if (result.observation().browser().completed()) {
      looks.add(() -> obsolete(context, walked, offer, result, deadline));
      if (offer.serverName().isPresent()) {
        looks.add(() -> leaf(context, walked, offer.withoutServerName(), "no-sni", deadline));
      }
      TlsOffer old = offer.withVersions("TLSv1.2");
      looks.add(() -> leaf(context, walked, old.withCiphers(Ciphers.RSA), "rsa", deadline));
      looks.add(() -> leaf(context, walked, old.withCiphers(Ciphers.ECDSA), "ecdsa", deadline));
    }
    for (InetAddress address : addresses) {
      if (!address.equals(walked.getAddress())) {
        var other = new InetSocketAddress(address, walked.getPort());
        looks.add(() -> address(context, walked, other, offer, deadline));
      }
    }
    if (context.service().kind() == ServiceKind.HTTPS && context.service().port() == 443) {
      var plain = new InetSocketAddress(walked.getAddress(), 80);
      looks.add(() -> plain(context, plain, deadline));
    }
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    return new Running(threads, looks.stream().map(look -> threads.submit(look::look)).toList());
  }

  private Finding obsolete(
      CheckContext context,
      InetSocketAddress address,
      TlsOffer offer,
      TlsProbe.Result result,
      Deadline deadline)
      throws InterruptedException {
    if (!(door.connect(address, deadline) instanceof TcpOutcome.Connected(TcpConnection open))) {
      return log -> {};
    }
    try (open) {
      Handshake handshake = open.startTls(TlsProbe.obsolete(offer), deadline);
      TlsObservation seen =
          new TlsObservation(
              result.observation().browser(),
              result.observation().waitedMillis(),
              List.of(new Trial("obsolete", handshake)));
      List<Fault> faults =
          tlsDecision.decide(context.subject(), seen).stream()
              .filter(fault -> fault.code() == FindingCode.TLS_VERSION_OBSOLETE)
              .toList();
      return log -> log.amend(Stage.TLS, faults);
    }
  }

  private Finding leaf(
      CheckContext context,
      InetSocketAddress address,
      TlsOffer offer,
      String name,
      Deadline deadline)
      throws InterruptedException {
    if (!(door.connect(address, deadline) instanceof TcpOutcome.Connected(TcpConnection open))) {
      return log -> {};
    }
    try (open) {
      Handshake handshake = open.startTls(offer, deadline);
      List<byte[]> chain = handshake.completed() ? open.chain() : List.of();
      return log -> {
        if (!chain.isEmpty()) {
          certificate.record(context, chain, Walk.words(address), name, log);
        }
      };
    }
  }

  private Finding address(
      CheckContext context,
      InetSocketAddress walked,
      InetSocketAddress other,
      TlsOffer offer,
      Deadline deadline)
      throws InterruptedException {
    TcpOutcome outcome = door.connect(other, deadline);
    if (outcome instanceof TcpOutcome.Connected(TcpConnection open)) {
      try (open) {
        Handshake handshake = open.startTls(offer, deadline);
        List<byte[]> chain = open.chain();
        if (handshake.completed()) {
          return log -> certificate.record(context, chain, Walk.words(other), "default", log);
        }
        return unreachable(walked, other, "its handshake ended with " + handshake.end());
      }
    }
    Attempt attempt = Approach.attempt(Walk.words(other), outcome);
    return unreachable(walked, other, attempt.outcome() + " " + attempt.detail());
  }

  private static Finding unreachable(
      InetSocketAddress walked, InetSocketAddress other, String how) {
    Fault fault =
        Fault.of(
            FindingCode.DNS_ADDRESS_UNREACHABLE,
            Walk.words(other)
                + " does not serve ("
                + how.toLowerCase(java.util.Locale.ROOT).strip()
                + ") while "
                + Walk.words(walked)
                + " does; DNS gives agents both");
    return log -> log.amend(Stage.DNS, List.of(fault));
  }

  private Finding plain(CheckContext context, InetSocketAddress address, Deadline deadline)
      throws InterruptedException {
    var visits = PlainPage.visit(door, context.service(), address, deadline);
    List<Fault> faults =
        httpDecision.decide(context.subject(), new HttpObservation(List.of(), visits));
    return log -> log.amend(Stage.HTTP, faults);
  }
}
