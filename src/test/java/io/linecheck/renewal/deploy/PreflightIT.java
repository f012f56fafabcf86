package io.linecheck.renewal.deploy;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pairs as OpenSSL writes them, in every form of key. */
class PreflightIT {
  @TempDir private Path folder;

  private String pem(String name, String command) throws Exception {
    Path file = folder.resolve(name);
    Process process =
        new ProcessBuilder("sh", "-c", command.replace("OUT", file.toString()))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    assertTrue(process.waitFor() == 0, said);
    return Files.readString(file);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "openssl ecparam -name prime256v1 -genkey -noout -out OUT",
        "openssl ecparam -name secp384r1 -genkey -out OUT",
        "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out OUT",
        "openssl genrsa -traditional -out OUT 2048",
        "openssl genpkey -algorithm RSA -out OUT"
      })
  void aKeyFitsItsCertificateInEveryForm(String command) throws Exception {
    String key = pem("key.pem", command);
    String chain =
        pem(
            "chain.pem",
            "openssl req -x509 -key "
                + folder.resolve("key.pem")
                + " -subj /CN=a.test -days 9 -out OUT");
    assertTrue(Preflight.isPair(chain, key));
    assertFalse(Preflight.isPair(chain, pem("other.pem", command)));
  }

  @Test
  void aLockedKeyFitsNothing() throws Exception {
    String key =
        pem("key.pem", "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out OUT");
    String chain =
        pem(
            "chain.pem",
            "openssl req -x509 -key "
                + folder.resolve("key.pem")
                + " -subj /CN=a.test -days 9 -out OUT");
    String locked =
        pem(
            "locked.pem",
            "openssl pkcs8 -topk8 -passout pass:x -in " + folder.resolve("key.pem") + " -out OUT");
    assertTrue(Preflight.isPair(chain, key));
    assertFalse(Preflight.isPair(chain, locked));
  }
}
