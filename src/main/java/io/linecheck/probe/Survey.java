package io.linecheck.probe;

import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.Stage;
import io.linecheck.probe.certificate.CertificateStage;
import io.linecheck.probe.certificate.InstalledFiles;
import io.linecheck.probe.dns.CaaProbe;
import io.linecheck.probe.dns.NamedResolver;
import io.linecheck.probe.http.HttpDecision;
import io.linecheck.probe.http.HttpObservation;
import io.linecheck.probe.http.PlainPage;
import io.linecheck.probe.tls.TlsDecision;
import io.linecheck.probe.tls.TlsObservation;
import io.linecheck.probe.tls.TlsObservation.Trial;
import io.linecheck.probe.tls.TlsProbe;
import io.linecheck.probe.wire.Handshake;
import io.linecheck.probe.wire.TcpConnection;
import io.linecheck.probe.wire.TcpDoor;
import io.linecheck.probe.wire.TcpOutcome;
import io.linecheck.probe.wire.TlsOffer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks at what a healthy door's path cannot show: every address, obsolete versions, no SNI, RSA
 * beside ECDSA, other backends, port 80, and what the next renewal will meet. Runs beside the
 * conversation, each look on a virtual thread of its own; hourly in the server, always in a check
 * by hand. Thread-safe.
 */
public final class Survey {
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  /** What a look may need beyond its time to come back; later it is left behind. */
  private static final Duration GRACE = Duration.ofMillis(300);

  private final TcpDoor door;
  private final ServedLooks served;
  private final RenewalLooks renewal;
  private final FileLook files;
  private final RevocationLook revocation;
  private final boolean fetchLists;
  private final TlsDecision tlsDecision = new TlsDecision();
  private final HttpDecision httpDecision = new HttpDecision();

  /**
   * A survey.
   *
   * @param door through which it connects
   * @param certificate judges what it is served
   * @param resolver is asked for CAA
   * @param files the certificate files of the doors, where they may be read
   * @param fetchLists whether revocation lists are fetched
   */
  public Survey(
      TcpDoor door,
      CertificateStage certificate,
      NamedResolver resolver,
      InstalledFiles files,
      boolean fetchLists) {
    this.door = door;
    this.served = new ServedLooks(door, certificate);
    this.renewal = new RenewalLooks(door, new CaaProbe(resolver), certificate);
    this.files = new FileLook(files);
    this.revocation = new RevocationLook(certificate);
    this.fetchLists = fetchLists;
  }

  /**
   * Where a walk stands when its survey starts.
   *
   * @param context the run
   * @param walked the address of the walk
   * @param addresses all of the name
   * @param lookedUp whether the name was asked for in DNS
   * @param result how the handshake went
   */
  record Ground(
      CheckContext context,
      InetSocketAddress walked,
      List<InetAddress> addresses,
      boolean lookedUp,
      TlsProbe.Result result) {
    Service service() {
      return context.service();
    }
  }

  /** What one look found, written into the log when all have ended. */
  @FunctionalInterface
  interface Finding {
    void write(StageLog log);

    static Finding nothing() {
      return log -> {};
    }
  }

  /** One look. */
  @FunctionalInterface
  interface Look {
    Finding look() throws InterruptedException;
  }

  /** A survey under way. */
  public static final class Running implements AutoCloseable {
    private final ExecutorService threads;
    private final Deadline end;
    private final List<Future<Finding>> looks;

    private Running(ExecutorService threads, Deadline end, List<Future<Finding>> looks) {
      this.threads = threads;
      this.end = end;
      this.looks = looks;
    }

    static Running none() {
      return new Running(
          Executors.newVirtualThreadPerTaskExecutor(), Deadline.in(Duration.ZERO), List.of());
    }

    /** Waits for every look until its time is up, and writes what was found. */
    void finish(StageLog log) throws InterruptedException {
      for (Future<Finding> look : looks) {
        try {
          look.get(end.remaining().toNanos(), TimeUnit.NANOSECONDS).write(log);
        } catch (TimeoutException late) {
          look.cancel(true);
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
  Running start(Ground ground) {
    CheckContext context = ground.context();
    Deadline deadline = context.deadline().atMost(PATIENCE);
    Deadline end = context.deadline().atMost(PATIENCE.plus(GRACE));
    List<Look> looks = new ArrayList<>();
    if (ground.result().observation().browser().completed()) {
      looks.add(() -> obsolete(ground, deadline));
    }
    looks.addAll(served.looks(ground, deadline));
    looks.addAll(renewal.looks(ground, deadline));
    looks.add(() -> files.look(ground));
    if (fetchLists) {
      looks.add(() -> revocation.look(ground, deadline));
    }
    if (ground.service().kind() == ServiceKind.HTTPS && ground.service().port() == 443) {
      var plain = new InetSocketAddress(ground.walked().getAddress(), 80);
      looks.add(() -> plain(context, plain, deadline));
    }
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    return new Running(
        threads, end, looks.stream().map(look -> threads.submit(look::look)).toList());
  }

  private Finding obsolete(Ground ground, Deadline deadline) throws InterruptedException {
    if (!(door.connect(ground.walked(), deadline)
        instanceof TcpOutcome.Connected(TcpConnection open))) {
      return Finding.nothing();
    }
    try (open) {
      TlsOffer offer = TlsProbe.obsolete(TlsProbe.offer(ground.service()));
      Handshake handshake = open.startTls(offer, deadline);
      TlsObservation made = ground.result().observation();
      TlsObservation seen =
          new TlsObservation(
              made.browser(), made.waitedMillis(), List.of(new Trial("obsolete", handshake)));
      List<Fault> faults =
          tlsDecision.decide(ground.context().subject(), seen).stream()
              .filter(fault -> fault.code() == FindingCode.TLS_VERSION_OBSOLETE)
              .toList();
      return log -> log.amend(Stage.TLS, faults);
    }
  }

  private Finding plain(CheckContext context, InetSocketAddress address, Deadline deadline)
      throws InterruptedException {
    var visits = PlainPage.visit(door, context.service(), address, deadline);
    List<Fault> faults =
        httpDecision.decide(context.subject(), new HttpObservation(List.of(), visits));
    return log -> log.amend(Stage.HTTP, faults);
  }
}
