package io.linecheck.probe.call;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HexFormat;
import java.util.Locale;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;

/**
 * A key and a self-signed certificate for one call, as a browser makes them (RFC 8827 section 6.5):
 * ECDSA on P-256.
 *
 * @param key the private key
 * @param certificate DER
 */
record CallIdentity(AsymmetricKeyParameter key, byte[] certificate) {

  /** A new identity, valid a day before and after now. */
  static CallIdentity create(Instant now, SecureRandom random) {
    try {
      ECKeyPairGenerator generator = new ECKeyPairGenerator();
      generator.init(
          new ECKeyGenerationParameters(
              ECNamedDomainParameters.lookup(SECObjectIdentifiers.secp256r1), random));
      AsymmetricCipherKeyPair pair = generator.generateKeyPair();
      X500Name name = new X500Name("CN=WebRTC");
      byte[] certificate =
          new X509v3CertificateBuilder(
                  name,
                  new BigInteger(63, random).add(BigInteger.ONE),
                  Date.from(now.minus(1, ChronoUnit.DAYS)),
                  Date.from(now.plus(1, ChronoUnit.DAYS)),
                  name,
                  SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(pair.getPublic()))
              .build(
                  new BcECContentSignerBuilder(
                          new DefaultSignatureAlgorithmIdentifierFinder().find("SHA256WITHECDSA"),
                          new DefaultDigestAlgorithmIdentifierFinder().find("SHA-256"))
                      .build(pair.getPrivate()))
              .getEncoded();
      return new CallIdentity(pair.getPrivate(), certificate);
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException("a certificate of our own", e);
    }
  }

  /** SHA-256 of the certificate as SDP spells it (RFC 8122 section 5): {@code AB:CD:…}. */
  String fingerprint() {
    SHA256Digest digest = new SHA256Digest();
    digest.update(certificate, 0, certificate.length);
    byte[] hash = new byte[digest.getDigestSize()];
    digest.doFinal(hash, 0);
    return HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash).toUpperCase(Locale.ROOT);
  }
}
