package io.linecheck.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.cert.X509CRLEntryHolder;
import org.bouncycastle.cert.X509CRLHolder;
import org.jspecify.annotations.Nullable;

/** A certificate revocation list (RFC 5280 section 5), read once. Immutable. */
public final class RevocationList {
  /** More octets are not read. */
  public static final int LARGEST = 32 << 20;

  private final X509CRLHolder list;
  private final DistinguishedName issuer;
  private final SignatureAlgorithm algorithm;
  private final byte[] signed;

  private RevocationList(X509CRLHolder list) throws IOException, DerException {
    this.list = list;
    byte[] name = list.getIssuer().getEncoded(ASN1Encoding.DER);
    this.issuer = DistinguishedName.read(Der.only(name, "issuer of the list").inside("issuer"));
    byte[] identifier = list.toASN1Structure().getSignatureAlgorithm().getEncoded(ASN1Encoding.DER);
    this.algorithm = SignatureAlgorithm.read(Der.only(identifier, "signatureAlgorithm"));
    this.signed = list.toASN1Structure().getTBSCertList().getEncoded(ASN1Encoding.DER);
  }

  /** Reads one in DER; empty where the bytes are no list. */
  public static Optional<RevocationList> read(byte[] bytes) {
    if (bytes.length > LARGEST) {
      return Optional.empty();
    }
    try {
      return Optional.of(new RevocationList(new X509CRLHolder(bytes)));
    } catch (IOException | DerException | RuntimeException e) {
      // The parser throws unchecked exceptions for bytes that are no list.
      return Optional.empty();
    }
  }

  DistinguishedName issuer() {
    return issuer;
  }

  Instant thisUpdate() {
    return list.getThisUpdate().toInstant();
  }

  /** Until when it speaks; {@link Instant#MAX} where it does not say. */
  Instant nextUpdate() {
    Date next = list.getNextUpdate();
    return next == null ? Instant.MAX : next.toInstant();
  }

  boolean hasNumber() {
    return list.getExtension(Extension.cRLNumber) != null;
  }

  /** Whether that key signed it. */
  boolean isSignedBy(SubjectKey signer) {
    return algorithm.verifies(signer, signed, list.toASN1Structure().getSignature().getOctets());
  }

  /** Whether its scope takes in such a certificate (section 5.2.5). */
  boolean covers(boolean ca) {
    @Nullable Extension extension = list.getExtension(Extension.issuingDistributionPoint);
    if (extension == null) {
      return true;
    }
    try {
      var point = IssuingDistributionPoint.getInstance(extension.getParsedValue());
      return !point.onlyContainsAttributeCerts()
          && !(point.onlyContainsUserCerts() && ca)
          && !(point.onlyContainsCACerts() && !ca);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** When that serial number was revoked by this issuer, if it was. */
  Optional<Instant> revokedAt(BigInteger serial) {
    X509CRLEntryHolder entry = list.getRevokedCertificate(serial);
    return entry == null ? Optional.empty() : Optional.of(entry.getRevocationDate().toInstant());
  }
}
