package io.linecheck.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.BasicOCSPResponse;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.jspecify.annotations.Nullable;

/** An OCSP response (RFC 6960 section 4.2) that a server stapled to its handshake. Immutable. */
public final class StapledAnswer {
  private static final int LARGEST = 128 << 10;
  private static final int MOST_SIGNERS = 4;

  /** How long an answer speaks that does not say so, as in Firefox. */
  private static final Duration LONGEST = Duration.ofDays(10);

  private static final String OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";
  private static final ASN1ObjectIdentifier TIMESTAMPS =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.5");
  private static final Map<String, String> DIGESTS =
      Map.of(
          OIWObjectIdentifiers.idSHA1.getId(), "SHA-1",
          NISTObjectIdentifiers.id_sha256.getId(), "SHA-256");
  private static final List<String> ERRORS =
      List.of(
          "successful",
          "malformedRequest",
          "internalError",
          "error 4",
          "tryLater",
          "sigRequired",
          "unauthorized");

  private final byte[] encoded;
  private final String defect;
  private final @Nullable Spoken spoken;

  private StapledAnswer(byte[] encoded, String defect, @Nullable Spoken spoken) {
    this.encoded = encoded.clone();
    this.defect = defect;
    this.spoken = spoken;
  }

  /** All of it that is read, once and for good: the parser's own objects may fail later. */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  private record Spoken(
      List<About> singles,
      List<byte[]> signers,
      SignatureAlgorithm algorithm,
      byte[] signed,
      byte[] signature) {}

  /** One SingleResponse: the CertID and what is said of it. */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  private record About(
      String digest, byte[] issuerName, byte[] issuerKey, BigInteger serial, Word word) {}

  /**
   * What it says of one certificate (section 4.2.1).
   *
   * @param word {@code good}, {@code revoked}, {@code unknown}
   * @param revokedAt since when; {@link Instant#MAX} where it is not revoked
   * @param from thisUpdate
   * @param to the last instant it speaks for
   * @param timestamps signed certificate timestamps in it (RFC 6962 section 3.3)
   */
  record Word(
      String word, Instant revokedAt, Instant from, Instant to, List<SignedTimestamp> timestamps) {}

  /** Reads one; what cannot be read has a {@link #defect}. */
  public static StapledAnswer read(byte[] bytes) {
    if (bytes.length > LARGEST) {
      return new StapledAnswer(bytes, "it is longer than " + LARGEST + " octets", null);
    }
    try {
      OCSPResp response = new OCSPResp(bytes);
      int status = response.getStatus();
      if (status != OCSPResp.SUCCESSFUL) {
        String name = status < ERRORS.size() && status >= 0 ? ERRORS.get(status) : "" + status;
        return new StapledAnswer(bytes, "it is the error " + name, null);
      }
      return response.getResponseObject() instanceof BasicOCSPResp basic
          ? new StapledAnswer(bytes, "", spoken(basic))
          : new StapledAnswer(bytes, "it is no basic OCSP response", null);
    } catch (IOException | OCSPException | DerException | RuntimeException e) {
      // The parser throws unchecked exceptions for bytes that are no response.
      return new StapledAnswer(bytes, "it is no OCSP response (RFC 6960 4.2.1)", null);
    }
  }

  private static Spoken spoken(BasicOCSPResp basic) throws IOException, DerException {
    byte[] identifier =
        BasicOCSPResponse.getInstance(basic.getEncoded())
            .getSignatureAlgorithm()
            .getEncoded(ASN1Encoding.DER);
    List<About> singles = new ArrayList<>();
    for (SingleResp each : basic.getResponses()) {
      CertificateID id = each.getCertID();
      singles.add(
          new About(
              DIGESTS.getOrDefault(id.getHashAlgOID().getId(), ""),
              id.getIssuerNameHash(),
              id.getIssuerKeyHash(),
              id.getSerialNumber(),
              word(each)));
    }
    List<byte[]> signers = new ArrayList<>();
    for (X509CertificateHolder each : basic.getCerts()) {
      signers.add(each.getEncoded());
    }
    return new Spoken(
        singles,
        signers,
        SignatureAlgorithm.read(Der.only(identifier, "signatureAlgorithm")),
        basic.getTBSResponseData(),
        basic.getSignature());
  }

