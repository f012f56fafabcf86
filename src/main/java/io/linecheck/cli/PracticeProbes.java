package io.linecheck.cli;

import io.linecheck.app.ProbeSettings;
import io.linecheck.certificate.Certificate;
import io.linecheck.certificate.TrustStore;
import io.linecheck.demo.PracticeFloor;
import io.linecheck.model.Stage;
import io.linecheck.probe.dns.NamedResolver;
import java.security.cert.CertificateEncodingException;
import java.util.EnumSet;
import java.util.List;

/** How probes reach the practice floor: its names lead to loopback, its root alone is trusted. */
final class PracticeProbes {
  private PracticeProbes() {}

  static ProbeSettings of(PracticeFloor floor) throws CertificateEncodingException {
    TrustStore trust =
        Certificate.read(floor.root().getEncoded()) instanceof Certificate root
            ? TrustStore.of(List.of(root))
            : TrustStore.of(List.of());
    return new ProbeSettings(
        floor.addresses(), List.of(NamedResolver.system()), trust, EnumSet.allOf(Stage.class));
  }
}
