package io.linecheck.demo;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The certificate authority of the practice floor: made anew at each start, trusted by the demo
 * alone.
 */
public final class PracticeAuthority {
  private static final X500Name NAME = new X500Name("CN=Practice Root,O=Linecheck Demo");

  private final SecureRandom random = new SecureRandom();
  private final KeyPair key = newKey();
  private final X509Certificate root;

  /** A fresh authority, valid for a year around an instant. */
  public PracticeAuthority(Instant now) {
    this.root =
        sign(NAME, key, now.minus(Duration.ofDays(365)), now.plus(Duration.ofDays(365)), "");
  }

  /** The root that the demo's trust store adds. */
  public X509Certificate root() {
    return root;
  }

  /** A leaf with its key, both as PEM. */
  record Pair(String certificatePem, String keyPem) {}

  /** A leaf for one name. */
  Pair leaf(String host, Instant notBefore, Instant notAfter) {
    KeyPair leafKey = newKey();
    X509Certificate leaf = sign(new X500Name("CN=" + host), leafKey, notBefore, notAfter, host);
    try {
      return new Pair(pem("CERTIFICATE", leaf.getEncoded()), pem(leafKey.getPrivate()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(PrivateKey key) {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  private static String pem(String type, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
  }

  private static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private X509Certificate sign(
      X500Name subject, KeyPair subjectKey, Instant notBefore, Instant notAfter, String host) {
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              NAME,
              new BigInteger(120, random).setBit(119),
              Date.from(notBefore),
              Date.from(notAfter),
              subject,
              subjectKey.getPublic());
      addExtensions(builder, subjectKey, host);
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void addExtensions(JcaX509v3CertificateBuilder builder, KeyPair subjectKey, String host)
      throws CertIOException, GeneralSecurityException {
    boolean leaf = !host.isEmpty();
    var identifiers = new JcaX509ExtensionUtils();
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        identifiers.createSubjectKeyIdentifier(subjectKey.getPublic()));
    builder.addExtension(
        Extension.authorityKeyIdentifier,
        false,
        identifiers.createAuthorityKeyIdentifier(key.getPublic()));
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(!leaf));
    builder.addExtension(
        Extension.keyUsage,
        true,
        new KeyUsage(leaf ? KeyUsage.digitalSignature : KeyUsage.keyCertSign | KeyUsage.cRLSign));
    if (leaf) {
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.dNSName, host)));
    }
  }
}
