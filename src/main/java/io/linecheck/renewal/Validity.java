package io.linecheck.renewal;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/**
 * From when to when a certificate is valid (RFC 5280 section 4.1.2.5).
 *
 * @param notBefore the first instant
 * @param notAfter the last one, after the first
 */
public record Validity(Instant notBefore, Instant notAfter) {
  public Validity {
    if (!notAfter.isAfter(notBefore)) {
      throw new IllegalArgumentException(notAfter + " is not after " + notBefore);
    }
  }

  /** That of a certificate. */
  static Validity of(X509Certificate leaf) {
    return new Validity(leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant());
  }

  /** Which part of the lifetime is left, 1 to 0; below 0 once it is over. */
  double partLeft(Instant now) {
    return (double) Duration.between(now, notAfter).toSeconds() / lifetime().toSeconds();
  }

  /** How long it is valid altogether. */
  public Duration lifetime() {
    return Duration.between(notBefore, notAfter);
  }

  /** A part of the lifetime, 0 to 1, to whole seconds. */
  public Duration part(double part) {
    return Duration.ofSeconds(Math.round(lifetime().toSeconds() * simple(part)));
  }

  /** When this part of the lifetime is left. */
  public Instant when(double partLeft) {
    return notAfter.minus(part(partLeft));
  }

  /** A third is written 0.3333 and meant as a third. */
  private static double simple(double part) {
    if (part <= 0) {
      return 0;
    }
    long whole = Math.round(1 / part);
    return Math.abs(1.0 / whole - part) < 0.0001 ? 1.0 / whole : part;
  }
}
