package io.linecheck.bench;

import io.linecheck.bench.ValidatorComparison.Answer;
import io.linecheck.certificate.corpus.Chain;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** One chain through the JDK's own trust manager, as a TLS client of the JDK asks it. */
final class JdkTrust {
  private JdkTrust() {}

  static Answer judge(Chain chain) {
    try {
      manager(chain).checkServerTrusted(certificates(chain.sent()), "UNKNOWN", engine(chain));
      return new Answer(true, "accepted");
    } catch (GeneralSecurityException | RuntimeException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      String said = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
      return new Answer(false, said.length() > 90 ? said.substring(0, 90) : said);
    }
  }

  private static X509ExtendedTrustManager manager(Chain chain) throws GeneralSecurityException {
    Set<TrustAnchor> anchors = new HashSet<>();
    for (X509Certificate root : certificates(chain.roots())) {
      anchors.add(new TrustAnchor(root, null));
    }
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
    parameters.setDate(Date.from(chain.at()));
    parameters.setRevocationEnabled(false);
    if (!chain.lists().isEmpty()) {
      List<java.security.cert.CRL> lists = new ArrayList<>();
      for (byte[] list : chain.lists()) {
        lists.add(
            CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(list)));
      }
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
      PKIXRevocationChecker checker =
          (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
      checker.setOptions(
          EnumSet.of(
              PKIXRevocationChecker.Option.PREFER_CRLS,
              PKIXRevocationChecker.Option.NO_FALLBACK,
              PKIXRevocationChecker.Option.SOFT_FAIL));
      parameters.addCertPathChecker(checker);
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(new CertPathTrustManagerParameters(parameters));
    return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
  }

  private static X509Certificate[] certificates(List<byte[]> encoded) throws CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    X509Certificate[] read = new X509Certificate[encoded.size()];
    for (int i = 0; i < read.length; i++) {
      read[i] =
          (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(encoded.get(i)));
    }
    return read;
  }

  private static SSLEngine engine(Chain chain) throws GeneralSecurityException {
    String host = chain.host().replaceAll("[\\[\\]]|\\.$", "");
    return new Engine(SSLContext.getDefault().createSSLEngine(host, 443), host);
  }

  /** An engine in the middle of a handshake with that host, which is all the manager asks. */
  private static final class Engine extends SSLEngine {
    private final SSLEngine real;
    private final SSLSession session;

    Engine(SSLEngine real, String host) {
      this.real = real;
      this.session =
          (SSLSession)
              Proxy.newProxyInstance(
                  JdkTrust.class.getClassLoader(),
                  new Class<?>[] {SSLSession.class},
                  (proxy, method, args) ->
                      switch (method.getName()) {
                        case "getPeerHost" -> host;
                        case "getPeerPort" -> 443;
                        case "getProtocol" -> "TLSv1.3";
                        case "getCipherSuite" -> "TLS_AES_128_GCM_SHA256";
                        default -> method.getReturnType() == int.class ? (Object) 0 : null;
                      });
    }

    @Override
    public SSLParameters getSSLParameters() {
      SSLParameters parameters = real.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      return parameters;
    }

    @Override
    public SSLSession getHandshakeSession() {
      return session;
    }

    @Override
    public SSLSession getSession() {
      return session;
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] from, int offset, int length, ByteBuffer to) {
      throw new UnsupportedOperationException();
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer from, ByteBuffer[] to, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Runnable getDelegatedTask() {
      return () -> {};
    }

    @Override
    public void closeInbound() {}

    @Override
    public boolean isInboundDone() {
      return false;
    }

    @Override
    public void closeOutbound() {}

    @Override
    public boolean isOutboundDone() {
      return false;
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return real.getSupportedCipherSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
      return real.getEnabledCipherSuites();
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {}

    @Override
    public String[] getSupportedProtocols() {
      return real.getSupportedProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
      return real.getEnabledProtocols();
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {}

    @Override
    public void beginHandshake() {}

    @Override
    public SSLEngineResult.HandshakeStatus getHandshakeStatus() {
      return SSLEngineResult.HandshakeStatus.NEED_TASK;
    }

    @Override
    public void setUseClientMode(boolean mode) {}

    @Override
    public boolean getUseClientMode() {
      return true;
    }

    @Override
    public void setNeedClientAuth(boolean need) {}

    @Override
    public boolean getNeedClientAuth() {
      return false;
    }

    @Override
    public void setWantClientAuth(boolean want) {}

    @Override
    public boolean getWantClientAuth() {
      return false;
    }

    @Override
    public void setEnableSessionCreation(boolean flag) {}

    @Override
    public boolean getEnableSessionCreation() {
      return true;
    }
  }
}
