package io.linecheck.peer;

import io.linecheck.peer.TestAuthority.Issued;
import java.io.IOException;
import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.jcajce.JcaBasicOCSPRespBuilder;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Makes OCSP responses (RFC 6960) as a responder would. */
final class OcspAnswers {
  private OcspAnswers() {}

  static byte[] sign(
      Issued issuer, KeyPair signer, Issued leaf, CertificateStatus status, Instant from) {
    try {
      DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder().build();
      var builder =
          new JcaBasicOCSPRespBuilder(
              issuer.key().getPublic(), digests.get(CertificateID.HASH_SHA1));
      CertificateID id =
          new CertificateID(
              digests.get(CertificateID.HASH_SHA1),
              new JcaX509CertificateHolder(issuer.certificate()),
              leaf.certificate().getSerialNumber());
      builder.addResponse(
          id, status, Date.from(from), Date.from(from.plus(Duration.ofDays(7))), null);
      var answer =
          builder.build(
              new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate()),
              new X509CertificateHolder[0],
              Date.from(from));
      OCSPResp whole = new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, answer);
      return whole.getEncoded();
    } catch (OCSPException
        | OperatorCreationException
        | CertificateEncodingException
        | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
