package io.linecheck.probe.trust;

import io.linecheck.certificate.Pem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a PEM file holds as far as servers read it.
 *
 * @param certificates DER in the order in which they stand there
 * @param remarks what is odd about the file itself; never a part of its content
 */
public record PemFile(List<byte[]> certificates, List<String> remarks) {
  /** Copies. */
  public PemFile {
    certificates = List.copyOf(certificates);
    remarks = List.copyOf(remarks);
  }

  static PemFile of(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    List<String> remarks = new ArrayList<>();
    if (text.startsWith("\u00ef\u00bb\u00bf-----BEGIN")) {
      remarks.add(
          "file: it begins with a byte order mark; OpenSSL does not see a block right behind it,"
              + " save the file without");
    }
    if (text.contains("PRIVATE KEY-----")) {
      remarks.add("file: it holds a private key too, which was not looked at");
    }
    return new PemFile(Pem.certificates(text), remarks);
  }
}
