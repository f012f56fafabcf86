package io.linecheck.notify;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Whose certificates the receivers of notices may show: those of Java's own roots, and of such as
 * are added, for a mail server or a chat inside the company. Names are checked all the same (RFC
 * 9110 section 4.3.4, RFC 6125).
 */
public final class ReceiverTrust {
  private final Optional<TrustManager> manager;

  private ReceiverTrust(Optional<TrustManager> manager) {
    this.manager = manager;
  }

  /** Java's own roots. */
  public static ReceiverTrust standard() {
    return new ReceiverTrust(Optional.empty());
  }

  /**
   * Java's own roots and further ones.
   *
   * @param added in DER; those that Java cannot read are left out
   * @param onlyAdded whether nothing but them counts
   */
  public static ReceiverTrust of(List<byte[]> added, boolean onlyAdded) {
    if (added.isEmpty()) {
      return standard();
    }
    try {
      List<X509Certificate> roots = new ArrayList<>(onlyAdded ? List.of() : ofJava());
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (byte[] each : added) {
        read(factory, each).ifPresent(roots::add);
      }
      return new ReceiverTrust(Optional.of(manager(roots)));
    } catch (GeneralSecurityException | IOException broken) {
      throw new IllegalStateException("this Java cannot hold roots in memory", broken);
    }
  }

  private static Optional<X509Certificate> read(CertificateFactory factory, byte[] der) {
    try {
      return factory.generateCertificate(new ByteArrayInputStream(der))
              instanceof X509Certificate it
          ? Optional.of(it)
          : Optional.empty();
    } catch (CertificateException unreadable) {
      return Optional.empty();
    }
  }

  private static List<X509Certificate> ofJava() throws GeneralSecurityException {
    TrustManagerFactory factory = factory();
    factory.init((KeyStore) null);
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .flatMap(each -> Arrays.stream(((X509TrustManager) each).getAcceptedIssuers()))
        .toList();
  }

  private static TrustManager manager(List<X509Certificate> roots)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (int i = 0; i < roots.size(); i++) {
      store.setCertificateEntry("root-" + i, roots.get(i));
    }
    TrustManagerFactory factory = factory();
    factory.init(store);
    return Objects.requireNonNull(factory.getTrustManagers()[0]);
  }

  private static TrustManagerFactory factory() throws GeneralSecurityException {
    return TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
  }

  /** What judges certificates; empty: what Java itself takes. */
  Optional<TrustManager> manager() {
    return manager;
  }

  /** A context of TLS with it; empty: Java's own. */
  Optional<SSLContext> context() {
    return manager.map(judge -> {
      try {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {judge}, null);
        return context;
      } catch (GeneralSecurityException missing) {
        throw new IllegalStateException("this Java has no TLS", missing);
      }
    });
  }
}
