package io.linecheck.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.config.InvalidInputException;
import io.linecheck.config.ServerSettings.TlsFiles;
import io.linecheck.peer.TestAuthority;
import io.linecheck.peer.TestAuthority.CertificateFiles;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server's own certificate. */
@Timeout(60)
class ServerCertificateTest {
  @TempDir Path folder;
  private final TestAuthority authority = TestAuthority.today();

  private HttpResponse<String> get(WebScene scene) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null);
    store.setCertificateEntry("root", authority.root());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
      URI here = URI.create("https://localhost:" + scene.server.port() + "/-/healthy");
      return client.send(
          HttpRequest.newBuilder(here).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private static X509Certificate leaf(HttpResponse<String> answer) throws Exception {
    return (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
  }

  private static void replace(CertificateFiles from, TlsFiles to) throws Exception {
    Files.copy(from.certificate(), to.certificate(), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(from.key(), to.key(), StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void newFilesAreServedWithoutARestartAndBrokenOnesAreNot() throws Exception {
    CertificateFiles first = authority.writeChain(folder, "first", authority.leaf("localhost"));
    CertificateFiles second = authority.writeChain(folder, "second", authority.leaf("localhost"));
    TlsFiles own = new TlsFiles(folder.resolve("own.pem"), folder.resolve("own.key"));
    replace(first, own);
    try (WebScene scene =
        new WebScene(folder, WebScene.settings(1000, Optional.of(own), List.of()))) {
      HttpResponse<String> before = get(scene);
      assertEquals(HttpClient.Version.HTTP_2, before.version());
      assertTrue(before.headers().firstValue("Strict-Transport-Security").isPresent());
      assertEquals(
          leaf(before).getNotAfter().toInstant(), scene.server.certificateEndsAt().orElseThrow());
      replace(second, own);
      scene.server.reloadCertificate();
      X509Certificate newer = leaf(get(scene));
      assertTrue(!newer.equals(leaf(before)), "still the first one");
      Files.copy(first.key(), own.key(), StandardCopyOption.REPLACE_EXISTING);
      scene.server.reloadCertificate();
      assertEquals(newer, leaf(get(scene)));
      Files.writeString(own.certificate(), "half a file");
      scene.server.reloadCertificate();
      assertEquals(newer, leaf(get(scene)));
    }
  }

  @Test
  void keyOfAnotherCertificateIsRefusedAtStart() {
    CertificateFiles first = authority.writeChain(folder, "first", authority.leaf("localhost"));
    CertificateFiles second = authority.writeChain(folder, "second", authority.leaf("localhost"));
    TlsFiles mixed = new TlsFiles(first.certificate(), second.key());
    InvalidInputException refused =
        assertThrows(
            InvalidInputException.class,
            () -> new WebScene(folder, WebScene.settings(1000, Optional.of(mixed), List.of())));
    assertEquals(
        "server.tls: the key in "
            + second.key()
            + " does not belong to the certificate in "
            + first.certificate(),
        refused.getMessage());
  }
}
