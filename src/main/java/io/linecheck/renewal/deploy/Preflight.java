package io.linecheck.renewal.deploy;

import io.linecheck.certificate.BrowserVerdict;
import io.linecheck.certificate.Pem;
import io.linecheck.certificate.Question;
import io.linecheck.certificate.TrustStore;
import io.linecheck.certificate.Verdict;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Severity;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether the exact bytes may be put on a server: what a server would die of, and what a browser
 * would refuse, is found before anything is touched. Pure.
 */
public final class Preflight {
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN ((?:[A-Z]+ )?PRIVATE KEY)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  private static final Set<FindingCode> UNKNOWN_ROOT =
      EnumSet.of(FindingCode.CERTIFICATE_ROOT_UNTRUSTED, FindingCode.CERTIFICATE_CHAIN_INCOMPLETE);

  private Preflight() {}

  /**
   * Everything that speaks against a pair.
   *
   * @param chain PEM as it will be written
   * @param key PEM as it will be written
   * @param hosts every name the certificate must be good for
   * @param trust the roots of the agents' browsers
   * @param privateAuthority whether the authority is a private one, whose root agents' browsers
   *     have although no store here knows it
   * @return sentences; empty where nothing does
   */
  public static List<String> objections(
      String chain,
      String key,
      List<String> hosts,
      TrustStore trust,
      boolean privateAuthority,
      Instant now) {
    List<byte[]> certificates = Pem.certificates(chain);
    if (certificates.isEmpty()) {
      return List.of("the chain holds no PEM certificate");
    }
    List<String> objections = new ArrayList<>();
    Optional<X509Certificate> leaf = leaf(certificates.getFirst());
    if (leaf.isEmpty()) {
      return List.of("the first certificate of the chain cannot be read");
    }
    if (leaf.get().getBasicConstraints() >= 0) {
      objections.add(
          "the first certificate of the chain is an authority's; the leaf must be first");
    }
    key(key, leaf.get().getPublicKey()).ifPresent(objections::add);
    hosts.forEach(host -> judge(certificates, host, trust, privateAuthority, now, objections));
    return objections;
  }

  /** Whether a chain's leaf and a key belong together. */
  public static boolean isPair(String chain, String key) {
    return leafOf(chain).filter(leaf -> key(key, leaf.getPublicKey()).isEmpty()).isPresent();
  }

  private static void judge(
      List<byte[]> certificates,
      String host,
      TrustStore roots,
      boolean privateAuthority,
      Instant now,
      List<String> objections) {
    Verdict verdict = BrowserVerdict.judge(certificates, Question.of(host, now, roots));
    verdict.faults().stream()
        .filter(fault -> fault.severity() == Severity.CRITICAL)
        .filter(fault -> !privateAuthority || !UNKNOWN_ROOT.contains(fault.code()))
        .forEach(fault ->
            objections.add(
                "a browser would refuse it for "
                    + host
                    + ": "
                    + fault.code().word()
                    + " ("
                    + fault.evidence()
                    + ")"));
  }

  /** The leaf of a chain. */
  public static Optional<X509Certificate> leafOf(String chain) {
    List<byte[]> certificates = Pem.certificates(chain);
    return certificates.isEmpty() ? Optional.empty() : leaf(certificates.getFirst());
  }

  private static Optional<X509Certificate> leaf(byte[] der) {
    try {
      return Optional.of(
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der)));
    } catch (CertificateException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> key(String pem, PublicKey wanted) {
    Matcher block = KEY.matcher(pem);
    if (!block.find()) {
      return Optional.of("the key's file holds no PEM private key");
    }
    if (block.group(1).startsWith("ENCRYPTED") || block.group(2).contains("ENCRYPTED")) {
      return Optional.of("the key has a passphrase, which a server cannot enter");
    }
    try {
      PrivateKey key = read(block.group(1), block.group(2), wanted.getAlgorithm());
      return matches(key, wanted)
          ? Optional.empty()
          : Optional.of("the key does not belong to the certificate");
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.of(
          "the key cannot be read as a " + wanted.getAlgorithm() + " key of the certificate");
    }
  }

  private static PrivateKey read(String label, String base64, String algorithm)
      throws GeneralSecurityException {
    byte[] der = Base64.getMimeDecoder().decode(base64.strip());
    if (label.equals("PRIVATE KEY")) {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    }
    try {
      String text = "-----BEGIN " + label + "-----" + base64 + "-----END " + label + "-----\n";
      try (var parser = new org.bouncycastle.openssl.PEMParser(new java.io.StringReader(text))) {
        return parser.readObject() instanceof org.bouncycastle.openssl.PEMKeyPair pair
            ? KeyFactory.getInstance(algorithm)
                .generatePrivate(new PKCS8EncodedKeySpec(pair.getPrivateKeyInfo().getEncoded()))
            : failed();
      }
    } catch (java.io.IOException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static PrivateKey failed() throws GeneralSecurityException {
    throw new GeneralSecurityException("not a key");
  }

  /** Signs and verifies: the only proof that holds for every kind of key. */
  private static boolean matches(PrivateKey key, PublicKey wanted) throws GeneralSecurityException {
    String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    byte[] text = "linecheck".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(key);
    signer.update(text);
    byte[] signature = signer.sign();
    Signature verifier = Signature.getInstance(algorithm);
    verifier.initVerify(wanted);
    verifier.update(text);
    return verifier.verify(signature);
  }
}
