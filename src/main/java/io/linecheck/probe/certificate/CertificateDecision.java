package io.linecheck.probe.certificate;

import io.linecheck.certificate.BrowserVerdict;
import io.linecheck.certificate.Certificate;
import io.linecheck.certificate.Question;
import io.linecheck.certificate.TrustStore;
import io.linecheck.model.Fault;
import io.linecheck.probe.Decision;
import io.linecheck.probe.Subject;
import java.util.Base64;
import java.util.List;

/** The verdict on a chain that is given as text. */
public final class CertificateDecision implements Decision<CertificateObservation> {
  @Override
  public List<Fault> decide(Subject subject, CertificateObservation seen) {
    TrustStore trust =
        TrustStore.of(
            seen.roots().stream()
                .map(CertificateDecision::decode)
                .map(Certificate::read)
                .filter(Certificate.class::isInstance)
                .map(Certificate.class::cast)
                .toList());
    return BrowserVerdict.judge(
            seen.chain().stream().map(CertificateDecision::decode).toList(),
            Question.of(subject.service().host(), subject.now(), trust))
        .faults();
  }

  private static byte[] decode(String pem) {
    return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
  }
}
