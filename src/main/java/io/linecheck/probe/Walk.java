package io.linecheck.probe;

import io.linecheck.certificate.HandshakeWitness;
import io.linecheck.model.Catalogue;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Fault;
import io.linecheck.model.Finding;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.Stage;
import io.linecheck.model.StageResult;
import io.linecheck.model.Status;
import io.linecheck.probe.certificate.CertificateStage;
import io.linecheck.probe.tls.TlsDecision;
import io.linecheck.probe.tls.TlsObservation;
import io.linecheck.probe.tls.TlsProbe;
import io.linecheck.probe.tls.TlsProbe.Established;
import io.linecheck.probe.wire.AddressWords;
import io.linecheck.probe.wire.Connection;
import io.linecheck.probe.wire.Handshake;
import io.linecheck.probe.wire.TcpConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Walks one service as an agent's phone does: name, connection, handshake, certificate, then what
 * is spoken there, over one connection. A failed layer ends the walk only where the next one is
 * impossible; a bad certificate never does. Thread-safe; each run blocks its own virtual thread.
 */
public final class Walk {
  /** What a server may need to fetch its first OCSP answer. */
  private static final Duration STAPLING = Duration.ofMillis(400);

  private final Approach approach;
  private final TlsProbe tls;
  private final CertificateStage certificate;
  private final Survey survey;
  private final Conversations conversations;
  private final Catalogue catalogue;
  private final WalkSettings settings;
  private final TlsDecision tlsDecision = new TlsDecision();

  /** A walk through these layers. */
  public Walk(
      Approach approach,
      TlsProbe tls,
      CertificateStage certificate,
      Survey survey,
      Conversations conversations,
      Catalogue catalogue,
      WalkSettings settings) {
    this.approach = approach;
    this.tls = tls;
    this.certificate = certificate;
    this.survey = survey;
    this.conversations = conversations;
    this.catalogue = catalogue;
    this.settings = settings;
  }

  /** What it walks. */
  public WalkSettings settings() {
    return settings;
  }

  /**
   * Walks the service of a context.
   *
   * @throws InterruptedException when the loop ends the run
   */
  public CheckResult run(CheckContext context) throws InterruptedException {
    Instant startedAt = context.clock().instant();
    long started = System.nanoTime();
    StageLog log = new StageLog(context);
    String address = walk(context, log);
    List<StageResult> stages = log.stages();
    return new CheckResult(
        context.dialer().id(),
        context.service(),
        context.vantage(),
        address,
        startedAt,
        Duration.ofNanos(System.nanoTime() - started),
        status(stages),
        stages,
        log.facts(),
        findings(context, stages),
        log.certificates(),
        context.transcript().lines());
  }

  private String walk(CheckContext context, StageLog log) throws InterruptedException {
    Service service = context.service();
    Approach.Found found = approach.lookUp(context, log);
    List<InetAddress> addresses = found.addresses();
    if (addresses.isEmpty() || isLast(Stage.DNS)) {
      return "";
    }
    if (service.kind() == ServiceKind.STUN || service.kind() == ServiceKind.TURN_UDP) {
      InetSocketAddress address = UdpApproach.choose(context, addresses, log);
      converse(context, new Path(context, address, Optional.empty(), Optional::empty, log));
      return words(address);
    }
    Optional<TcpConnection> connected = approach.connect(context, addresses, log);
    if (connected.isEmpty()) {
      return words(new InetSocketAddress(addresses.getFirst(), service.port()));
    }
    try (TcpConnection connection = connected.get()) {
      if (!isLast(Stage.TCP)) {
        overTcp(context, connection, found, log);
      }
      return words(connection.remote());
    }
  }

  private void overTcp(
      CheckContext context, TcpConnection connection, Approach.Found found, StageLog log)
      throws InterruptedException {
    InetSocketAddress address = connection.remote();
    if (!context.service().kind().servesCertificate()) {
      Path.Opener opener = Path.Opener.at(address, at -> approach.open(at, context.deadline()));
      converse(context, new Path(context, address, Optional.of(connection), opener, log));
      return;
    }
    long started = System.nanoTime();
    TlsProbe.Result result = tls.observe(context.service(), connection, context.deadline());
    note(context, result.observation());
    log.end(Stage.TLS, started, tlsDecision.decide(context.subject(), result.observation()));
    result.established().ifPresent(established -> facts(established.handshake(), log));
    if (!result.chain().isEmpty() && wants(Stage.CERTIFICATE)) {
      certificate.judge(
          context,
          result.chain(),
          witness(result.established()),
          () -> again(context, address),
          words(address),
          log);
    }
    try (Survey.Running running =
        settings.survey()
            ? survey.start(
                new Survey.Ground(context, address, found.addresses(), found.inDns(), result))
            : Survey.Running.none()) {
      if (result.established().isPresent()) {
        beyondTls(context, address, result.established().get(), log);
      }
      running.finish(log);
    }
    refusals(log).ifPresent(code -> log.follows(Stage.CERTIFICATE, "follows from " + code.word()));
  }

