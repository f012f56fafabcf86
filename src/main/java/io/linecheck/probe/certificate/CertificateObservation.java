package io.linecheck.probe.certificate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A chain as it was served.
 *
 * @param chain PEM of each certificate, in the order it was sent
 * @param roots PEM of the roots that are trusted
 * @param publicRoots whether they count as roots that browsers ship, whatever they are
 * @param lists PEM of revocation lists at hand
 */
public record CertificateObservation(
    List<String> chain, List<String> roots, boolean publicRoots, List<String> lists) {
  /** Copies; lists may be left out. */
  public CertificateObservation(
      List<String> chain, List<String> roots, boolean publicRoots, @Nullable List<String> lists) {
    this.chain = List.copyOf(chain);
    this.roots = List.copyOf(roots);
    this.publicRoots = publicRoots;
    this.lists = lists == null ? List.of() : List.copyOf(lists);
  }
}
