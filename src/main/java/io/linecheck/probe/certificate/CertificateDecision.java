package io.linecheck.probe.certificate;

import io.linecheck.certificate.BrowserVerdict;
import io.linecheck.certificate.Certificate;
import io.linecheck.certificate.Pem;
import io.linecheck.certificate.Question;
import io.linecheck.certificate.RevocationList;
import io.linecheck.certificate.TrustStore;
import io.linecheck.model.Fault;
import io.linecheck.probe.Decision;
import io.linecheck.probe.Subject;
import java.util.List;
import java.util.Optional;

/** The verdict on a chain that is given as text. */
public final class CertificateDecision implements Decision<CertificateObservation> {
  @Override
  public List<Fault> decide(Subject subject, CertificateObservation seen) {
    List<Certificate> roots =
        Pem.certificates(String.join("\n", seen.roots())).stream()
            .map(Certificate::read)
            .filter(Certificate.class::isInstance)
            .map(Certificate.class::cast)
            .toList();
    TrustStore trust =
        seen.publicRoots() ? TrustStore.of(roots, TrustStore.Origin.PUBLIC) : TrustStore.of(roots);
    List<RevocationList> lists =
        Pem.revocationLists(String.join("\n", seen.lists())).stream()
            .map(RevocationList::read)
            .flatMap(Optional::stream)
            .toList();
    return BrowserVerdict.judge(
            Pem.certificates(String.join("\n", seen.chain())),
            Question.of(subject.service().host(), subject.now(), trust).withLists(lists))
        .faults();
  }
}
