package io.linecheck.probe.certificate;

import io.linecheck.certificate.Question;
import io.linecheck.certificate.ServedLeaf;
import io.linecheck.certificate.TrustStore;
import io.linecheck.certificate.Verdict;
import io.linecheck.certificate.VerdictCache;
import io.linecheck.model.Service;
import io.linecheck.model.Stage;
import io.linecheck.probe.CheckContext;
import io.linecheck.probe.StageLog;
import java.util.List;

/** Judges the chain of a walk; thread-safe. */
public final class CertificateStage {
  private final TrustStore trust;
  private final VerdictCache verdicts;

  /** A stage that trusts these roots. */
  public CertificateStage(TrustStore trust, VerdictCache verdicts) {
    this.trust = trust;
    this.verdicts = verdicts;
  }

  /** Judges what was served and writes it into the log: the facts also when it is bad. */
  public void judge(CheckContext context, List<byte[]> chain, String address, StageLog log) {
    long started = System.nanoTime();
    Service service = context.service();
    Verdict verdict =
        verdicts.judge(chain, Question.of(service.host(), context.clock().instant(), trust));
    verdict.facts().forEach(log::fact);
    served(service, verdict, address, "default", log);
    verdict.notes().forEach(note -> context.transcript().note(Stage.CERTIFICATE, note));
    log.end(Stage.CERTIFICATE, started, verdict.faults());
  }

  /** Records a leaf that another handshake brought, without a verdict. */
  public void record(
      CheckContext context, List<byte[]> chain, String address, String offer, StageLog log) {
    Service service = context.service();
    Verdict verdict =
        verdicts.judge(chain, Question.of(service.host(), context.clock().instant(), trust));
    served(service, verdict, address, offer, log);
  }

  private static void served(
      Service service, Verdict verdict, String address, String offer, StageLog log) {
    verdict
        .leaf()
        .ifPresent(leaf -> log.served(ServedLeaf.of(leaf, service.name(), address, offer)));
  }
}
