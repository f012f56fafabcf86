package io.linecheck.probe.call;

import io.linecheck.probe.Deadline;
import io.linecheck.probe.call.CallObservation.Dtls;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Vector;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SRTPProtectionProfile;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsTimeoutException;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.CryptoHashAlgorithm;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * The DTLS handshake of a call (RFC 5763, RFC 5764) in either role, done by Bouncy Castle: our
 * certificate, theirs checked by the fingerprint of their SDP, keys exported for
 * SRTP_AES128_CM_HMAC_SHA1_80. Blocks the calling virtual thread.
 */
@SuppressWarnings("JdkObsolete") // Bouncy Castle hands extensions over in Hashtable
final class DtlsHandshake {
  private static final int KEY = 16;
  private static final int SALT = 14;
  private static final int PROFILE = SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_80;

  private final BcTlsCrypto crypto;
  private final CallIdentity identity;
  private final String fingerprint;
  private final int timeoutMillis;
  private Optional<SrtpKeys> keys = Optional.empty();
  private String version = "";
  private String refusal = "";

  /**
   * A handshake.
   *
   * @param fingerprint what SDP says of the peer's certificate, {@code sha-256 AB:CD:…}
   */
  DtlsHandshake(CallIdentity identity, String fingerprint, Deadline deadline, SecureRandom random) {
    this.crypto = new BcTlsCrypto(random);
    this.identity = identity;
    this.fingerprint = fingerprint;
    this.timeoutMillis = (int) Math.max(1, deadline.remaining().toMillis());
  }

  /** The keys; empty until the handshake has completed. */
  Optional<SrtpKeys> keys() {
    return keys;
  }

  /**
   * Shakes hands.
   *
   * @param client whether we begin: where the peer is {@code passive}
   */
  Dtls run(boolean client, DatagramTransport transport) {
    long started = System.nanoTime();
    String role = client ? "client" : "server";
    String detail;
    try {
      if (client) {
        new DTLSClientProtocol().connect(new Client(), transport);
      } else {
        new DTLSServerProtocol().accept(new Server(), transport);
      }
      detail = keys.isPresent() ? "" : "the peer agreed on no SRTP profile (use_srtp)";
    } catch (TlsTimeoutException silent) {
      detail = client ? "no answer to ClientHello" : "no ClientHello came";
    } catch (TlsFatalAlertReceived alert) {
      detail = "the peer sent alert " + AlertDescription.getName(alert.getAlertDescription());
    } catch (TlsFatalAlert ours) {
      detail =
          refusal.isEmpty()
              ? "we ended it with alert " + AlertDescription.getName(ours.getAlertDescription())
              : refusal;
    } catch (IOException broken) {
      detail = String.valueOf(broken.getMessage());
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    return new Dtls(keys.isPresent(), role, version, detail, seconds);
  }

  private void completed(TlsContext context, Hashtable<?, ?> extensions) throws IOException {
    ProtocolVersion agreed = context.getSecurityParametersConnection().getNegotiatedVersion();
    version = agreed.equals(ProtocolVersion.DTLSv10) ? "DTLS 1.0" : "DTLS 1.2";
    UseSRTPData srtp = TlsSRTPUtils.getUseSRTPExtension(extensions);
    if (offersOurs(srtp)) {
      byte[] material =
          context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, 2 * (KEY + SALT));
      keys = Optional.of(SrtpKeys.of(material, context.isServer()));
    }
  }

  private static boolean offersOurs(@Nullable UseSRTPData srtp) {
    return srtp != null
        && Arrays.stream(srtp.getProtectionProfiles()).anyMatch(profile -> profile == PROFILE);
  }

