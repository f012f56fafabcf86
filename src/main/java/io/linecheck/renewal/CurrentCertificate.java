package io.linecheck.renewal;

import io.linecheck.renewal.acme.KeyFiles;
import io.linecheck.renewal.deploy.Preflight;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The certificate of a dialer that was last proven to be served, from the folder of renewals. */
public final class CurrentCertificate {
  private static final int LOOKED_AT = 50;

  private final RenewalStore store;

  /** Those that this store knows of. */
  public CurrentCertificate(RenewalStore store) {
    this.store = store;
  }

  /**
   * The certificate, where Linecheck has renewed it before, for the same names and with all pairs
   * that are wanted now.
   */
  public Optional<X509Certificate> find(RenewalTask task) {
    return find(task, task.pairs().getFirst());
  }

  /** The certificate of one of the pairs. */
  Optional<X509Certificate> find(RenewalTask task, WantedPair wanted) {
    return committed(task, Renewal.Purpose.RENEWAL)
        .filter(renewal -> Set.copyOf(renewal.names()).equals(Set.copyOf(task.names())))
        .filter(renewal ->
            task.pairs().stream()
                .allMatch(pair -> Files.isReadable(pair.chain(task.generation(renewal)))))
        .flatMap(renewal -> read(wanted.chain(task.generation(renewal))).stream())
        .findFirst();
  }

  /** The newest renewal of a kind that came to its end. */
  Optional<Renewal> findCommitted(RenewalTask task, Renewal.Purpose purpose) {
    return committed(task, purpose).findFirst();
  }

  private Stream<Renewal> committed(RenewalTask task, Renewal.Purpose purpose) {
    return store.history(task.dialer().id(), LOOKED_AT).stream()
        .filter(renewal -> renewal.state() == State.COMMITTED && renewal.purpose() == purpose);
  }

  private static Optional<X509Certificate> read(Path chain) {
    return Files.isReadable(chain) ? Preflight.leafOf(KeyFiles.read(chain)) : Optional.empty();
  }
}
