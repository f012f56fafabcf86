package io.linecheck.probe;

import io.linecheck.certificate.Verdict;
import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Stage;
import io.linecheck.probe.Survey.Finding;
import io.linecheck.probe.Survey.Ground;
import io.linecheck.probe.certificate.CertificateStage;
import io.linecheck.probe.certificate.RevocationLists.Outcome;
import java.util.List;

/** Fetches the revocation lists of what is served and judges again. Thread-safe. */
final class RevocationLook {
  private final CertificateStage certificate;

  RevocationLook(CertificateStage certificate) {
    this.certificate = certificate;
  }

  Finding look(Ground ground, Deadline deadline) {
    List<byte[]> chain = ground.result().chain();
    if (chain.isEmpty()) {
      return Finding.nothing();
    }
    Outcome outcome = certificate.fetchLists(ground.context(), chain, deadline);
    if (outcome.lists().isEmpty() && outcome.obstacles().isEmpty()) {
      return Finding.nothing();
    }
    Verdict verdict = certificate.verdict(ground.context(), chain);
    List<Fault> revoked =
        verdict.faults().stream()
            .filter(fault -> fault.code() == FindingCode.CERTIFICATE_REVOKED)
            .toList();
    String words =
        (revoked.isEmpty() ? "not revoked in " : "revoked in ")
            + outcome.lists().size()
            + (outcome.lists().size() == 1 ? " list" : " lists");
    return log -> {
      log.fact(
          "certificate.revocation",
          (outcome.lists().isEmpty() ? "not known" : words)
              + (outcome.obstacles().isEmpty()
                  ? ""
                  : "; " + String.join("; ", outcome.obstacles())));
      boolean told =
          log.stages().stream()
              .flatMap(stage -> stage.faults().stream())
              .anyMatch(fault -> fault.code() == FindingCode.CERTIFICATE_REVOKED);
      log.amend(Stage.CERTIFICATE, told ? List.of() : revoked);
    };
  }
}