  /** RFC 8122 section 6.2: the certificate must have the fingerprint that SDP told. */
  private void verify(Certificate chain) throws IOException {
    if (chain == null || chain.isEmpty()) {
      refusal = "the peer showed no certificate";
      throw new TlsFatalAlert(AlertDescription.bad_certificate);
    }
    String[] told = fingerprint.split("\\s+", 2);
    int hash =
        switch (told[0].toLowerCase(Locale.ROOT)) {
          case "sha-1" -> CryptoHashAlgorithm.sha1;
          case "sha-384" -> CryptoHashAlgorithm.sha384;
          case "sha-512" -> CryptoHashAlgorithm.sha512;
          default -> CryptoHashAlgorithm.sha256;
        };
    byte[] der = chain.getCertificateAt(0).getEncoded();
    var digest = crypto.createHash(hash);
    digest.update(der, 0, der.length);
    String served = HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest.calculateHash());
    if (told.length < 2 || !served.equalsIgnoreCase(told[1].strip())) {
      refusal =
          "the peer's certificate has fingerprint " + served + ", its SDP says " + fingerprint;
      throw new TlsFatalAlert(AlertDescription.bad_certificate);
    }
  }

  private TlsCredentialedSigner signer(TlsContext context) throws IOException {
    TlsCertificate certificate = crypto.createCertificate(identity.certificate());
    return new BcDefaultTlsCredentialedSigner(
        new TlsCryptoParameters(context),
        crypto,
        identity.key(),
        new Certificate(new TlsCertificate[] {certificate}),
        SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
  }

  private static UseSRTPData profiles() {
    return new UseSRTPData(new int[] {PROFILE}, TlsUtils.EMPTY_BYTES);
  }

  private static ProtocolVersion[] versions() {
    return ProtocolVersion.DTLSv12.downTo(ProtocolVersion.DTLSv10);
  }

  /** Where the peer is passive. */
  private final class Client extends DefaultTlsClient {
    private Hashtable<?, ?> agreed = new Hashtable<>();

    Client() {
      super(crypto);
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
      return versions();
    }

    @Override
    public int getHandshakeTimeoutMillis() {
      return timeoutMillis;
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    public Hashtable getClientExtensions() throws IOException {
      Hashtable extensions = super.getClientExtensions();
      TlsSRTPUtils.addUseSRTPExtension(extensions, profiles());
      return extensions;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void processServerExtensions(Hashtable extensions) throws IOException {
      super.processServerExtensions(extensions);
      agreed = extensions == null ? new Hashtable<>() : extensions;
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
      super.notifyHandshakeComplete();
      completed(context, agreed);
    }

    @Override
    public TlsAuthentication getAuthentication() {
      return new TlsAuthentication() {
        @Override
        public void notifyServerCertificate(TlsServerCertificate theirs) throws IOException {
          verify(theirs.getCertificate());
        }

        @Override
        public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
          return signer(context);
        }
      };
    }
  }

  /** Where the peer is active. */
  private final class Server extends DefaultTlsServer {
    Server() {
      super(crypto);
    }

    /** Our key is ECDSA; the last two are for DTLS 1.0. */
    @Override
    protected int[] getSupportedCipherSuites() {
      return TlsUtils.getSupportedCipherSuites(
          crypto,
          new int[] {
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA
          });
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
      return versions();
    }

    @Override
    public int getHandshakeTimeoutMillis() {
      return timeoutMillis;
    }

    @Override
    protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
      return signer(context);
    }

    @Override
    public CertificateRequest getCertificateRequest() {
      Vector<?> algorithms = TlsUtils.getDefaultSupportedSignatureAlgorithms(context);
      return new CertificateRequest(
          new short[] {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign},
          algorithms,
          null);
    }

    @Override
    public void notifyClientCertificate(Certificate theirs) throws IOException {
      verify(theirs);
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    public Hashtable getServerExtensions() throws IOException {
      Hashtable extensions = super.getServerExtensions();
      if (offersOurs(TlsSRTPUtils.getUseSRTPExtension(clientExtensions))) {
        TlsSRTPUtils.addUseSRTPExtension(extensions, profiles());
      }
      return extensions;
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
      super.notifyHandshakeComplete();
      completed(context, clientExtensions == null ? new Hashtable<>() : clientExtensions);
    }
  }
}
