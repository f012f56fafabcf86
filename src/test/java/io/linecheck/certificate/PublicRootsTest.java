package io.linecheck.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every root that the JDK ships must be readable, or a good chain would be refused for it. */
class PublicRootsTest {
  @Test
  void everyRootOfTheJdkIsReadAndBreaksNoRuleForRoots() throws Exception {
    Path file = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
    KeyStore store = KeyStore.getInstance(file.toFile(), (char[]) null);
    int count = 0;
    for (String alias : Collections.list(store.aliases())) {
      Certificate known = store.getCertificate(alias);
      var root =
          (io.linecheck.certificate.Certificate)
              io.linecheck.certificate.Certificate.read(known.getEncoded());
      Complaints told = new Complaints();
      CertificateRules.any(root, alias, true, told);
      CertificateRules.issuer(root, alias, true, told);
      assertEquals(List.of(), told.faults(), alias);
      assertTrue(root.isSignedBy(root.key) || !root.algorithm.weakness().isEmpty(), alias);
      count++;
    }
    assertTrue(count > 50, "only " + count + " roots");
  }
}
