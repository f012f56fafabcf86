package io.linecheck.peer;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A private certificate authority of the tests: a root, an intermediate, and leaves of any dates
 * and names.
 */
public final class TestAuthority {
  /** Among the names of a leaf: it demands a stapled OCSP answer (RFC 7633). */
  public static final String MUST_STAPLE = "must-staple";

  /** A certificate with its key. */
  public record Issued(X509Certificate certificate, KeyPair key) {}

  private final Issued root;
  private final Issued intermediate;
  private final Instant now;

  /** A fresh root and intermediate, valid for ten years around an instant. */
  public TestAuthority(Instant now) {
    this.now = now;
    KeyPair rootKey = ecKey();
    this.root =
        sign(
            new X500Name("CN=Linecheck Test Root,O=Linecheck Tests"),
            rootKey,
            null,
            rootKey,
            now.minus(Duration.ofDays(3650)),
            now.plus(Duration.ofDays(3650)),
            true,
            List.of());
    KeyPair intermediateKey = ecKey();
    this.intermediate =
        sign(
            new X500Name("CN=Linecheck Test Intermediate,O=Linecheck Tests"),
            intermediateKey,
            root.certificate(),
            rootKey,
            now.minus(Duration.ofDays(1800)),
            now.plus(Duration.ofDays(1800)),
            true,
            List.of());
  }

  /** A fresh authority of today. */
  public static TestAuthority today() {
    return new TestAuthority(Instant.now());
  }

  /** The root. */
  public X509Certificate root() {
    return root.certificate();
  }

  /** The intermediate that signs leaves. */
  public X509Certificate intermediate() {
    return intermediate.certificate();
  }

  /** An OCSP answer of the intermediate about a leaf, in DER, good for a week from an instant. */
  public byte[] ocspAnswer(Issued leaf, CertificateStatus status, Instant from) {
    return OcspAnswers.sign(intermediate, intermediate.key(), leaf, status, from);
  }

  /** The same, signed by a stranger. */
  public byte[] forgedOcspAnswer(Issued leaf) {
    return OcspAnswers.sign(intermediate, ecKey(), leaf, CertificateStatus.GOOD, now);
  }

  /** A leaf of ninety days, sixty of them left. */
  public Issued leaf(String... names) {
    return leaf(now.minus(Duration.ofDays(30)), now.plus(Duration.ofDays(60)), names);
  }

  /** The revocation list of the intermediate, in DER, of today. */
  public byte[] revocationList(Issued... revoked) {
    try {
      X500Name issuer =
          X500Name.getInstance(intermediate.certificate().getSubjectX500Principal().getEncoded());
      var builder = new X509v2CRLBuilder(issuer, Date.from(now.minus(Duration.ofHours(1))));
      builder.setNextUpdate(Date.from(now.plus(Duration.ofDays(7))));
      builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.ONE));
      for (Issued each : revoked) {
        builder.addCRLEntry(
            each.certificate().getSerialNumber(), Date.from(now), CRLReason.keyCompromise);
      }
      var signer =
          new JcaContentSignerBuilder("SHA256withECDSA").build(intermediate.key().getPrivate());
      return builder.build(signer).getEncoded();
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A P-256 leaf of the given validity; names that are IP addresses become iPAddress entries, one
   * that is an http address the place of its revocation list.
   */
  public Issued leaf(Instant notBefore, Instant notAfter, String... names) {
    return leaf(ecKey(), notBefore, notAfter, names);
  }

  /** A leaf for a key of the caller's. */
  public Issued leaf(KeyPair key, Instant notBefore, Instant notAfter, String... names) {
    return sign(
        new X500Name("CN=" + (names.length == 0 ? "nameless" : names[0])),
        key,
        intermediate.certificate(),
        intermediate.key(),
        notBefore,
        notAfter,
        false,
        List.of(names));
  }

  /** A self-signed leaf. */
  public Issued selfSigned(String... names) {
    KeyPair key = ecKey();
    return sign(
        new X500Name("CN=" + names[0]),
        key,
        null,
        key,
        now.minus(Duration.ofDays(30)),
        now.plus(Duration.ofDays(60)),
        false,
        List.of(names));
  }

  /** A P-256 key. */
  public static KeyPair ecKey() {
    return ecKey("secp256r1");
  }

