package io.linecheck.renewal.acme;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.provider.GenericAcmeProvider;

/** An authority whose own door is vouched for by the roots of a file, and by no others. */
final class PrivateRoots extends GenericAcmeProvider {
  private final Optional<SSLContext> context;

  PrivateRoots(Optional<Path> file) {
    this.context = file.map(PrivateRoots::context);
  }

  @Override
  public boolean accepts(URI serverUri) {
    return true;
  }

  @Override
  public HttpClient createHttpClient(NetworkSettings settings) {
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(settings.getTimeout())
            .proxy(settings.getProxySelector());
    context.ifPresent(client::sslContext);
    return client.build();
  }

  private static SSLContext context(Path file) {
    try {
      KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
      roots.load(null, null);
      int number = 0;
      for (var root :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(
                      KeyFiles.read(file)
                          .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)))) {
        roots.setCertificateEntry("root-" + number++, root);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(roots);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the roots in " + file + " cannot be used", e);
    }
  }
}
