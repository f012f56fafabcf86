package io.linecheck.renewal;

import java.time.Instant;
import java.util.List;

/**
 * One renewal of one certificate, as it is kept. Texts are empty where they do not apply yet.
 *
 * @param id its own
 * @param dialer whose certificate
 * @param purpose what it is for
 * @param state where it stands
 * @param startedAt when it began
 * @param changedAt when its state changed last
 * @param names of the certificate
 * @param directory of the authority that has the order
 * @param order its address
 * @param fingerprint SHA-256 of the new leaf, hex
 * @param serial of the new leaf, hex
 */
public record Renewal(
    String id,
    String dialer,
    Purpose purpose,
    State state,
    Instant startedAt,
    Instant changedAt,
    List<String> names,
    String directory,
    String order,
    String fingerprint,
    String serial) {
  /** What it is for. */
  public enum Purpose {
    /** A new certificate, installed. */
    RENEWAL,
    /** A certificate that others renewed, installed. */
    DEPLOYMENT,
    /** A staging order; nothing is installed. */
    REHEARSAL
  }

  public Renewal {
    names = List.copyOf(names);
  }

  /** One that begins. */
  static Renewal begin(String id, String dialer, Purpose purpose, List<String> names, Instant now) {
    return new Renewal(id, dialer, purpose, State.DUE, now, now, names, "", "", "", "");
  }

  Renewal at(State next, Instant now) {
    return new Renewal(
        id, dialer, purpose, next, startedAt, now, names, directory, order, fingerprint, serial);
  }

  Renewal ordered(String at, String location, Instant now) {
    return new Renewal(
        id, dialer, purpose, State.ORDERED, startedAt, now, names, at, location, "", "");
  }

  Renewal issued(String leaf, String number, Instant now) {
    return new Renewal(
        id, dialer, purpose, State.ISSUED, startedAt, now, names, directory, order, leaf, number);
  }

  /** Whether there is a certificate to install. */
  public boolean hasCertificate() {
    return !fingerprint.isEmpty();
  }
}