  /** Why it says nothing at all; empty where it speaks. */
  String defect() {
    return defect;
  }

  /** The serial numbers it is about. */
  List<String> serials() {
    return spoken == null
        ? List.of()
        : spoken.singles().stream().limit(8).map(each -> each.serial().toString(16)).toList();
  }

  /** What it says of that certificate; empty where it speaks of others. */
  Optional<Word> about(Certificate certificate, Certificate issuer) {
    return spoken == null
        ? Optional.empty()
        : spoken.singles().stream()
            .filter(each -> isAbout(each, certificate, issuer))
            .map(About::word)
            .findFirst();
  }

  private static boolean isAbout(About about, Certificate certificate, Certificate issuer) {
    if (!about.serial().equals(certificate.serial) || about.digest().isEmpty()) {
      return false;
    }
    try {
      X509CertificateHolder holder = new X509CertificateHolder(issuer.encoded());
      byte[] name = holder.getSubject().getEncoded(ASN1Encoding.DER);
      byte[] key = holder.getSubjectPublicKeyInfo().getPublicKeyData().getBytes();
      return Arrays.equals(hash(about.digest(), name), about.issuerName())
          && Arrays.equals(hash(about.digest(), key), about.issuerKey());
    } catch (IOException | RuntimeException unreadable) {
      // An issuer that this parser cannot read is none that it speaks of.
      return false;
    }
  }

  private static byte[] hash(String digest, byte[] octets) {
    try {
      return MessageDigest.getInstance(digest).digest(octets);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Word word(SingleResp single) {
    CertificateStatus status = single.getCertStatus();
    Instant from = single.getThisUpdate().toInstant();
    Date next = single.getNextUpdate();
    Instant to = next == null ? from.plus(LONGEST) : next.toInstant();
    if (Objects.equals(status, CertificateStatus.GOOD)) {
      return new Word("good", Instant.MAX, from, to, timestamps(single));
    }
    return status instanceof RevokedStatus revoked
        ? new Word("revoked", revoked.getRevocationTime().toInstant(), from, to, List.of())
        : new Word("unknown", Instant.MAX, from, to, List.of());
  }

  private static List<SignedTimestamp> timestamps(SingleResp single) {
    Extension extension = single.getExtension(TIMESTAMPS);
    if (extension == null) {
      return List.of();
    }
    try {
      return SignedTimestamp.list(
          ASN1OctetString.getInstance(extension.getParsedValue()).getOctets());
    } catch (DerException | RuntimeException unreadable) {
      // Timestamps that cannot be read are none.
      return List.of();
    }
  }

  /** Whether the issuer signed it, or one whom the issuer appointed to (section 4.2.2.2). */
  boolean isSignedFor(Certificate issuer, Instant at, Budget budget) {
    if (spoken == null) {
      return false;
    }
    Spoken said = spoken;
    if (isSignedBy(said, issuer.key, budget)) {
      return true;
    }
    return said.signers().stream()
        .limit(MOST_SIGNERS)
        .map(Certificate::read)
        .filter(Certificate.class::isInstance)
        .map(Certificate.class::cast)
        .filter(signer -> signer.issuer.equals(issuer.subject) && signer.isValidAt(at))
        .filter(StapledAnswer::maySign)
        .filter(signer -> budget.signature(issuer.key) && signer.isSignedBy(issuer.key))
        .anyMatch(signer -> isSignedBy(said, signer.key, budget));
  }

  private static boolean maySign(Certificate signer) {
    List<String> purposes = signer.extensions.extendedKeyUsage();
    return purposes != null && purposes.contains(OCSP_SIGNING);
  }

  private static boolean isSignedBy(Spoken said, SubjectKey signer, Budget budget) {
    return budget.signature(signer)
        && said.algorithm().verifies(signer, said.signed(), said.signature());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StapledAnswer that && Arrays.equals(encoded, that.encoded);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encoded);
  }
}
