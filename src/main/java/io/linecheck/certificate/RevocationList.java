package io.linecheck.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.cert.X509CRLEntryHolder;
import org.bouncycastle.cert.X509CRLHolder;
import org.jspecify.annotations.Nullable;

/** A certificate revocation list (RFC 5280 section 5), read once. Immutable. */
public final class RevocationList {
  /** More octets are not read. */
  public static final int LARGEST = 32 << 20;

  private static final Set<ASN1ObjectIdentifier> UNDERSTOOD =
      Set.of(
          Extension.issuingDistributionPoint,
          Extension.deltaCRLIndicator,
          Extension.cRLNumber,
          Extension.authorityKeyIdentifier);
  private static final Set<ASN1ObjectIdentifier> UNDERSTOOD_OF_ENTRIES =
      Set.of(Extension.certificateIssuer, Extension.reasonCode, Extension.invalidityDate);
  private static final int CERTIFICATE_HOLD = 6;
  private static final int REMOVE_FROM_LIST = 8;

  /**
   * What a list says of a certificate (section 5.3).
   *
   * @param at since when
   * @param reason reasonCode, 0 where there is none
   */
  record Entry(Instant at, int reason) {
    /** A delta list takes the certificate off the complete one. */
    boolean isRemoval() {
      return reason == REMOVE_FROM_LIST;
    }

    /** It may be taken off again. */
    boolean isHold() {
      return reason == CERTIFICATE_HOLD;
    }
  }

  private final X509CRLHolder list;
  private final DistinguishedName issuer;
  private final SignatureAlgorithm algorithm;
  private final byte[] signed;
  private final @Nullable IssuingDistributionPoint scope;
  private final Instant thisUpdate;
  private final Instant nextUpdate;

  private RevocationList(X509CRLHolder list) throws IOException, DerException {
    this.list = list;
    this.issuer = name(list.getIssuer());
    byte[] identifier = list.toASN1Structure().getSignatureAlgorithm().getEncoded(ASN1Encoding.DER);
    this.algorithm = SignatureAlgorithm.read(Der.only(identifier, "signatureAlgorithm"));
    this.signed = list.toASN1Structure().getTBSCertList().getEncoded(ASN1Encoding.DER);
    Extension extension = list.getExtension(Extension.issuingDistributionPoint);
    this.scope =
        extension == null ? null : IssuingDistributionPoint.getInstance(extension.getParsedValue());
    this.thisUpdate = list.getThisUpdate().toInstant();
    Date next = list.getNextUpdate();
    this.nextUpdate = next == null ? Instant.MAX : next.toInstant();
  }

  private static DistinguishedName name(X500Name name) throws IOException, DerException {
    byte[] encoded = name.getEncoded(ASN1Encoding.DER);
    return DistinguishedName.read(Der.only(encoded, "issuer of the list").inside("issuer"));
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
    return thisUpdate;
  }

  /** Until when it speaks; {@link Instant#MAX} where it does not say. */
  public Instant nextUpdate() {
    return nextUpdate;
  }

  boolean hasNumber() {
    return list.getExtension(Extension.cRLNumber) != null;
  }

  /** Whether it only tells what changed since a complete one (section 5.2.4). */
  boolean isDelta() {
    return list.getExtension(Extension.deltaCRLIndicator) != null;
  }

  /** Whether it may list certificates of other issuers (section 5.2.5). */
  boolean isIndirect() {
    return scope != null && scope.isIndirectCRL();
  }

  /** Why nobody may use it (section 5.2); empty where there is no reason. */
  Optional<String> unusable() {
    var structure = list.toASN1Structure();
    if (!structure.getTBSCertList().getSignature().equals(structure.getSignatureAlgorithm())) {
      return Optional.of("its algorithm differs inside and outside of what is signed");
    }
    return unknown(list.getCriticalExtensionOIDs(), UNDERSTOOD);
  }

  private static Optional<String> unknown(Set<?> critical, Set<ASN1ObjectIdentifier> understood) {
    return critical.stream()
        .filter(oid -> !understood.contains(oid))
        .findFirst()
        .map(oid -> "it has a critical extension that is not known, " + oid);
  }

  /** Whether that key signed it. */
  boolean isSignedBy(SubjectKey signer) {
    return algorithm.verifies(signer, signed, list.toASN1Structure().getSignature().getOctets());
  }

  /** Whether its scope takes in such a certificate (section 5.2.5). */
  boolean covers(boolean ca) {
    return scope == null
        || (!scope.onlyContainsAttributeCerts()
            && !(scope.onlyContainsUserCerts() && ca)
            && !(scope.onlyContainsCACerts() && !ca));
  }

  /** What it says of that certificate; empty where it does not list it, or not understandably. */
  Optional<Entry> entry(Certificate certificate) {
    return isIndirect()
        ? entries().stream()
            .filter(each -> each.getSerialNumber().equals(certificate.serial))
            .filter(each -> isOf(certificate.issuer, each))
            .findFirst()
            .flatMap(RevocationList::entry)
        : direct(certificate.serial);
  }

  private List<X509CRLEntryHolder> entries() {
    Collection<?> all = list.getRevokedCertificates();
    return all.stream().map(X509CRLEntryHolder.class::cast).toList();
  }

  private Optional<Entry> direct(BigInteger serial) {
    return Optional.ofNullable(list.getRevokedCertificate(serial)).flatMap(RevocationList::entry);
  }

  private static Optional<Entry> entry(X509CRLEntryHolder found) {
    if (unknown(found.getCriticalExtensionOIDs(), UNDERSTOOD_OF_ENTRIES).isPresent()) {
      return Optional.empty();
    }
    Extension reason = found.getExtension(Extension.reasonCode);
    int code = reason == null ? 0 : reason(reason);
    return Optional.of(new Entry(date(found), code));
  }

  private static Instant date(X509CRLEntryHolder found) {
    try {
      return found.getRevocationDate().toInstant();
    } catch (IllegalStateException unreadable) {
      // A day that cannot be read does not take the entry back.
      return Instant.EPOCH;
    }
  }

  private static int reason(Extension extension) {
    try {
      return ASN1Enumerated.getInstance(extension.getParsedValue()).intValueExact();
    } catch (IllegalArgumentException | ArithmeticException e) {
      // A reason that cannot be read is none: revoked all the same.
      return 0;
    }
  }

  /** An entry of an indirect list is about the issuer named last (section 5.3.3). */
  private static boolean isOf(DistinguishedName issuer, X509CRLEntryHolder entry) {
    GeneralNames names = entry.getCertificateIssuer();
    if (names == null) {
      return false;
    }
    for (GeneralName each : names.getNames()) {
      if (each.getTagNo() == GeneralName.directoryName && isName(issuer, each)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isName(DistinguishedName issuer, GeneralName name) {
    try {
      return name(X500Name.getInstance(name.getName())).equals(issuer);
    } catch (IOException | DerException | IllegalArgumentException e) {
      // A name that cannot be read is nobody's.
      return false;
    }
  }
}