  /** A key on a named curve. */
  public static KeyPair ecKey(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An RSA key of the given size in bits. */
  public static KeyPair rsaKey(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes the root to {@code root.pem} in a folder. */
  public Path writeRoot(Path folder) {
    return write(folder.resolve("root.pem"), pem(root.certificate()));
  }

  /**
   * Writes leaf and intermediate to {@code <name>.pem} and the key (PKCS #8) to {@code <name>.key}.
   */
  public CertificateFiles writeChain(Path folder, String name, Issued leaf) {
    return write(folder, name, leaf, pem(leaf.certificate()) + pem(intermediate.certificate()));
  }

  /** Writes the leaf alone to {@code <name>.pem}. */
  public CertificateFiles writeLeafOnly(Path folder, String name, Issued leaf) {
    return write(folder, name, leaf, pem(leaf.certificate()));
  }

  /** Where a chain and its key were written. */
  public record CertificateFiles(Path certificate, Path key) {}

  /** Any security object as PEM. */
  public static String pem(Object object) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static CertificateFiles write(Path folder, String name, Issued leaf, String chain) {
    try {
      return new CertificateFiles(
          write(folder.resolve(name + ".pem"), chain),
          write(
              folder.resolve(name + ".key"),
              pem(new JcaPKCS8Generator(leaf.key().getPrivate(), null))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Issued sign(
      X500Name subject,
      KeyPair key,
      X509Certificate issuer,
      KeyPair issuerKey,
      Instant notBefore,
      Instant notAfter,
      boolean authority,
      List<String> names) {
    try {
      X500Name issuerName =
          issuer == null
              ? subject
              : X500Name.getInstance(issuer.getSubjectX500Principal().getEncoded());
      var builder =
          new JcaX509v3CertificateBuilder(
              issuerName,
              new BigInteger(120, ThreadLocalRandom.current()).setBit(119),
              Date.from(notBefore),
              Date.from(notAfter),
              subject,
              key.getPublic());
      addExtensions(builder, key, issuerKey, authority, names);
      String algorithm =
          issuerKey.getPrivate().getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
      var signer = new JcaContentSignerBuilder(algorithm).build(issuerKey.getPrivate());
      return new Issued(
          new JcaX509CertificateConverter().getCertificate(builder.build(signer)), key);
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void addExtensions(
      JcaX509v3CertificateBuilder builder,
      KeyPair key,
      KeyPair issuerKey,
      boolean authority,
      List<String> all)
      throws IOException, GeneralSecurityException {
    List<String> lists = all.stream().filter(name -> name.startsWith("http:")).toList();
    List<String> names =
        all.stream().filter(name -> !lists.contains(name) && !name.equals(MUST_STAPLE)).toList();
    if (all.contains(MUST_STAPLE)) {
      ASN1Integer statusRequest = new ASN1Integer(5);
      builder.addExtension(
          new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24"), false, new DERSequence(statusRequest));
    }
    for (String list : lists) {
      var place = new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, list));
      var point = new DistributionPoint(new DistributionPointName(place), null, null);
      builder.addExtension(
          Extension.cRLDistributionPoints,
          false,
          new CRLDistPoint(new DistributionPoint[] {point}));
    }
    var identifiers = new JcaX509ExtensionUtils();
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        identifiers.createSubjectKeyIdentifier(key.getPublic()));
    builder.addExtension(
        Extension.authorityKeyIdentifier,
        false,
        identifiers.createAuthorityKeyIdentifier(issuerKey.getPublic()));
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
    builder.addExtension(
        Extension.keyUsage,
        true,
        new KeyUsage(
            authority
                ? KeyUsage.keyCertSign | KeyUsage.cRLSign
                : KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
    if (!authority) {
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    }
    List<GeneralName> alternatives = new ArrayList<>();
    for (String name : names) {
      alternatives.add(
          isAddress(name)
              ? new GeneralName(GeneralName.iPAddress, InetAddress.ofLiteral(name).getHostAddress())
              : new GeneralName(GeneralName.dNSName, name));
    }
    if (!alternatives.isEmpty()) {
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(alternatives.toArray(new GeneralName[0])));
    }
  }

  private static boolean isAddress(String name) {
    return name.indexOf(':') >= 0 || name.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }
}
