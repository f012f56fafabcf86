package io.linecheck.probe.tls;

import io.linecheck.probe.wire.Handshake;
import java.util.List;
import java.util.Optional;

/**
 * A handshake as a browser makes it, and the further ones that tell causes apart.
 *
 * @param browser the one that counts
 * @param waitedMillis how long it took, or was waited for
 * @param trials others, made only after that one failed, or in the survey
 */
public record TlsObservation(Handshake browser, long waitedMillis, List<Trial> trials) {
  /** The trial that spoke to the door without TLS. */
  public static final String CLEAR = "clear";

  public TlsObservation {
    trials = trials == null ? List.of() : List.copyOf(trials);
  }

  /**
   * A further handshake.
   *
   * @param offer {@code obsolete} (TLS 1.0 and 1.1 only), {@code http2}, {@code any} (everything
   *     the other engine has), {@code no-sni}, {@code no-alpn}, or {@code clear} for what was asked
   *     without TLS
   * @param handshake how it went
   */
  public record Trial(String offer, Handshake handshake) {}

  /** What the door answered in the clear, if it did. */
  public Optional<String> inTheClear() {
    return trials.stream()
        .filter(trial -> trial.offer().equals(CLEAR))
        .map(trial -> trial.handshake().detail())
        .findFirst();
  }

  /** The trial of this offer that was completed, if it was. */
  public Optional<Handshake> completed(String offer) {
    return trials.stream()
        .filter(trial -> trial.offer().equals(offer) && trial.handshake().completed())
        .map(Trial::handshake)
        .findFirst();
  }
}