  private HandshakeWitness again(CheckContext context, InetSocketAddress address)
      throws InterruptedException {
    Thread.sleep(STAPLING);
    Optional<Established> second =
        tls.open(address, TlsProbe.offer(context.service()), context.deadline());
    second.ifPresent(each -> each.connection().close());
    return witness(second);
  }

  /** What the handshake brought beside the chain; nothing is missed where there was none. */
  private static HandshakeWitness witness(Optional<Established> established) {
    return established
        .map(each -> HandshakeWitness.of(each.connection().stapled()))
        .orElse(HandshakeWitness.NONE);
  }

  private void beyondTls(
      CheckContext context, InetSocketAddress address, Established established, StageLog log)
      throws InterruptedException {
    try (TcpConnection open = established.connection()) {
      if (!isLast(Stage.TLS) && !isLast(Stage.CERTIFICATE)) {
        Path.Opener opener =
            Path.Opener.at(
                address,
                at ->
                    tls.open(at, established.offer(), context.deadline())
                        .map(further -> (Connection) further.connection()));
        converse(context, new Path(context, address, Optional.of(open), opener, log));
      }
    }
  }

  /** What browsers end at although the handshake itself may be completed. */
  private static Optional<FindingCode> refusals(StageLog log) {
    return log.stages().stream()
        .filter(stage -> stage.stage() == Stage.TLS)
        .flatMap(stage -> stage.faults().stream())
        .map(Fault::code)
        .filter(code ->
            code == FindingCode.TLS_CLIENT_CERTIFICATE_REQUESTED
                || code == FindingCode.TLS_ALPN_HTTP2_ONLY)
        .findFirst();
  }

  private void converse(CheckContext context, Path path) throws InterruptedException {
    Optional<Conversation> conversation = conversations.of(context.service().kind());
    if (conversation.isPresent()) {
      conversation.get().converse(path);
    }
  }

  private static void facts(Handshake handshake, StageLog log) {
    log.fact("tls.version", handshake.version());
    log.fact("tls.cipher", handshake.cipher());
    if (!handshake.group().isEmpty()) {
      log.fact("tls.group", handshake.group());
    }
    if (!handshake.alpn().isEmpty()) {
      log.fact("tls.alpn", handshake.alpn());
    }
  }

  private static void note(CheckContext context, TlsObservation seen) {
    Handshake browser = seen.browser();
    context
        .transcript()
        .note(
            Stage.TLS,
            browser.completed()
                ? browser.version() + " " + browser.cipher() + " " + browser.group()
                : browser.end() + " " + browser.alert() + browser.detail());
    seen.trials()
        .forEach(trial ->
            context
                .transcript()
                .note(
                    Stage.TLS,
                    "tried "
                        + trial.offer()
                        + ": "
                        + trial.handshake().end()
                        + " "
                        + trial.handshake().version()
                        + trial.handshake().alert()));
  }

  /** Whether nothing beyond this stage was asked for. */
  private boolean isLast(Stage stage) {
    return settings.stages().stream().allMatch(wanted -> wanted.compareTo(stage) <= 0);
  }

  private boolean wants(Stage stage) {
    return settings.stages().contains(stage);
  }

  private static Status status(List<StageResult> stages) {
    for (Status worst :
        List.of(Status.CRITICAL, Status.WARNING, Status.UNKNOWN, Status.OK, Status.SKIPPED)) {
      if (stages.stream().anyMatch(stage -> stage.status() == worst)) {
        return worst;
      }
    }
    return Status.UNKNOWN;
  }

  private List<Finding> findings(CheckContext context, List<StageResult> stages) {
    List<Finding> findings = new ArrayList<>();
    for (StageResult stage : stages) {
      for (Fault fault : stage.faults()) {
        findings.add(
            catalogue.finding(
                fault, context.service(), stage.stage(), context.dialer().platform()));
      }
    }
    return findings;
  }

  static String words(InetSocketAddress address) {
    return AddressWords.of(address);
  }
}
