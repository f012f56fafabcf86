package io.linecheck.model;

import java.time.Instant;
import java.util.List;

/**
 * The leaf certificate that one address of one service served, good or bad.
 *
 * @param service the service's name
 * @param address where it was served, {@code 203.0.113.10:8089}
 * @param offer how it was asked for: {@code default}, {@code no-sni}, {@code rsa}, {@code ecdsa}
 * @param sha256 fingerprint, lower-case hexadecimal without separators
 * @param serial lower-case hexadecimal
 * @param subject RFC 4514
 * @param issuer RFC 4514
 * @param names the SAN's DNS names and addresses
 * @param keyAlgorithm {@code RSA 2048}, {@code EC P-256}
 * @param notBefore start of validity
 * @param notAfter end of validity
 */
public record ServedCertificate(
    String service,
    String address,
    String offer,
    String sha256,
    String serial,
    String subject,
    String issuer,
    List<String> names,
    String keyAlgorithm,
    Instant notBefore,
    Instant notAfter) {
  public ServedCertificate {
    names = List.copyOf(names);
  }
}
