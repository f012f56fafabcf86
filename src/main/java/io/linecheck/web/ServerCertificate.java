package io.linecheck.web;

import io.linecheck.config.InvalidInputException;
import io.linecheck.config.ServerSettings.TlsFiles;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/**
 * The server's own certificate as its files hold it: read whole, and used only when key and
 * certificate belong together.
 *
 * @param options for the server
 * @param notAfter when the leaf ends
 * @param bytes what the files held, to see a change
 */
record ServerCertificate(PemKeyCertOptions options, Instant notAfter, byte[] bytes) {
  private static final int LARGEST = 1 << 20;
  private static final Set<String> ALGORITHMS = Set.of("RSA", "EC");

  /**
   * Reads both files.
   *
   * @throws InvalidInputException when they cannot be used, with the reason
   */
  static ServerCertificate read(TlsFiles files, Vertx vertx) {
    byte[] certificate = bytes(files.certificate());
    byte[] key = bytes(files.key());
    PemKeyCertOptions options =
        new PemKeyCertOptions()
            .setCertValue(Buffer.buffer(certificate))
            .setKeyValue(Buffer.buffer(key));
    X509Certificate leaf = fit(files, options, vertx);
    byte[] both = Arrays.copyOf(certificate, certificate.length + key.length);
    System.arraycopy(key, 0, both, certificate.length, key.length);
    return new ServerCertificate(options, leaf.getNotAfter().toInstant(), both);
  }

  /** Whether the files hold something else by now. */
  boolean differs(ServerCertificate other) {
    return !Arrays.equals(bytes, other.bytes);
  }

  private static byte[] bytes(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        throw new InvalidInputException("server.tls: " + file + " is larger than 1 MiB");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new InvalidInputException("server.tls: " + file + " cannot be read: " + e);
    }
  }

  @SuppressWarnings("BanSerializableRead")
  private static X509Certificate fit(TlsFiles files, PemKeyCertOptions options, Vertx vertx) {
    try {
      KeyManager[] managers = options.getKeyManagerFactory(vertx).getKeyManagers();
      for (KeyManager manager : managers) {
        if (manager instanceof X509KeyManager own) {
          for (String algorithm : ALGORITHMS) {
            String[] aliases = own.getServerAliases(algorithm, null);
            if (aliases != null && aliases.length > 0) {
              X509Certificate leaf = own.getCertificateChain(aliases[0])[0];
              belong(files, own.getPrivateKey(aliases[0]), leaf);
              return leaf;
            }
          }
        }
      }
    } catch (InvalidInputException e) {
      throw e;
    } catch (Exception e) {
      throw new InvalidInputException(
          "server.tls: "
              + files.certificate()
              + " and "
              + files.key()
              + " cannot be used: "
              + e.getMessage());
    }
    throw new InvalidInputException(
        "server.tls: " + files.certificate() + " holds neither an RSA nor an EC certificate");
  }

  private static void belong(TlsFiles files, PrivateKey key, X509Certificate leaf)
      throws GeneralSecurityException {
    String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    byte[] sample = {1, 2, 3, 4};
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(key);
    signer.update(sample);
    byte[] signed = signer.sign();
    Signature verifier = Signature.getInstance(algorithm);
    verifier.initVerify(leaf.getPublicKey());
    verifier.update(sample);
    if (!verifier.verify(signed)) {
      throw new InvalidInputException(
          "server.tls: the key in "
              + files.key()
              + " does not belong to the certificate in "
              + files.certificate());
    }
  }
}
