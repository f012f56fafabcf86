package io.linecheck.probe.trust;

import io.linecheck.certificate.Certificate;
import io.linecheck.certificate.Malformed;
import io.linecheck.certificate.Pem;
import io.linecheck.certificate.RevocationList;
import io.linecheck.certificate.TrustStore;
import io.linecheck.config.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The roots of this machine: the system's bundle, which is read in milliseconds, else the JDK's
 * store; and the PEM files that a user adds.
 */
public final class RootFiles {
  private static final int LARGEST = 16 << 20;

  /** Debian, Ubuntu, Alpine; Red Hat; SUSE; BSD. */
  private static final List<Path> BUNDLES =
      List.of(
          Path.of("/etc/ssl/certs/ca-certificates.crt"),
          Path.of("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"),
          Path.of("/etc/ssl/ca-bundle.pem"),
          Path.of("/etc/ssl/cert.pem"));

  private RootFiles() {}

  /** This machine's roots and the given ones, DER; those that cannot be read are left out. */
  public static TrustStore with(List<byte[]> added) {
    List<Certificate> roots = new ArrayList<>(machine());
    for (byte[] encoded : added) {
      if (Certificate.read(encoded) instanceof Certificate root) {
        roots.add(root);
      }
    }
    return TrustStore.of(roots);
  }

  /**
   * The roots a verdict may end at.
   *
   * @param added PEM files with further roots
   * @param onlyAdded whether nothing but them counts
   * @throws InvalidInputException naming a file that is not there or holds no certificate
   */
  public static TrustStore read(List<Path> added, boolean onlyAdded) {
    return read(added, onlyAdded ? List.of() : machine());
  }

  /**
   * The roots a verdict may end at, where this machine's are known already.
   *
   * @throws InvalidInputException naming a file that is not there or holds no certificate
   */
  public static TrustStore read(List<Path> added, List<Certificate> machine) {
    List<Certificate> roots = new ArrayList<>(machine);
    added.forEach(file -> roots.addAll(roots(file)));
    return TrustStore.of(roots);
  }

  /**
   * The roots of this machine.
   *
   * @throws InvalidInputException when it has none
   */
  public static List<Certificate> machine() {
    for (Path bundle : BUNDLES) {
      if (Files.isReadable(bundle)) {
        List<Certificate> roots = readable(PemFile.of(bytes(bundle, LARGEST)).certificates());
        if (!roots.isEmpty()) {
          return roots;
        }
      }
    }
    return ofJdk();
  }

  private static List<Certificate> ofJdk() {
    Path file = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
    List<byte[]> encoded = new ArrayList<>();
    try {
      KeyStore store = KeyStore.getInstance(file.toFile(), (char[]) null);
      for (String alias : Collections.list(store.aliases())) {
        encoded.add(store.getCertificate(alias).getEncoded());
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new InvalidInputException(
          "no roots: neither a system bundle such as "
              + BUNDLES.getFirst()
              + " nor "
              + file
              + " can be read; install the package ca-certificates");
    }
    return readable(encoded);
  }

  private static List<Certificate> roots(Path file) {
    return readable(chain(file).certificates());
  }

  private static List<Certificate> readable(List<byte[]> encoded) {
    List<Certificate> roots = new ArrayList<>(encoded.size());
    for (byte[] each : encoded) {
      switch (Certificate.read(each)) {
        case Certificate root -> roots.add(root);
        case Malformed _ -> {
          // A root that cannot be read vouches for nobody; the verdict then says so.
        }
      }
    }
    return roots;
  }

  /**
   * The certificates of a PEM file in order, at least one.
   *
   * @throws InvalidInputException saying what the file holds instead
   */
  public static PemFile chain(Path file) {
    byte[] bytes = bytes(file, LARGEST);
    PemFile read = PemFile.of(bytes);
    if (read.certificates().isEmpty()) {
      throw new InvalidInputException(NotPem.sentence(file, bytes));
    }
    return read;
  }

  /**
   * The revocation lists of a file in PEM or DER.
   *
   * @throws InvalidInputException where there is none in it
   */
  public static List<RevocationList> lists(Path file) {
    byte[] bytes = bytes(file, RevocationList.LARGEST);
    List<byte[]> encoded = Pem.revocationLists(new String(bytes, StandardCharsets.ISO_8859_1));
    List<RevocationList> lists =
        (encoded.isEmpty() ? List.of(bytes) : encoded)
            .stream().map(RevocationList::read).flatMap(Optional::stream).toList();
    if (lists.isEmpty()) {
      throw new InvalidInputException(
          file + " holds no revocation list; give one in PEM (-----BEGIN X509 CRL-----) or DER");
    }
    return lists;
  }

  private static byte[] bytes(Path file, int largest) {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(largest + 1);
    } catch (NoSuchFileException e) {
      throw new InvalidInputException("there is no file " + file);
    } catch (IOException e) {
      String why = Files.isDirectory(file) ? "it is a directory" : "permission or disk: " + e;
      throw new InvalidInputException("cannot read " + file + " (" + why + ")");
    }
    if (bytes.length > largest) {
      throw new InvalidInputException(file + " is larger than " + (largest >> 20) + " MiB");
    }
    return bytes;
  }
}
