package io.linecheck.probe.certificate;

import java.util.List;

/**
 * A chain as it was served.
 *
 * @param chain PEM of each certificate, in the order it was sent
 * @param roots PEM of the roots that are trusted
 */
public record CertificateObservation(List<String> chain, List<String> roots) {
  public CertificateObservation {
    chain = List.copyOf(chain);
    roots = List.copyOf(roots);
  }
}
