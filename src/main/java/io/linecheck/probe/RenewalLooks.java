package io.linecheck.probe;

import io.linecheck.model.AddressScope;
import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Service;
import io.linecheck.model.Stage;
import io.linecheck.model.Upkeep;
import io.linecheck.probe.Survey.Finding;
import io.linecheck.probe.Survey.Ground;
import io.linecheck.probe.Survey.Look;
import io.linecheck.probe.certificate.CertificateStage;
import io.linecheck.probe.dns.CaaDecision;
import io.linecheck.probe.dns.CaaObservation;
import io.linecheck.probe.dns.CaaProbe;
import io.linecheck.probe.http.HttpAnswer;
import io.linecheck.probe.http.PlainPage;
import io.linecheck.probe.tcp.TcpObservation.Attempt;
import io.linecheck.probe.wire.TcpDoor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the next renewal of a door's certificate will meet: CAA (RFC 8659), and port 80 where it is
 * renewed by HTTP-01. Asked once for each host, at its first door. Thread-safe.
 */
final class RenewalLooks {
  /** A name server that does not answer for the names above delays nobody for longer. */
  private static final Duration CAA_PATIENCE = Duration.ofMillis(1500);

  private final TcpDoor door;
  private final CaaProbe caa;
  private final CertificateStage certificate;
  private final CaaDecision caaDecision = new CaaDecision();

  /** Looks through this door and this probe. */
  RenewalLooks(TcpDoor door, CaaProbe caa, CertificateStage certificate) {
    this.door = door;
    this.caa = caa;
    this.certificate = certificate;
  }

  List<Look> looks(Ground ground, Deadline deadline) {
    List<Look> looks = new ArrayList<>();
    if (!isFirstDoor(ground)) {
      return looks;
    }
    if (ground.lookedUp()) {
      looks.add(() -> caa(ground, deadline.atMost(CAA_PATIENCE)));
    }
    if (ground.context().dialer().upkeep().needsPort80()) {
      looks.add(() -> port80(ground, deadline));
    }
    return looks;
  }

  private static boolean isFirstDoor(Ground ground) {
    Service own = ground.service();
    return ground.context().dialer().services().stream()
        .filter(service ->
            service.kind().servesCertificate() && service.host().equalsIgnoreCase(own.host()))
        .findFirst()
        .filter(own::equals)
        .isPresent();
  }

  private Finding caa(Ground ground, Deadline deadline) throws InterruptedException {
    CaaObservation seen =
        caa.observe(
            ground.service().host(),
            certificate.issuer(ground.context(), ground.result().chain()),
            certificate.names(ground.context(), ground.result().chain()),
            deadline);
    List<Fault> faults = caaDecision.decide(ground.context().subject(), seen);
    return log -> {
      log.fact("dns.caa", seen.words());
      log.amend(Stage.DNS, faults);
    };
  }

  /** An authority asks on port 80 of whatever address DNS gives; one that answers is enough. */
  private Finding port80(Ground ground, Deadline deadline) throws InterruptedException {
    List<String> tried = new ArrayList<>();
    for (InetAddress address : ground.addresses()) {
      var asked = new InetSocketAddress(address, 80);
      if (AddressScope.of(address) == AddressScope.PRIVATE) {
        return log ->
            log.fact(
                "renewal.port80",
                "not judged: " + Walk.words(asked) + " is private, authorities see another");
      }
      PlainPage.Call call = PlainPage.call(door, ground.service().host(), asked, deadline);
      if (call.answer().filter(HttpAnswer.Answer.class::isInstance).isPresent()) {
        return log -> log.fact("renewal.port80", "open at " + Walk.words(asked));
      }
      Attempt attempt = Approach.attempt(Walk.words(asked), call.connection());
      tried.add(
          Walk.words(asked)
              + switch (attempt.outcome()) {
                case CONNECTED -> " takes connections, but gives no HTTP answer";
                case REFUSED -> " refused the connection";
                case FILTERED -> " did not answer";
                case UNREACHABLE, NOT_TRIED -> " cannot be reached: " + attempt.detail();
              });
    }
    Upkeep upkeep = ground.context().dialer().upkeep();
    Fault fault =
        Fault.of(
            FindingCode.RENEWAL_PATH_CLOSED,
            "renewedBy: "
                + upkeep.renewer().word()
                + (upkeep.challengeTold() ? ", challenge: http-01" : ", which uses http-01")
                + "; asked from "
                + ground.context().vantage()
                + ", "
                + String.join("; ", tried)
                + "; expected an HTTP answer");
    return log -> {
      log.fact("renewal.port80", "closed");
      log.amendFirst(List.of(fault), Stage.CERTIFICATE, Stage.TLS, Stage.TCP);
    };
  }
}
