package io.linecheck.renewal.acme;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.interfaces.ECPrivateKey;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.jce.spec.ECPublicKeySpec;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;

/** Keys and certificates in files of their owner: folders 0700, files 0600, written whole. */
public final class KeyFiles {
  private static final FileAttribute<Set<PosixFilePermission>> FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private KeyFiles() {}

  /** A folder that only its owner may enter. */
  public static Path folder(Path folder) {
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder, FOLDER);
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the folder " + folder, e);
    }
  }

  /** Writes a file that only its owner may read, whole or not at all. */
  public static void write(Path file, String text) {
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.deleteIfExists(beside);
      Files.createFile(beside, FILE);
      try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** Puts a file in the place of another, at once. */
  static void replace(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot put " + from + " in the place of " + to, e);
    }
  }

  /** A file's text. */
  public static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** The key of a file; a new one, written to it, where there is no such file. */
  static KeyPair readOrCreate(Path file, String keyType) {
    if (!Files.exists(file)) {
      KeyPair created = create(keyType);
      Path holder = file.toAbsolutePath().getParent();
      if (holder != null) {
        folder(holder);
      }
      write(file, pem(created));
      return created;
    }
    try {
      return parse(read(file));
    } catch (IOException e) {
      throw new UncheckedIOException("there is no private key in " + file, e);
    }
  }

  /**
   * The key of a PKCS #8 block (RFC 5958) with the public half computed from it.
   *
   * @throws IOException when there is none
   */
  public static KeyPair parse(String pem) throws IOException {
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      if (!(parser.readObject() instanceof PrivateKeyInfo info)) {
        throw new IOException("no block BEGIN PRIVATE KEY was found");
      }
      PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(info.getEncoded());
      boolean rsa =
          info.getPrivateKeyAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption);
      KeyFactory factory = KeyFactory.getInstance(rsa ? "RSA" : "EC");
      PrivateKey secret = factory.generatePrivate(spec);
      return new KeyPair(
          rsa
              ? factory.generatePublic(modulus((RSAPrivateCrtKey) secret))
              : factory.generatePublic(point(spec)),
          secret);
    } catch (GeneralSecurityException e) {
      throw new IOException("the private key cannot be read", e);
    }
  }

  private static RSAPublicKeySpec modulus(RSAPrivateCrtKey secret) {
    return new RSAPublicKeySpec(secret.getModulus(), secret.getPublicExponent());
  }

  private static X509EncodedKeySpec point(PKCS8EncodedKeySpec spec)
      throws GeneralSecurityException {
    KeyFactory factory = KeyFactory.getInstance("EC", new BouncyCastleProvider());
    ECPrivateKey secret = (ECPrivateKey) factory.generatePrivate(spec);
    ECPublicKeySpec half =
        new ECPublicKeySpec(
            secret.getParameters().getG().multiply(secret.getD()), secret.getParameters());
    return new X509EncodedKeySpec(factory.generatePublic(half).getEncoded());
  }

  /** A new key: {@code p256}, {@code p384}, {@code rsa2048} or {@code rsa4096}. */
  static KeyPair create(String keyType) {
    try {
      boolean rsa = keyType.startsWith("rsa");
      KeyPairGenerator generator = KeyPairGenerator.getInstance(rsa ? "RSA" : "EC");
      if (rsa) {
        generator.initialize(Integer.parseInt(keyType.substring(3)));
      } else {
        generator.initialize(
            new ECGenParameterSpec(keyType.equals("p384") ? "secp384r1" : "secp256r1"));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(KeyPair key) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(new JcaPKCS8Generator(key.getPrivate(), null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
