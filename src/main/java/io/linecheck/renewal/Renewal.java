package io.linecheck.renewal;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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
 * @param by who began it: {@code schedule} or a person
 * @param doors where it was proven to be served
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
    String serial,
    @Nullable String by,
    @Nullable List<String> doors) {
  /** What it is for. */
  public enum Purpose {
    /** A new certificate, installed. */
    RENEWAL,
    /** A certificate that others renewed, installed. */
    DEPLOYMENT,
    /** A staging order; nothing is installed. */
    REHEARSAL;

    /** The public word. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Renewal {
    names = List.copyOf(names);
    by = by == null ? "" : by;
    doors = doors == null ? List.of() : List.copyOf(doors);
  }

  /** One that begins. */
  static Renewal begin(
      String id, String dialer, Purpose purpose, List<String> names, String by, Instant now) {
    return new Renewal(
        id, dialer, purpose, State.DUE, now, now, names, "", "", "", "", by, List.of());
  }

  Renewal at(State next, Instant now) {
    return new Renewal(
        id,
        dialer,
        purpose,
        next,
        startedAt,
        now,
        names,
        directory,
        order,
        fingerprint,
        serial,
        by,
        doors);
  }

  /** The same, proven at these doors. */
  Renewal proven(List<String> at) {
    return new Renewal(
        id,
        dialer,
        purpose,
        state,
        startedAt,
        changedAt,
        names,
        directory,
        order,
        fingerprint,
        serial,
        by,
        at);
  }

  Renewal ordered(String at, String location, Instant now) {
    return new Renewal(
        id, dialer, purpose, State.ORDERED, startedAt, now, names, at, location, "", "", by, doors);
  }

  Renewal issued(String leaf, String number, Instant now) {
    return new Renewal(
        id,
        dialer,
        purpose,
        State.ISSUED,
        startedAt,
        now,
        names,
        directory,
        order,
        leaf,
        number,
        by,
        doors);
  }

  /** Whether there is a certificate to install. */
  public boolean hasCertificate() {
    return !fingerprint.isEmpty();
  }
}
